// /v1/groups: groups, static and dynamic.
#include "directory/groups.h"

#include "dialects/native/body.h"
#include "dialects/native/filters.h"
#include "dialects/native/groups/rules.h"
#include "dialects/native/handlers.h"
#include "dialects/native/write.h"
#include "model/lookup.h"

namespace muster::dialects::native {

using directory::Transaction;
using model::Group;

namespace {

Result<void> merge(Transaction& transaction, const MergePatch& draft, Group& group,
                   wire::Purpose purpose)
{
    TRY(merge_members(draft, group, purpose));
    return merge_fields(transaction, model::FieldEntity::group, draft.values, group.fields);
}

constexpr auto refuse_removal = directory::RulesThatName::refuse_removal;

HandlerResult preview_group_removal(const RequestContext& call, model::GroupId id)
{
    const auto expected = TRY(expected_revision(call));
    TRY(rehearse(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        TRY(directory::check_group_removal(transaction, id, expected, refuse_removal));
        return reply_nothing();
    }));
    const auto group = TRY(model::live_group(call.rows(), call.tenant.id, id)); // with its count
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("dry_run").boolean(true);
    out.name("memberships_ended").integer(group.member_count).end_object();
    return json_response(std::move(body));
}

Result<Group> named_group(const RequestContext& call)
{
    return model::live_group(call.rows(), call.tenant.id, {TRY(path_id(call, "group"))});
}

// A dry run refuses what the write would refuse, and otherwise answers what the write would do.
HandlerResult preview(const RequestContext& call, model::GroupId id, const MergePatch& draft,
                      const Decide& save)
{
    const Json* rule = draft.members.find("rule");
    if (rule == nullptr || rule->is_null()) {
        return bad_member("/rule", "is required with dry_run: it previews rules",
                          Code::missing_field);
    }
    TRY(rehearse(call, save));
    return preview_rule(call, id, *rule);
}

// A body that was read before has the member count. Only reads know the count of a dynamic group,
// so it is compared before the write.
Result<void> accept_present_count(const RequestContext& call, model::GroupId id, MergePatch& draft)
{
    const Json* count = draft.members.find("member_count");
    if (count == nullptr) return {};
    const auto group = TRY(model::live_group(call.rows(), call.tenant.id, id));
    if (*count == Json(group.member_count)) draft.members.erase("member_count");
    return {};
}

// The head count of a dynamic group comes from the index, which sees a write only after its commit.
// So the count is set last, in the finished answer, also in an answer that was stored before.
HandlerResult counted(const RequestContext& call, HandlerResult answered)
{
    auto response = TRY(std::move(answered));
    auto body = TRY(parse_json(response.body));
    const Json* rule = body.find("rule");
    const Json* id = body.find("id");
    if (rule == nullptr || rule->is_null() || id == nullptr) return response;
    auto group = TRY(model::get(call.rows(), call.tenant.id, model::GroupId{*id->as_integer()}));
    body.set("member_count", group.member_count);
    response.body = body.text();
    group.revision =
        *body.find("revision")
             ->as_integer(); // that of the answer, even when the group has changed since
    for (auto& header : response.headers) {
        if (header.name == "ETag") header.value = etag_of(group);
    }
    return response;
}

// The answer to a write has the count of a dynamic group. While the index is being loaded there is
// no count, so the write is refused before it is made.
Result<void> check_countable(const RequestContext& call, model::GroupId id, const MergePatch& draft)
{
    const Json* rule = draft.members.find("rule");
    if (rule != nullptr && !rule->is_null()) {
        return call.rows().read_at_once(call.tenant.id,
                                        [](model::Revision) -> Result<void> { return {}; });
    }
    if (!id) return {};
    const auto group = model::live_group(call.rows(), call.tenant.id, id);
    if (!group && group.error().code == Code::unavailable) return fail(group.error());
    return {}; // other errors belong to the write, which may have a stored reply
}

} // namespace

HandlerResult list_groups(RequestContext& call)
{
    model::Query query;
    query.kind = model::Kind::group;
    query.tenant = call.tenant.id;
    return reply_listed<Group>(call, std::move(query), group_filters);
}

HandlerResult create_group(RequestContext& call)
{
    auto draft = TRY(read_draft(TRY(read_body(call)), "fields"));
    TRY(write_out_rule(call, draft));
    const Decide save = [&](Transaction& transaction) -> Result<WriteAnswer> {
        Group group;
        TRY(merge(transaction, draft, group, wire::Purpose::create));
        group = TRY(located(directory::create_group(transaction, group), group_record()));
        return reply_created(group, "/v1/groups/" + std::to_string(group.id.value));
    };
    TRY(check_countable(call, {}, draft));
    if (!TRY(flag_parameter(call, "dry_run"))) return counted(call, write(call, save));
    // A client that tries out a rule often has no name for the group yet.
    if (draft.members.find("name") == nullptr) draft.members.set("name", "preview");
    return preview(call, {}, draft, save);
}

HandlerResult get_group(RequestContext& call) { return reply_read(call, TRY(named_group(call))); }

HandlerResult update_group(RequestContext& call)
{
    const model::GroupId id{TRY(path_id(call, "group"))};
    auto draft = TRY(read_draft(TRY(read_body(call)), "fields"));
    TRY(accept_present_count(call, id, draft));
    TRY(write_out_rule(call, draft));
    TRY(check_countable(call, id, draft));
    const auto expected = TRY(expected_revision(call));
    const Decide save = [&](Transaction& transaction) -> Result<WriteAnswer> {
        const auto edit = [&](Group& group) {
            return merge(transaction, draft, group, wire::Purpose::update);
        };
        return reply(TRY(
            located(directory::update_group(transaction, id, edit, {}, expected), group_record())));
    };
    if (TRY(flag_parameter(call, "dry_run"))) return preview(call, id, draft, save);
    return counted(call, write(call, save));
}

HandlerResult remove_group(RequestContext& call)
{
    const model::GroupId id{TRY(path_id(call, "group"))};
    if (TRY(flag_parameter(call, "dry_run"))) return preview_group_removal(call, id);
    const auto expected = TRY(expected_revision(call));
    return write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        TRY(directory::remove_group(transaction, id, expected, refuse_removal));
        return reply_nothing();
    });
}

} // namespace muster::dialects::native
