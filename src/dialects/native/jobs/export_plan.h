// What an export was asked to do, and how far it is: both kept as JSON in its job.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "dialects/dialect.h"
#include "model/declared.h"

namespace muster::dialects::native {

inline constexpr std::string_view export_work = "export";
inline constexpr std::string_view export_file = "content";

struct ExportPlan {
    bool is_ndjson = false;
    model::GroupId group;             // only its members; 0: all customers
    std::string where;                // only those this rule is true for; empty: all
    std::vector<std::string> columns; // of CSV; empty: all there are when it begins
    bool for_spreadsheets = false;    // no cell can be taken for a formula
};

struct ExportProgress {
    std::int64_t rows = 0;
    std::int64_t bytes = 0; // of the file
    std::int64_t last = 0;  // the customer whom the file ends with
};

std::string text_of(const ExportPlan& plan);
ExportPlan export_plan_of(const model::Job& job);
std::string text_of(const ExportProgress& progress);
ExportProgress export_progress_of(const model::Job& job);

// From the query parameters of the call; invalid_value, unknown_field, not_found.
Result<ExportPlan> read_export_plan(const RequestContext& call);
inline constexpr std::array<std::string_view, 5> export_parameters{"format", "group", "where",
                                                                   "columns", "spreadsheet"};

void write_plan(JsonWriter& out, const ExportPlan& plan);

// All columns of a CSV export: the id, the core members, what the server keeps, the declared
// fields.
std::vector<std::string> export_columns(const model::DeclaredFields& declared);

} // namespace muster::dialects::native
