// What a fill was asked to do, and how far it is: both kept as JSON in its job. A fill makes those
// for whom a rule is true members of a static group, once.
#pragma once

#include <span>
#include <string>

#include "dialects/dialect.h"

namespace muster::dialects::native {

inline constexpr std::string_view fill_work = "fill";

enum class FillMode {
    add,     // who fits joins
    remove,  // who fits leaves
    replace, // likewise as add, and whoever does not fit leaves
};

struct FillPlan {
    model::GroupId group;
    std::string where; // as it is kept: printed, groups by id
    FillMode mode = FillMode::add;
    bool is_rehearsal = false;
};

// One walk through customers.
enum class FillStep { join_fitting, drop_fitting, drop_others };

struct FillProgress {
    std::int64_t step = 0;  // of the mode's
    std::int64_t after = 0; // the customer behind whom the step goes on
    std::int64_t rows = 0;  // customers looked at
    std::int64_t joined = 0;
    std::int64_t left = 0;
    std::int64_t refused = 0;
    std::int64_t refused_bytes = 0; // of the file that lists them
};

// Those who leave go first: they make room.
std::span<const FillStep> steps_of(FillMode mode);

std::string text_of(const FillPlan& plan);
FillPlan fill_plan_of(const model::Job& job);
std::string text_of(const FillProgress& progress);
FillProgress fill_progress_of(const model::Job& job);

// From the body and ?dry_run=; missing_field, invalid_value, unknown_field, not_found, conflict;
// unsupported without an index.
Result<FillPlan> read_fill_plan(const RequestContext& call);

// The members of the plan and of the progress, as the API shows them.
void write_plan(JsonWriter& out, const FillPlan& plan);
void write_progress(JsonWriter& out, const FillProgress& progress);

} // namespace muster::dialects::native
