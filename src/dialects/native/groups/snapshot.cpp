// POST /v1/groups:snapshot: creates a static group of the customers for whom a rule is true now.
#include "dialects/native/body.h"
#include "dialects/native/groups/begun_group.h"
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

// Joins per write: a few milliseconds. Writes of other clients can commit between two of them.
constexpr std::size_t chunk = limits::fill_rows;

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
        const auto most = std::to_string(limits::snapshot_members);
        const auto count =
            call.principal.may_read ? std::to_string(found.count) : "more than " + most;
        return bad_member("/where",
                          "is true for " + count + " customers; at most " + most +
                              " can be kept at once",
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
        const bool may_read = transaction.principal().may_read;
        return bad_member("/capacity", may_read ? "must be at least " + std::to_string(members) +
                                                      ": so many customers join"
                                                : "must be larger: more customers join");
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

Result<WriteAnswer> begin_group(Transaction& transaction, const MergePatch& draft,
                                const std::string& where, std::int64_t members)
{
    const auto group = TRY(make_group(transaction, draft, members));
    model::Job job;
    job.dialect = native_name;
    job.work = jobs::snapshot_name;
    job.status = model::JobStatus::uploading;
    job.options = text_of(jobs::FillPlan{group.id, where});
    job = TRY(directory::create_job(transaction, job));
    return WriteAnswer(reply_begun({group.id, job.id}));
}

Result<http::Response> end_group(const RequestContext& call, const BegunGroup& begun)
{
    const auto end = [&](Transaction& transaction) -> Result<WriteAnswer> {
        const auto job = transaction.get(begun.job);
        if (job) TRY(directory::erase_job(transaction, *job));
        return WriteAnswer(reply_made(
            TRY(model::live_group(transaction.rows(), transaction.tenant(), begun.group))));
    };
    return write(call, call.tenant.id, end, made_part);
}

Result<void> take_back(const RequestContext& call, const BegunGroup& begun)
{
    return call.write([&](Transaction& transaction) -> Result<void> {
        TRY(directory::remove_group(transaction, begun.group));
        TRY(directory::erase_job(transaction, TRY(transaction.get(begun.job))));
        return forget_part(transaction, call, begun_part);
    });
}

// In pieces. When a piece fails, the group is removed again.
HandlerResult make_snapshot(const RequestContext& call, const MergePatch& draft,
                            const std::string& where, const model::Matches& found)
{
    const auto response = TRY(write(call, [&](Transaction& transaction) {
        return begin_group(transaction, draft, where, found.count);
    }));
    const auto begun = begun_in(response);
    if (is_replayed(response)) {
        if (auto made = TRY(stored_part(call, made_part))) return *std::move(made);
        TRY(require_over(call, begun, "the group is still being filled: try again"));
        return end_group(call, begun);
    }
    const auto filled = fill(call, begun.group, found.ids);
    if (filled) return end_group(call, begun);
    TRY(take_back(call, begun));
    return fail(filled.error());
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
    return make_snapshot(call, draft, rule::print(*rule), found);
}

} // namespace muster::dialects::native
