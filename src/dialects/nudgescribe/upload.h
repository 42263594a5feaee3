// Checks and stores an upload: all of its rows, or none (promise 30).
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "dialects/nudgescribe/rows.h"
#include "directory/transaction.h"

namespace muster::dialects::nudgescribe {

// What happens to a row that matches no stored customer.
enum class UnmatchedRows { create, refuse };

struct UploadTarget {
    model::GroupId group;
    UnmatchedRows unmatched = UnmatchedRows::create;
};

struct UploadReport {
    bool is_stored = false;
    std::int64_t row_count = 0;
    std::int64_t invalid_row_count = 0;
    std::int64_t inserted_count = 0;
    std::int64_t updated_count = 0;
    std::vector<UploadProblem> problems;

    bool is_valid() const { return problems.empty(); }
};

// Takes the rows of an upload, many in one write, until other writers wait.
class UploadWriter {
public:
    // rehearse: each piece is undone, so the writer remembers what the rows before have taken.
    enum class UploadPurpose { store, rehearse };

    // The profile and the upload outlive the writer.
    UploadWriter(const ProfileSchema& profile, const Upload& upload, UploadTarget target,
                 UploadPurpose purpose);

    bool is_done() const;
    // Within a write: takes the next rows. Only a failure of the store is an error; those of rows
    // are problems of the report.
    Result<void> take(directory::Transaction& transaction);
    // After that write, or when it was undone on purpose: counts what it did.
    void accept();
    UploadReport report() const;

private:
    // What the running write does.
    struct UploadPiece {
        std::size_t end = 0; // of its rows
        std::int64_t inserted = 0;
        std::int64_t updated = 0;
        std::int64_t joined = 0;
        std::set<std::string> seen;
        std::vector<std::pair<std::int64_t, Error>> errors;
    };

    using CellValues = std::vector<std::pair<const ProfileField*, model::Value>>;

    Result<void> store(directory::Transaction& transaction, const UploadRow& row);
    Result<CellValues> read_cells(const UploadRow& row, bool is_new) const;
    Result<model::CustomerId> match(directory::Transaction& transaction, const UploadRow& row);
    Result<void> check_repetition(directory::Transaction& transaction, const UploadRow& row);
    Result<void> join(directory::Transaction& transaction, model::CustomerId customer);
    bool remember(const model::Key& key);

    const ProfileSchema& profile_;
    const Upload& upload_;
    const UploadTarget target_;
    const UploadPurpose purpose_;
    std::size_t next_ = 0; // row
    std::int64_t joined_ = 0;
    std::set<std::string> seen_; // unique values of the rows so far
    std::set<std::int64_t> bad_rows_;
    UploadReport report_;
    UploadPiece piece_;
};

// Stores every valid row in one write. The caller must undo it when the report is not valid.
Result<UploadReport> store_upload(directory::Transaction& transaction, const ProfileSchema& profile,
                                  const Upload& upload, UploadTarget target);

http::Response report_reply(const UploadReport& report);

// "Nothing was stored: 2 of 10 rows are not valid; first problem: row 3, tenure: must be …"
std::string summary(const UploadReport& report);

} // namespace muster::dialects::nudgescribe
