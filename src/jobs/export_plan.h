// What an export shall write, and how far it is. Its job stores both as JSON.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "model/declared.h"
#include "wire/record.h"

namespace muster::jobs {

inline constexpr std::string_view export_name = "export"; // of the kind

inline constexpr std::array<std::string_view, 2> export_formats{"csv", "ndjson"};

// The column with the names of the static groups that the customer is in. Only on demand, because
// it reads the memberships of each customer.
inline constexpr std::string_view groups_column = "groups";

struct ExportPlan {
    bool is_ndjson = false;
    model::GroupId group;             // only its members; 0: all customers
    std::string where;                // only customers for whom this rule is true; empty: all
    std::vector<std::string> columns; // of CSV; empty: all that exist when the run begins
    bool for_spreadsheets = false;    // a byte order mark, and guards before formulas
};

struct ExportProgress {
    std::int64_t rows = 0;
    std::int64_t bytes = 0; // of the file
    std::int64_t last = 0;  // id of the last customer in the file
};

std::string text_of(const ExportPlan& plan);
ExportPlan export_plan_of(const model::Job& job);
std::string text_of(const ExportProgress& progress);
ExportProgress export_progress_of(const model::Job& job);

// Judges a plan that somebody wishes, before a job is made of it, and spells its columns as they
// are called. Errors have the subject "format", "group" or "columns": invalid_value, unknown_field,
// not_found.
Result<ExportPlan> check_plan(const model::Rows& rows, model::TenantId tenant, ExportPlan plan);

// How a plan is stored, and what clients see of it.
const wire::Record<ExportPlan>& export_plan_record();

// All columns of a CSV export: the id, the core members, what the server sets, the declared
// fields.
std::vector<std::string> export_columns(const model::DeclaredFields& declared);

} // namespace muster::jobs
