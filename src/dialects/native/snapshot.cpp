// Keeps who is in a set now: the customers a rule is true for become the members of a new static
// group.
#include "core/groups.h"
#include "core/memberships.h"
#include "dialects/native/body.h"
#include "dialects/native/handlers.h"
#include "dialects/native/rules.h"
#include "dialects/native/write.h"

namespace muster::dialects::native {

namespace {

using core::Transaction;

// Joins of one write: other callers' writes go between them.
constexpr std::size_t chunk = 1000;

// Who has been removed since the set was taken is no longer in it.
Result<void> join_all(Transaction& transaction, core::GroupId group,
                      std::span<const std::int64_t> ids)
{
    for (const auto id : ids) {
        const auto joined = core::join(transaction, group, {id});
        if (joined) continue;
        const auto& error = joined.error();
        if (error.code != Code::not_found || error.subject != "customer") return fail(error);
    }
    return {};
}

Result<void> fill(const Call& call, core::GroupId group, std::span<const std::int64_t> ids)
{
    for (std::size_t from = 0; from < ids.size(); from += chunk) {
        const auto some = ids.subspan(from, std::min(chunk, ids.size() - from));
        TRY(call.write([&](Transaction& t) { return join_all(t, group, some); }));
    }
    return {};
}

Result<core::Found> take_members(const Call& call, const core::RuleRef& rule)
{
    const auto* finder = TRY(finder_of(call));
    core::Question question{
        {rule}, call.directory().clock().now(), limits::snapshot_members, false};
    auto found = TRY(finder->find(call.tenant.id, question)).results.front();
    if (found.count > limits::snapshot_members) {
        return bad_member("/where",
                          "is true for " + std::to_string(found.count) + " customers; at most " +
                              std::to_string(limits::snapshot_members) + " can be kept at once",
                          Code::too_large);
    }
    return found;
}

} // namespace

Answered snapshot_group(Call& call)
{
    auto body = TRY(read_body(call));
    const auto where = take(body, "where");
    if (!where) return bad_member("/where", "is required", Code::missing_field);
    const auto draft = TRY(read_draft(std::move(body), "fields"));
    if (draft.members.find("rule") != nullptr) {
        return bad_member("/rule", "must be absent: a snapshot is a static group");
    }
    const auto found = TRY(take_members(call, TRY(rule_of_json(call, *where, "/where"))));
    const auto group = TRY(call.write([&](Transaction& transaction) -> Result<core::Group> {
        core::Group made;
        TRY(merge_members(draft, made, wire::Purpose::create));
        TRY(merge_fields(transaction, core::FieldEntity::group, draft.values, made.fields));
        return located(core::create_group(transaction, made), group_table());
    }));
    const auto filled = fill(call, group.id, found.ids);
    if (!filled) { // all or nothing: what was made goes again
        TRY(call.write([&](Transaction& t) { return core::remove_group(t, group.id); }));
        return fail(filled.error());
    }
    return reply_created(TRY(core::live_group(call.rows(), call.tenant.id, group.id)),
                         "/v1/groups/" + std::to_string(group.id.value));
}

} // namespace muster::dialects::native
