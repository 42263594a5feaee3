// What a fill shall do, and how far it is. Its job stores both as JSON. A fill makes the customers
// for whom a rule is true members of a static group, once.
#pragma once

#include <array>
#include <span>
#include <string>

#include "jobs/job_revisions.h"
#include "model/lookup.h"
#include "wire/record.h"

namespace muster::jobs {

inline constexpr std::string_view fill_name = "fill"; // of the kind
inline constexpr std::string_view snapshot_name = "snapshot";

enum class FillMode {
    add,     // customers that match join
    remove,  // customers that match leave
    replace, // customers that match join, members that do not match leave
};
inline constexpr std::array<std::string_view, 3> fill_modes{"add", "remove", "replace"};
std::optional<FillMode> parse_fill_mode(std::string_view name);

struct FillPlan {
    model::GroupId group;
    std::string where; // the rule in its stored form: printed, groups by id
    FillMode mode = FillMode::add;
    bool is_rehearsal = false;
};

// One pass over customers.
enum class FillStep { join_matching, drop_matching, drop_others };

struct FillProgress {
    std::int64_t step = 0;  // of the mode's
    std::int64_t after = 0; // id of the last customer of the step that was looked at
    std::int64_t rows = 0;  // customers looked at
    std::int64_t joined = 0;
    std::int64_t left = 0;
    std::int64_t refused = 0;
    std::int64_t refused_bytes = 0; // of the file that lists the refused
    RevisionNotes revisions;
};

// Customers leave before others join, since that makes room.
std::span<const FillStep> steps_of(FillMode mode);

std::string text_of(const FillPlan& plan);
FillPlan fill_plan_of(const model::Job& job);
std::string text_of(const FillProgress& progress);
FillProgress fill_progress_of(const model::Job& job);

// Judges the group of a plan that somebody wishes, before a job is made of it. Errors have the
// subject "group": not_found, conflict.
Result<void> check_plan(const model::Rows& rows, model::TenantId tenant, const FillPlan& plan);

// How both are stored; clients see them too, without the members that only a run needs.
const wire::Record<FillPlan>& fill_plan_record();
const wire::Record<FillProgress>& fill_progress_record();

} // namespace muster::jobs
