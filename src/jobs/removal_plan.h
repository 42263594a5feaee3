// Which customers a removal takes out of the directory, and how far it is. Its job stores both as
// JSON.
#pragma once

#include <string>

#include "model/lookup.h"
#include "wire/record.h"

namespace muster::jobs {

inline constexpr std::string_view removal_name = "removal"; // of the kind

// The rule and the group narrow each other; a removal has at least one of them.
struct RemovalPlan {
    std::string where;    // the rule in its stored form: printed, groups by id
    model::GroupId group; // its members; it may be dynamic
    bool is_rehearsal = false;
};

struct RemovalProgress {
    std::int64_t after = 0; // id of the last customer that was looked at
    std::int64_t rows = 0;  // customers looked at
    std::int64_t removed = 0;
};

std::string text_of(const RemovalPlan& plan);
RemovalPlan removal_plan_of(const model::Job& job);
std::string text_of(const RemovalProgress& progress);
RemovalProgress removal_progress_of(const model::Job& job);

// Judges a plan that somebody wishes, before a job is made of it. missing_field "where"; not_found
// "group".
Result<void> check_plan(const model::Rows& rows, model::TenantId tenant, const RemovalPlan& plan);

// How both are stored; clients see them too, without the members that only a run needs.
const wire::Record<RemovalPlan>& removal_plan_record();
const wire::Record<RemovalProgress>& removal_progress_record();

} // namespace muster::jobs
