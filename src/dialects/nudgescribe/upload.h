// Checks and stores an upload in one write: all of its rows, or none (promise 30).
#pragma once

#include "dialects/nudgescribe/rows.h"
#include "directory/transaction.h"

namespace muster::dialects::nudgescribe {

// What happens to a row that matches no stored customer.
enum class UnmatchedRows { create, refuse };

struct UploadReport {
    bool is_stored = false;
    std::int64_t row_count = 0;
    std::int64_t invalid_row_count = 0;
    std::int64_t inserted_count = 0;
    std::int64_t updated_count = 0;
    std::vector<UploadProblem> problems;

    bool is_valid() const { return problems.empty(); }
};

// Stores every valid row. The caller must undo the write when the report is not valid.
Result<UploadReport> store_upload(directory::Transaction& transaction, const ProfileSchema& profile,
                                  const Upload& upload, model::GroupId group,
                                  UnmatchedRows unmatched);

http::Response report_reply(const UploadReport& report);

// "Nothing was stored: 2 of 10 rows are not valid; first problem: row 3, tenure: must be …"
std::string summary(const UploadReport& report);

} // namespace muster::dialects::nudgescribe
