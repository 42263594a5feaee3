// Reads, writes and judges plans of fills. Knows no file.
#include "jobs/fill_plan.h"

#include <algorithm>
#include <array>

#include "wire/stored_json.h"

namespace muster::jobs {

using wire::flag_in;
using wire::integer_in;
using wire::object_text;
using wire::stored_json;
using wire::text_in;

namespace {

struct FillCount {
    std::string_view name;
    std::int64_t FillProgress::*member;
};
// In the order in which they are shown.
constexpr std::array<FillCount, 4> fill_counts{{{"rows", &FillProgress::rows},
                                                {"joined", &FillProgress::joined},
                                                {"left", &FillProgress::left},
                                                {"refused", &FillProgress::refused}}};
constexpr std::array<FillCount, 3> fill_places{{{"step", &FillProgress::step},
                                                {"after", &FillProgress::after},
                                                {"refused_bytes", &FillProgress::refused_bytes}}};

} // namespace

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

void write_plan(JsonWriter& out, const FillPlan& plan)
{
    out.name("group_id").integer(plan.group.value);
    out.name("where").text(plan.where);
    out.name("members").text(fill_modes[static_cast<std::size_t>(plan.mode)]);
    out.name("dry_run").boolean(plan.is_rehearsal);
}

std::string text_of(const FillPlan& plan)
{
    return object_text([&](JsonWriter& out) { write_plan(out, plan); });
}

FillPlan fill_plan_of(const model::Job& job)
{
    const Json json = stored_json(job.options);
    FillPlan plan;
    plan.group = {integer_in(json, "group_id")};
    plan.where = text_in(json, "where");
    plan.mode = parse_fill_mode(text_in(json, "members")).value_or(FillMode::add);
    plan.is_rehearsal = flag_in(json, "dry_run");
    return plan;
}

void write_progress(JsonWriter& out, const FillProgress& progress)
{
    for (const auto& [name, member] : fill_counts) out.name(name).integer(progress.*member);
}

std::string text_of(const FillProgress& progress)
{
    return object_text([&](JsonWriter& out) {
        write_progress(out, progress);
        for (const auto& [name, member] : fill_places) out.name(name).integer(progress.*member);
    });
}

FillProgress fill_progress_of(const model::Job& job)
{
    FillProgress progress;
    const Json json = stored_json(job.progress);
    for (const auto& [name, member] : fill_counts) progress.*member = integer_in(json, name);
    for (const auto& [name, member] : fill_places) progress.*member = integer_in(json, name);
    return progress;
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
