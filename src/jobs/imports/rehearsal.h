// A dry run of an import: writes rows as the import would, in writes that are undone. Knows no
// file.
#pragma once

#include <functional>

#include "directory/transaction.h"
#include "jobs/imports/earlier_rows.h"

namespace muster::jobs {

// A failure of the store says nothing about the row: the run ends, and can be resumed.
inline bool is_of_row(Code code)
{
    return code != Code::unavailable && code != Code::timed_out && code != Code::internal;
}

class Rehearsal {
public:
    // Writes one row and counts it. Returns the customer; 0 when the plan leaves it as it is.
    using WriteRow = std::function<Result<model::CustomerId>(
        directory::Transaction& transaction, const FileRow& row, ImportProgress& progress)>;
    // Where the rows come from.
    struct RowOrigin {
        const RowSource& rows;
        SourceOptions options;
    };

    // The plan outlives this.
    Rehearsal(const ImportPlan& plan, model::TenantId tenant, WriteRow write)
        : plan_(plan), tenant_(tenant), write_(std::move(write))
    {}

    // Earlier writes were undone. First, their rows about the same customers are written again,
    // uncounted: so the row finds what it will find in the import.
    Result<void> write_one(directory::Transaction& transaction, const RowOrigin& origin,
                           const FileRow& row, ImportProgress& progress);
    // False when an earlier row has removed the customer.
    bool remove(model::CustomerId customer) { return earlier_.remove(customer); }

    // Around each write.
    void begin() { earlier_.begin(); }
    void commit() { earlier_.commit(); }

private:
    Result<void> repeat(directory::Transaction& transaction, const SourceOptions& options,
                        const RowPlace& place, ImportProgress uncounted) const;
    Result<void> count_repeated(ImportProgress& progress) const;
    Result<EarlierRows::Touched> keys_in(directory::Transaction& transaction, const RowSource& rows,
                                         const FileRow& row) const;
    void add_keys(const std::vector<model::Key>& keys, EarlierRows::Touched& touched) const;
    Result<void> add_keys_of(directory::Transaction& transaction, const model::Customer& customer,
                             EarlierRows::Touched& touched) const;

    const ImportPlan& plan_;
    model::TenantId tenant_;
    WriteRow write_;
    EarlierRows earlier_;
};

} // namespace muster::jobs
