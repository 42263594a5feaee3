// Reads and writes plans and progress of fills. Knows no file.
#include "dialects/native/jobs/fill_plan.h"

#include <algorithm>
#include <array>

#include "dialects/native/body.h"
#include "dialects/native/groups/rules.h"
#include "dialects/native/parameters.h"
#include "directory/groups.h"
#include "model/lookup.h"
#include "rule/print.h"
#include "wire/stored_json.h"

namespace muster::dialects::native {

using wire::flag_in;
using wire::integer_in;
using wire::object_text;
using wire::stored_json;
using wire::text_in;

namespace {

constexpr std::array<std::string_view, 3> modes{"add", "remove", "replace"};

struct Count {
    std::string_view name;
    std::int64_t FillProgress::*member;
};
// In the order in which they are shown.
constexpr std::array<Count, 4> counts{{{"rows", &FillProgress::rows},
                                       {"joined", &FillProgress::joined},
                                       {"left", &FillProgress::left},
                                       {"refused", &FillProgress::refused}}};
constexpr std::array<Count, 3> places{{{"step", &FillProgress::step},
                                       {"after", &FillProgress::after},
                                       {"refused_bytes", &FillProgress::refused_bytes}}};

FillMode mode_of(std::string_view name)
{
    const auto found = std::find(modes.begin(), modes.end(), name);
    return static_cast<FillMode>(found == modes.end() ? 0 : found - modes.begin());
}

Result<FillMode> take_mode(Json& body)
{
    const auto text = TRY(take_text(body, "members")).value_or("add");
    if (std::find(modes.begin(), modes.end(), text) != modes.end()) return mode_of(text);
    return bad_member("/members", "must be add, remove or replace");
}

Result<model::GroupId> take_group(const RequestContext& call, Json& body, FillMode mode)
{
    const auto id = TRY(take_integer(body, "group_id"));
    if (!id) return bad_member("/group_id", "is required", Code::missing_field);
    const auto group = model::live_group(call.rows(), call.tenant.id, {*id});
    if (!group && group.error().code != Code::not_found) return fail(group.error());
    if (!group) return bad_member("/group_id", "must be the id of a group", Code::not_found);
    if (group->is_dynamic()) {
        return bad_member("/group_id", "has a rule, which alone says who is in it", Code::conflict);
    }
    if (mode != FillMode::remove && group->status != model::GroupStatus::active) {
        return bad_member("/group_id", "must be active: customers join", Code::conflict);
    }
    return group->id;
}

} // namespace

std::span<const FillStep> steps_of(FillMode mode)
{
    static constexpr std::array add{FillStep::join_fitting};
    static constexpr std::array remove{FillStep::drop_fitting};
    static constexpr std::array replace{FillStep::drop_others, FillStep::join_fitting};
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
    out.name("members").text(modes[static_cast<std::size_t>(plan.mode)]);
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
    plan.mode = mode_of(text_in(json, "members"));
    plan.is_rehearsal = flag_in(json, "dry_run");
    return plan;
}

void write_progress(JsonWriter& out, const FillProgress& progress)
{
    for (const auto& [name, member] : counts) out.name(name).integer(progress.*member);
}

std::string text_of(const FillProgress& progress)
{
    return object_text([&](JsonWriter& out) {
        write_progress(out, progress);
        for (const auto& [name, member] : places) out.name(name).integer(progress.*member);
    });
}

FillProgress fill_progress_of(const model::Job& job)
{
    FillProgress progress;
    const Json json = stored_json(job.progress);
    for (const auto& [name, member] : counts) progress.*member = integer_in(json, name);
    for (const auto& [name, member] : places) progress.*member = integer_in(json, name);
    return progress;
}

Result<FillPlan> read_fill_plan(const RequestContext& call)
{
    TRY(finder_of(call));
    auto body = TRY(read_body(call));
    FillPlan plan;
    plan.mode = TRY(take_mode(body));
    plan.group = TRY(take_group(call, body, plan.mode));
    const auto where = take(body, "where");
    if (!where) return bad_member("/where", "is required", Code::missing_field);
    TRY(refuse_others(body));
    plan.where = rule::print(*TRY(rule_of_json(call, *where, "/where")));
    plan.is_rehearsal = TRY(flag_parameter(call, "dry_run"));
    return plan;
}

} // namespace muster::dialects::native
