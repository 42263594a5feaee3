// Judging and storing an upload in one write: all of its rows, or none (spec 7.1).
#pragma once

#include "dialects/nudgescribe/rows.h"
#include "directory/transaction.h"

namespace muster::dialects::nudgescribe {

enum class Matching {
    insert_others, // rows that match nobody are new customers
    only_known,    // rows that match nobody are problems
};

struct Report {
    std::int64_t row_count = 0;
    std::int64_t invalid_row_count = 0;
    std::int64_t inserted_count = 0;
    std::int64_t updated_count = 0;
    std::vector<Problem> problems;

    bool is_valid() const { return problems.empty(); }
};

// Puts every good row; the caller undoes the write when the report is not valid.
Result<Report> store_upload(directory::Transaction& transaction, const Profile& profile,
                            const Upload& upload, model::GroupId group, Matching matching);

void write_report(JsonWriter& out, const Report& report, bool is_stored);

// "2 of 10 rows are not valid; row 3, tenure: must be an integer"
std::string summary(const Report& report);

} // namespace muster::dialects::nudgescribe
