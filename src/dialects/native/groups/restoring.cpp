// POST /v1/groups/{group}/restore: brings a removed group back with its memberships.
#include "dialects/native/groups/restoring.h"

#include "base/if_found.h"
#include "base/text.h"
#include "dialects/native/groups/begun_group.h"
#include "dialects/native/groups/rules.h"
#include "dialects/native/handlers.h"
#include "dialects/native/jobs/jobs.h"
#include "directory/groups.h"
#include "directory/memberships.h"
#include "jobs/restoring/restoration_plan.h"
#include "model/lookup.h"

namespace muster::dialects::native {

using directory::Transaction;
using model::Group;

namespace {

struct RuleOwner {
    std::int64_t id = 0;
    std::string name;
};

struct Restoration {
    bool is_rehearsal = false;
    Group group;
    directory::ReturnedMembers members;
    std::vector<std::string> dropped_fields;
    std::vector<RuleOwner> rules;
};

bool is_rehearsed(const Restoration& restoration) { return restoration.is_rehearsal; }

constexpr auto reference_table =
    wire::record({"RuleOwner"}, wire::row<&RuleOwner::id>("id", wire::integer_codec),
                 wire::row<&RuleOwner::name>("name", wire::text_codec));
constexpr auto restoration_table = wire::record(
    {"Restoration"},
    wire::row<is_rehearsed>("dry_run", wire::boolean_codec).about("Whether nothing has changed."),
    wire::object<&Restoration::group, group_record>("group").about("As it is now."),
    wire::embed<&Restoration::members, jobs::returned_members_record>(),
    wire::values<&Restoration::dropped_fields>("dropped_fields", wire::text_codec)
        .about("Fields that the group had values of, and that are not declared any more."),
    wire::list<&Restoration::rules, reference_table>("rules").about(
        "Groups whose rules lost the part that named this group: they stay as they are."));

// What the caller changes of the group as it was: the same body as that of a PATCH; empty: nothing.
Result<MergePatch> read_changes(const RequestContext& call)
{
    if (trim(call.request.body).empty()) return read_draft(Json::object(), "fields");
    auto draft = TRY(read_draft(TRY(read_body(call)), "fields"));
    TRY(write_out_rule(call, draft));
    return draft;
}

Result<directory::RestoredGroup> restore(Transaction& transaction, model::GroupId id,
                                         const MergePatch& draft,
                                         std::optional<model::Revision> expected)
{
    const auto edit = [&](Group& group) -> Result<void> {
        TRY(merge_members(draft, group));
        return merge_fields(transaction, model::FieldEntity::group, draft.values, group.fields);
    };
    return located(directory::restore_group(transaction, id, edit, expected), group_record());
}

Result<std::vector<RuleOwner>> rules_without(const model::Rows& rows, model::TenantId tenant,
                                             const jobs::RestorationPlan& plan)
{
    std::vector<RuleOwner> found;
    for (const auto id :
         TRY(directory::groups_with_lost_rules(rows, tenant, plan.group, plan.removal))) {
        const auto group = TRY(if_found(model::live_group(rows, tenant, id)));
        const bool is_lost = group && group->rule.find("REMOVED(") != std::string::npos;
        if (is_lost) found.push_back({id.value, group->name});
    }
    return found;
}

http::Response reply_restored(const Restoration& restoration)
{
    std::string body;
    JsonWriter out(body);
    wire::write_object(out, restoration_table, restoration, wire::everything);
    auto response = json_response(std::move(body));
    if (!restoration.is_rehearsal) {
        response.headers.push_back({"ETag", etag_of(restoration.group)});
    }
    return response;
}

Result<WriteAnswer> answer_restored(Transaction& transaction, const jobs::RestorationPlan& plan,
                                    const jobs::RestorationProgress& progress)
{
    Restoration restoration;
    // With the members that it has by now.
    restoration.group = TRY(transaction.get(plan.group));
    restoration.members = progress.members;
    restoration.dropped_fields = plan.dropped_fields;
    restoration.rules = TRY(rules_without(transaction.rows(), transaction.tenant(), plan));
    return WriteAnswer(reply_restored(restoration));
}

// The first write. A group of a few members is restored by it alone.
Result<WriteAnswer> begin_restoration(Transaction& transaction, model::GroupId id,
                                      const MergePatch& draft,
                                      std::optional<model::Revision> expected)
{
    jobs::RestorationPlan plan{id, 0, {}};
    if (const auto group = TRY(if_found(transaction.get(id)))) plan.removal = group->revision;
    auto restored = TRY(restore(transaction, id, draft, expected));
    plan.dropped_fields = std::move(restored.dropped_fields);
    const jobs::MemberReturn members(plan, jobs::first_progress(plan));
    const auto progress = TRY(members.return_some(transaction));
    if (progress.is_over) return answer_restored(transaction, plan, progress);
    model::Job job;
    job.dialect = directory::restoring_dialect;
    job.work = jobs::restoration_name;
    job.status = model::JobStatus::uploading;
    job.ticket = directory::restoring_ticket(id);
    job.options = text_of(plan);
    job.progress = text_of(progress);
    job = TRY(directory::create_job(transaction, job));
    return WriteAnswer(reply_begun({id, job.id}));
}

Result<http::Response> end_restoration(const RequestContext& call, const BegunGroup& begun)
{
    const auto end = [&](Transaction& transaction) -> Result<WriteAnswer> {
        const auto job = TRY(transaction.get(begun.job));
        TRY(directory::erase_job(transaction, job));
        return answer_restored(transaction, jobs::restoration_plan_of(job),
                               jobs::restoration_progress_of(job));
    };
    return write(call, call.tenant.id, end, made_part);
}

constexpr std::array in_call{model::JobStatus::uploading};

Result<void> return_all(const RequestContext& call, const BegunGroup& begun)
{
    const auto job = TRY(model::get(call.rows(), call.tenant.id, begun.job));
    jobs::MemberReturn members(jobs::restoration_plan_of(job), jobs::restoration_progress_of(job));
    while (!members.progress().is_over) {
        const jobs::WriteTurn turn;
        const auto piece = [&](Transaction& transaction) -> Result<jobs::RestorationProgress> {
            auto progress = TRY(members.return_some(transaction));
            const auto note = [&](model::Job& known) {
                known.progress = text_of(progress);
                return Result<void>{};
            };
            TRY(directory::update_job(transaction, begun.job, in_call, note));
            return progress;
        };
        members.committed(TRY(call.write(piece)));
        turn.give_way();
    }
    return {};
}

// The engine goes on, at the latest after the next start.
void hand_over(const RequestContext& call, const BegunGroup& begun)
{
    const auto handed = call.write([&](Transaction& transaction) -> Result<void> {
        TRY(directory::update_job(transaction, begun.job, in_call, [](model::Job& job) {
            job.status = model::JobStatus::waiting;
            return Result<void>{};
        }));
        return {};
    });
    if (handed) wake_workers(call);
}

HandlerResult go_on(const RequestContext& call, const http::Response& response)
{
    const auto begun = begun_in(response);
    if (is_replayed(response)) {
        if (auto made = TRY(stored_part(call, made_part))) return *std::move(made);
        TRY(require_over(call, begun, "the memberships are still coming back: try again"));
        return end_restoration(call, begun);
    }
    if (const auto returned = return_all(call, begun); !returned) {
        hand_over(call, begun);
        return fail(returned.error());
    }
    return end_restoration(call, begun);
}

// The server may have stopped while the memberships of a large group were being ended.
Result<void> finish_removal(const RequestContext& call, model::GroupId id)
{
    const auto group = TRY(if_found(model::get(call.rows(), call.tenant.id, id)));
    if (!group || !group->removed_at || group->member_count == 0) return {};
    return directory::end_memberships(call.directory(), call.principal, call.tenant.id, id);
}

// The size of a dynamic group comes from the index, which sees the group after the commit.
HandlerResult count_restored(const RequestContext& call, HandlerResult answered)
{
    auto response = TRY(std::move(answered));
    auto body = TRY(parse_json(response.body));
    Json* group = body.find("group");
    if (group == nullptr || group->find("rule")->is_null()) return response;
    const model::GroupId id{*group->find("id")->as_integer()};
    auto counted = TRY(model::get(call.rows(), call.tenant.id, id));
    group->set("member_count", counted.member_count);
    counted.revision = *group->find("revision")->as_integer();
    response.body = body.text();
    for (auto& header : response.headers) {
        if (header.name == "ETag") header.value = etag_of(counted);
    }
    return response;
}

template <class Decide>
auto rehearse_part(const RequestContext& call, const Decide& decide)
{
    return call.directory().rehearse(call.principal, call.tenant.id, decide);
}

// Judges the memberships piece by piece, as the writes would. Each piece restores the group again
// and is undone; so the capacity is applied to their sum.
Result<directory::ReturnedMembers> rehearse_members(const RequestContext& call,
                                                    const MergePatch& draft,
                                                    const jobs::RestorationPlan& plan)
{
    jobs::MemberReturn members(plan, jobs::first_progress(plan));
    while (!members.progress().is_over) {
        const jobs::WriteTurn turn;
        const auto piece = [&](Transaction& transaction) -> Result<jobs::RestorationProgress> {
            const auto group = TRY(restore(transaction, plan.group, draft, {})).group;
            auto roomy = group;
            roomy.capacity.reset();
            TRY(transaction.update(group, std::move(roomy)));
            return members.return_some(transaction);
        };
        members.committed(TRY(rehearse_part(call, piece)));
        turn.give_way();
    }
    return members.progress().members;
}

Result<std::int64_t> size_by_rule(const RequestContext& call, const Group& group)
{
    const auto* finder = TRY(finder_of(call));
    const auto rule = TRY(rule_of_text(call, group.rule, "/rule"));
    const model::SetQuery query{{rule}, call.directory().clock().now(), 0, false};
    return TRY(finder->find(call.tenant.id, query)).results.front().count;
}

HandlerResult preview(const RequestContext& call, model::GroupId id, const MergePatch& draft)
{
    const auto expected = TRY(expected_revision(call));
    jobs::RestorationPlan plan{id, 0, {}};
    Restoration restoration;
    const auto restore_only = [&](Transaction& transaction) -> Result<directory::RestoredGroup> {
        const auto group = TRY(if_found(transaction.get(id)));
        plan.removal = group ? group->revision : 0;
        return restore(transaction, id, draft, expected);
    };
    auto restored = TRY(rehearse_part(call, restore_only));
    restoration.is_rehearsal = true;
    restoration.group = std::move(restored.group);
    restoration.dropped_fields = std::move(restored.dropped_fields);
    restoration.rules = TRY(rules_without(call.rows(), call.tenant.id, plan));
    auto& group = restoration.group;
    if (group.is_dynamic()) {
        group.member_count = TRY(size_by_rule(call, group));
        return reply_restored(restoration);
    }
    auto& members = restoration.members;
    members = TRY(rehearse_members(call, draft, plan));
    members.full =
        group.capacity ? std::max<std::int64_t>(members.returned - *group.capacity, 0) : 0;
    members.returned -= members.full;
    group.member_count = members.returned;
    return reply_restored(restoration);
}

} // namespace

const wire::AnyRecord& restoration_record() { return restoration_table; }

HandlerResult restore_group(RequestContext& call)
{
    const model::GroupId id{TRY(path_id(call, "group"))};
    const auto draft = TRY(read_changes(call));
    if (TRY(flag_parameter(call, "dry_run"))) return preview(call, id, draft);
    TRY(finish_removal(call, id));
    const auto expected = TRY(expected_revision(call));
    const auto response = TRY(write(call, [&](Transaction& transaction) {
        return begin_restoration(transaction, id, draft, expected);
    }));
    return count_restored(call, is_begun(response) ? go_on(call, response) : response);
}

} // namespace muster::dialects::native
