// Customer groups: /v1/cg (promises 20 to 23).
#include "directory/groups.h"

#include "base/text.h"
#include "dialects/nudgescribe/audit.h"
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

// The vendor documents exactly these eight keys, in this order.
void write_group(JsonWriter& out, const RequestContext& call, const Group& group)
{
    out.begin_object().name("customer_group_id").text(std::to_string(group.id.value));
    out.name("account_id").text(std::to_string(call.tenant.account.value));
    out.name("workspace_id").text(std::to_string(call.tenant.id.value));
    out.name("group_name").text(group.name);
    write_audit(out, group);
    out.end_object();
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

Result<http::Response> create_group(RequestContext& call)
{
    const auto request =
        TRY(open_request(call, "write", {"workspace_id", "group_name"}, {"description"}));
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
    TRY(open_request(call, "read", {"workspace_id"}));
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
    const auto request = TRY(open_request(call, "write", {"workspace_id", "customer_group_id"},
                                          {"group_name", "description"}));
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
    const auto request = TRY(open_request(call, "delete", {"workspace_id", "customer_group_id"}));
    const auto group = TRY(call.write([&](Transaction& t) -> Result<Group> {
        const auto named = TRY(named_group(t.rows(), t.tenant(), request));
        TRY(directory::remove_group(t, named.id));
        return named;
    }));
    return group_reply(call, group);
}

} // namespace muster::dialects::nudgescribe
