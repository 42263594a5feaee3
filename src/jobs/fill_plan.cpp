// Reads, writes and judges plans of fills. Knows no file.
#include "jobs/fill_plan.h"

#include <algorithm>
#include <array>

#include "wire/names.h"

namespace muster::jobs {

namespace {

using wire::Access;
using wire::integer_codec;
using wire::row;

constexpr auto fill_plan_table = wire::record(
    {}, row<&FillPlan::group>("group_id", integer_codec).about("The group that is filled.", "1"),
    row<&FillPlan::where>("where", wire::text_codec).about("The rule, with groups by id."),
    wire::named<&FillPlan::mode, fill_modes>("members").about(
        "add: customers who match join; remove: they leave; replace: they join, and all "
        "other members leave first."),
    row<&FillPlan::is_rehearsal>("dry_run", wire::boolean_codec).about("Only counts."));

// Clients do not see where a run continues.
constexpr auto fill_progress_table = wire::record(
    {}, row<&FillProgress::rows>("rows", integer_codec).about("Customers looked at."),
    row<&FillProgress::joined>("joined", integer_codec).about("Customers who joined the group."),
    row<&FillProgress::left>("left", integer_codec).about("Customers who left it."),
    row<&FillProgress::refused>("refused", integer_codec)
        .about("Customers who could not join, because the group is full."),
    wire::embed<&FillProgress::revisions, revision_notes_record>(),
    row<&FillProgress::step>("step", integer_codec, Access::write_only),
    row<&FillProgress::after>("after", integer_codec, Access::write_only),
    row<&FillProgress::refused_bytes>("refused_bytes", integer_codec, Access::write_only));

} // namespace

const wire::Record<FillPlan>& fill_plan_record() { return fill_plan_table; }
const wire::Record<FillProgress>& fill_progress_record() { return fill_progress_table; }

std::optional<FillMode> parse_fill_mode(std::string_view name)
{
    const auto found = std::find(fill_modes.begin(), fill_modes.end(), name);
    if (found == fill_modes.end()) return std::nullopt;
    return static_cast<FillMode>(found - fill_modes.begin());
}

std::span<const FillStep> steps_of(FillMode mode)
{
    static constexpr std::array add{FillStep::join_matching};
    static constexpr std::array remove{FillStep::drop_matching};
    static constexpr std::array replace{FillStep::drop_others, FillStep::join_matching};
    switch (mode) {
    case FillMode::add: return add;
    case FillMode::remove: return remove;
    case FillMode::replace: return replace;
    }
    return {};
}

std::string text_of(const FillPlan& plan) { return wire::stored_text(fill_plan_table, plan); }

FillPlan fill_plan_of(const model::Job& job)
{
    return wire::restored(fill_plan_table, job.options);
}

std::string text_of(const FillProgress& progress)
{
    return wire::stored_text(fill_progress_table, progress);
}

FillProgress fill_progress_of(const model::Job& job)
{
    return wire::restored(fill_progress_table, job.progress);
}

Result<void> check_plan(const model::Rows& rows, model::TenantId tenant, const FillPlan& plan)
{
    const auto group = model::live_group(rows, tenant, plan.group);
    if (!group && group.error().code != Code::not_found) return fail(group.error());
    if (!group) return fail(Code::not_found, "group", "must be the id of a group");
    if (group->is_dynamic()) {
        return fail(Code::conflict, "group", "has a rule, which alone says who is in it");
    }
    if (plan.mode != FillMode::remove && group->status != model::GroupStatus::active) {
        return fail(Code::conflict, "group", "must be active: customers join");
    }
    return {};
}

} // namespace muster::jobs
