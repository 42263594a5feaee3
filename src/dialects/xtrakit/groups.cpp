// The calls about customer groups.
#include "directory/groups.h"

#include "dialects/xtrakit/body.h"
#include "dialects/xtrakit/fields.h"
#include "dialects/xtrakit/handlers.h"
#include "dialects/xtrakit/listing.h"
#include "dialects/xtrakit/reply.h"
#include "dialects/xtrakit/xtrakit.h"
#include "model/lookup.h"

namespace muster::dialects::xtrakit {

namespace {

void write_group_row(JsonWriter& out, const model::Tenant& tenant, const model::Entity& row)
{
    write_group(out, tenant, std::get<model::Group>(row));
}

// The group that clients know by this id.
Result<model::Group> known_group(const RequestContext& call, const model::Rows& rows,
                                 std::int64_t id)
{
    return model::known_by<model::Group>(rows, call.tenant.id, dialect_name, id);
}

http::Response reply_group(const RequestContext& call, std::string_view message,
                           const model::Group& group)
{
    return reply_with(message, "group",
                      [&](JsonWriter& out) { write_group(out, call.tenant, group); });
}

} // namespace

Result<http::Response> list_groups(RequestContext& call)
{
    auto filter = TRY(read_filters(call));
    const auto groups = TRY(list_all(call, model::Kind::group, std::move(filter), write_group_row));
    return listed_reply("Groups", "groups", groups);
}

Result<http::Response> get_group(RequestContext& call)
{
    const auto id = TRY(path_id(call, "group"));
    const auto group = TRY(known_group(call, call.rows(), id));
    return reply_group(call, "Group found", group);
}

Result<http::Response> create_group(RequestContext& call)
{
    const auto body = TRY(read_body(call.request));
    model::Group draft;
    TRY(read_group(body, draft));
    const auto group = call.write([&](directory::Transaction& transaction) {
        return directory::create_group(transaction, draft);
    });
    if (!group) return fail(in_group_words(group.error()));
    return reply_group(call, "Group added successfully", *group);
}

Result<http::Response> update_group(RequestContext& call)
{
    const auto id = TRY(path_id(call, "group"));
    const auto body = TRY(read_body(call.request));
    const auto group = call.write([&](directory::Transaction& t) -> Result<model::Group> {
        const auto known = TRY(known_group(call, t.rows(), id));
        return directory::update_group(
            t, known.id, [&](model::Group& edited) { return read_group(body, edited); });
    });
    if (!group) return fail(in_group_words(group.error()));
    return reply_group(call, "Group updated successfully", *group);
}

Result<http::Response> remove_group(RequestContext& call)
{
    const auto id = TRY(path_id(call, "group"));
    TRY(call.write([&](directory::Transaction& t) -> Result<void> {
        return directory::remove_group(t, TRY(known_group(call, t.rows(), id)).id);
    }));
    return reply("Group deleted successfully");
}

} // namespace muster::dialects::xtrakit
