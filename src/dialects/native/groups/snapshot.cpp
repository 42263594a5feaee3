// POST /v1/groups:snapshot: creates a static group of the customers for whom a rule is true now.
#include "dialects/native/body.h"
#include "dialects/native/groups/rules.h"
#include "dialects/native/handlers.h"
#include "dialects/native/native.h"
#include "dialects/native/write.h"
#include "directory/groups.h"
#include "directory/jobs.h"
#include "directory/memberships.h"
#include "jobs/fill_plan.h"
#include "model/lookup.h"
#include "rule/print.h"

namespace muster::dialects::native {

namespace {

using directory::Transaction;

// Joins per write. Writes of other clients can commit between two of them.
constexpr std::size_t chunk = 1000;

// Customers that were removed since the query ran are skipped.
Result<void> join_all(Transaction& transaction, model::GroupId group,
                      std::span<const std::int64_t> ids)
{
    for (const auto id : ids) {
        const auto joined = directory::join(transaction, group, {id});
        if (joined) continue;
        const auto& error = joined.error();
        if (error.code != Code::not_found || error.subject != "customer") return fail(error);
    }
    return {};
}

Result<void> fill(const RequestContext& call, model::GroupId group,
                  std::span<const std::int64_t> ids)
{
    for (std::size_t from = 0; from < ids.size(); from += chunk) {
        const auto some = ids.subspan(from, std::min(chunk, ids.size() - from));
        TRY(call.write([&](Transaction& t) { return join_all(t, group, some); }));
    }
    return {};
}

Result<model::Matches> take_members(const RequestContext& call, const rule::RuleRef& rule)
{
    const auto* finder = TRY(finder_of(call));
    model::SetQuery query{{rule}, call.directory().clock().now(), limits::snapshot_members, false};
    auto found = TRY(finder->find(call.tenant.id, query)).results.front();
    if (found.count > limits::snapshot_members) {
        return bad_member("/where",
                          "is true for " + std::to_string(found.count) + " customers; at most " +
                              std::to_string(limits::snapshot_members) + " can be kept at once",
                          Code::too_large);
    }
    return found;
}

// The group without members yet. Its capacity is checked against the number that will join.
Result<model::Group> make_group(Transaction& transaction, const MergePatch& draft,
                                std::int64_t members)
{
    model::Group made;
    TRY(merge_members(draft, made, wire::Purpose::create));
    TRY(merge_fields(transaction, model::FieldEntity::group, draft.values, made.fields));
    if (made.capacity && *made.capacity < members) {
        return bad_member("/capacity", "must be at least " + std::to_string(members) +
                                           ": so many customers join");
    }
    if (made.status != model::GroupStatus::active) {
        return bad_member("/status", "must be active: customers join");
    }
    return located(directory::create_group(transaction, made), group_record());
}

http::Response reply_made(const model::Group& group)
{
    return reply_created(group, "/v1/groups/" + std::to_string(group.id.value));
}

// With an Idempotency-Key: one commit, together with the stored answer.
HandlerResult make_once(const RequestContext& call, const MergePatch& draft,
                        const model::Matches& found)
{
    return write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        if (found.ids.size() > limits::bulk_items) {
            return bad_member("/where",
                              "is true for " + std::to_string(found.count) +
                                  " customers; with an Idempotency-Key at most " +
                                  std::to_string(limits::bulk_items) + " can be kept",
                              Code::too_large);
        }
        const auto group = TRY(make_group(transaction, draft, found.count));
        TRY(join_all(transaction, group.id, found.ids));
        return reply_made(TRY(transaction.get(group.id)));
    });
}

struct BegunGroup {
    model::Group group;
    model::Job job;
};

// The group, and the job by which the next start fills it when the server is killed meanwhile.
Result<BegunGroup> begin_group(Transaction& transaction, const MergePatch& draft,
                               const std::string& where, std::int64_t members)
{
    const auto group = TRY(make_group(transaction, draft, members));
    model::Job job;
    job.dialect = native_name;
    job.work = jobs::snapshot_name;
    job.status = model::JobStatus::uploading;
    job.options = text_of(jobs::FillPlan{group.id, where});
    return BegunGroup{group, TRY(transaction.create(std::move(job)))};
}

// Without one: in pieces. When a piece fails, the group is removed again.
HandlerResult make_in_pieces(const RequestContext& call, const MergePatch& draft,
                             const std::string& where, const model::Matches& found)
{
    const auto begun =
        TRY(call.write([&](Transaction& t) { return begin_group(t, draft, where, found.count); }));
    const auto filled = fill(call, begun.group.id, found.ids);
    TRY(call.write([&](Transaction& t) -> Result<void> {
        if (!filled) TRY(directory::remove_group(t, begun.group.id));
        return directory::erase_job(t, begun.job);
    }));
    if (!filled) return fail(filled.error());
    return reply_made(TRY(model::live_group(call.rows(), call.tenant.id, begun.group.id)));
}

} // namespace

HandlerResult snapshot_group(RequestContext& call)
{
    auto body = TRY(read_body(call));
    const auto where = take(body, "where");
    if (!where) return bad_member("/where", "is required", Code::missing_field);
    const auto draft = TRY(read_draft(std::move(body), "fields"));
    if (draft.members.find("rule") != nullptr) {
        return bad_member("/rule", "must be absent: a snapshot is a static group");
    }
    const auto rule = TRY(rule_of_json(call, *where, "/where"));
    const auto found = TRY(take_members(call, rule));
    if (TRY(idempotency_key(call))) return make_once(call, draft, found);
    return make_in_pieces(call, draft, rule::print(*rule), found);
}

} // namespace muster::dialects::native
