// Reads, writes and judges plans of removals. Knows no customer.
#include "jobs/removal_plan.h"

namespace muster::jobs {

namespace {

constexpr auto removal_plan_table = wire::record(
    {},
    wire::row<&RemovalPlan::where>("where", wire::text_codec)
        .with(wire::Absent::null)
        .about("The rule, with groups by id.", R"("city = 'Leeds'")"),
    wire::row<&RemovalPlan::group>("group_id", wire::integer_codec)
        .with(wire::Absent::null)
        .about("Only members of this group."),
    wire::row<&RemovalPlan::is_rehearsal>("dry_run", wire::boolean_codec).about("Only counts."));

// Clients do not see where a run continues.
constexpr auto removal_progress_table = wire::record(
    {},
    wire::row<&RemovalProgress::rows>("rows", wire::integer_codec).about("Customers looked at."),
    wire::row<&RemovalProgress::removed>("removed", wire::integer_codec)
        .about("Customers who were removed; of a dry run, who would be."),
    wire::row<&RemovalProgress::after>("after", wire::integer_codec, wire::Access::write_only));

} // namespace

const wire::Record<RemovalPlan>& removal_plan_record() { return removal_plan_table; }
const wire::Record<RemovalProgress>& removal_progress_record() { return removal_progress_table; }

std::string text_of(const RemovalPlan& plan) { return wire::stored_text(removal_plan_table, plan); }

RemovalPlan removal_plan_of(const model::Job& job)
{
    return wire::restored(removal_plan_table, job.options);
}

std::string text_of(const RemovalProgress& progress)
{
    return wire::stored_text(removal_progress_table, progress);
}

RemovalProgress removal_progress_of(const model::Job& job)
{
    return wire::restored(removal_progress_table, job.progress);
}

Result<void> check_plan(const model::Rows& rows, model::TenantId tenant, const RemovalPlan& plan)
{
    if (plan.where.empty() && !plan.group) {
        return fail(Code::missing_field, "where",
                    "is required, or group_id: a removal of all customers is where=\"id > 0\"");
    }
    if (!plan.group) return {};
    const auto group = model::live_group(rows, tenant, plan.group);
    if (group) return {};
    if (group.error().code != Code::not_found) return fail(group.error());
    return fail(Code::not_found, "group", "must be the id of a group");
}

} // namespace muster::jobs
