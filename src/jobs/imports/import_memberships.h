// The groups that the customers of an import join or leave. Knows no file.
#pragma once

#include "directory/transaction.h"
#include "jobs/import_rows.h"

namespace muster::jobs {

class ImportMemberships {
public:
    // The plan outlives this.
    ImportMemberships(const ImportPlan& plan, model::TenantId tenant) : plan_(plan), tenant_(tenant)
    {}

    // Before the customer of the row is written: a row is taken as a whole or not at all.
    // not_found, conflict, full.
    Result<void> check(directory::Transaction& transaction, const FileRow& row) const;
    // After it.
    Result<void> change(directory::Transaction& transaction, const FileRow& row,
                        model::CustomerId customer, ImportProgress& progress) const;

private:
    Result<void> check_room(directory::Transaction& transaction, const FileRow& row,
                            const model::Group& group) const;
    Result<void> join(directory::Transaction& transaction, model::GroupId group,
                      model::CustomerId customer, ImportProgress& progress) const;

    const ImportPlan& plan_;
    model::TenantId tenant_;
};

} // namespace muster::jobs
