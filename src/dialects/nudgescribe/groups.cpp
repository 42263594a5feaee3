// Customer groups: /v1/cg (promises 20 to 23).
#include "directory/groups.h"

#include "base/text.h"
#include "dialects/nudgescribe/audit.h"
#include "dialects/nudgescribe/documents.h"
#include "dialects/nudgescribe/handlers.h"
#include "dialects/nudgescribe/request.h"

namespace muster::dialects::nudgescribe {

namespace {

using directory::Transaction;
using model::Group;

constexpr std::size_t description_chars = 2000;
// Every accepted PATCH renews updated_at and updated_by, also when nothing differs (promise 22).
constexpr directory::GroupRules group_rules{.unique_name = true,
                                            .unchanged = directory::Unchanged::renew};

struct GroupObject {
    const model::Tenant& workspace;
    const Group& group;
    AuditKeys audit;
};

// The vendor documents exactly these eight keys, in this order.
constexpr auto group_table =
    wire::record({"Group"},
                 wire::row<[](const GroupObject& o) { return group_id_of(o.group); }>(
                     "customer_group_id", wire::text_codec, wire::Access::read_only),
                 wire::row<[](const GroupObject& o) { return account_id_of(o.workspace); }>(
                     "account_id", wire::text_codec, wire::Access::read_only),
                 wire::row<[](const GroupObject& o) { return workspace_id_of(o.workspace); }>(
                     "workspace_id", wire::text_codec, wire::Access::read_only),
                 wire::row<[](const GroupObject& o) { return o.group.name; }>(
                     "group_name", wire::text_codec, wire::Access::read_only)
                     .with(wire::Absent::empty_text),
                 wire::embed<&GroupObject::audit, audit_record>());

constexpr auto group_name_row =
    body_key("group_name", "1 to 255 characters, unique in the workspace without case.");
constexpr auto description_row =
    body_key("description", "At most 2,000 characters; empty clears it. Never shown here.");

constexpr auto new_group_table = wire::record(
    {"NewGroup"}, workspace_key,
    body_key("group_name", "1 to 255 characters, unique in the workspace without case.",
             wire::Access::required),
    description_row);
constexpr auto workspace_table = wire::record({"InWorkspace"}, workspace_key);
constexpr auto group_change_table =
    wire::record({"GroupChange"}, workspace_key, group_key, group_name_row, description_row);
constexpr auto named_group_table = wire::record({"NamedGroup"}, workspace_key, group_key);

void write_group(JsonWriter& out, const RequestContext& call, const Group& group)
{
    wire::write_object<GroupObject>(out, group_table, {call.tenant, group, audit_of(group)});
}

http::Response group_reply(const RequestContext& call, const Group& group)
{
    std::string body;
    JsonWriter out(body);
    write_group(out, call, group);
    return json_response(std::move(body));
}

struct GroupChange {
    std::string name;                       // empty when not given
    std::optional<std::string> description; // empty text clears it
};

Result<GroupChange> read_group_change(const RequestBody& request)
{
    GroupChange change;
    change.name = trim(TRY(request.text("group_name")));
    if (request.has("description")) change.description = TRY(request.text("description"));
    if (change.description && count_chars(*change.description) > description_chars) {
        return bad_request("description", "must have at most 2000 characters");
    }
    return change;
}

Result<void> apply(const GroupChange& change, Group& group)
{
    if (!change.name.empty()) group.name = change.name;
    if (change.description) group.description = *change.description;
    return {};
}

} // namespace

const wire::AnyRecord& new_group_body() { return new_group_table; }
const wire::AnyRecord& workspace_body() { return workspace_table; }
const wire::AnyRecord& group_change_body() { return group_change_table; }
const wire::AnyRecord& named_group_body() { return named_group_table; }
const wire::AnyRecord& group_object() { return group_table; }

Result<http::Response> create_group(RequestContext& call)
{
    const auto request = TRY(open_request(call));
    const auto change = TRY(read_group_change(request));
    const auto group = TRY(call.write([&](Transaction& t) -> Result<Group> {
        Group draft;
        TRY(apply(change, draft));
        return directory::create_group(t, std::move(draft), group_rules);
    }));
    return group_reply(call, group);
}

Result<http::Response> list_groups(RequestContext& call)
{
    TRY(open_request(call));
    std::string body;
    JsonWriter out(body);
    out.begin_array();
    model::Query query;
    query.kind = model::Kind::group;
    query.tenant = call.tenant.id;
    query.limit = static_cast<std::int64_t>(limits::page_items);
    do {
        auto page = TRY(call.rows().page(query));
        query.after = page.next;
        for (const auto& group : model::rows_of<Group>(std::move(page))) {
            write_group(out, call, group);
        }
    } while (query.after);
    out.end_array();
    return json_response(std::move(body));
}

Result<http::Response> update_group(RequestContext& call)
{
    const auto request = TRY(open_request(call));
    const auto change = TRY(read_group_change(request));
    if (change.name.empty() && !change.description) {
        return fail(Code::missing_field, "group_name", "is required, or description");
    }
    const auto group = TRY(call.write([&](Transaction& t) -> Result<Group> {
        const auto named = TRY(named_group(t.rows(), t.tenant(), request));
        return directory::update_group(
            t, named.id, [&](Group& g) { return apply(change, g); }, group_rules);
    }));
    return group_reply(call, group);
}

Result<http::Response> remove_group(RequestContext& call)
{
    const auto request = TRY(open_request(call));
    const auto group = TRY(call.write([&](Transaction& t) -> Result<Group> {
        const auto named = TRY(named_group(t.rows(), t.tenant(), request));
        TRY(directory::remove_group(t, named.id));
        return named;
    }));
    return group_reply(call, group);
}

} // namespace muster::dialects::nudgescribe
