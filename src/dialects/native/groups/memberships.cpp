// Single memberships, under the path of the group and under the path of the customer.
#include "dialects/native/groups/memberships.h"

#include "dialects/native/filters.h"
#include "dialects/native/groups/past.h"
#include "dialects/native/handlers.h"
#include "dialects/native/write.h"
#include "directory/checks.h"
#include "directory/customers.h"
#include "directory/groups.h"
#include "model/lookup.h"

namespace muster::dialects::native {

using directory::Transaction;
using model::Membership;

namespace {

struct GroupAndCustomer {
    model::GroupId group;
    model::CustomerId customer;
};

Result<GroupAndCustomer> named_pair(const RequestContext& call)
{
    return GroupAndCustomer{{TRY(path_id(call, "group"))}, {TRY(path_id(call, "customer"))}};
}

model::Query memberships_where(const RequestContext& call, std::string operand, std::int64_t id)
{
    model::Query query;
    query.kind = model::Kind::membership;
    query.tenant = call.tenant.id;
    query.filter = model::equals(std::move(operand), id);
    return query;
}

// `named` is the member of the body that names the other side of the membership: errors about an
// unknown group or customer point to it.
HandlerResult join(RequestContext& call, Json body, GroupAndCustomer pair, std::string_view named)
{
    const auto joining = TRY(read_joining(TRY(read_draft(std::move(body), {}))));
    return write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        auto joined = directory::join(transaction, pair.group, pair.customer, joining);
        if (!joined && joined.error().subject + "_id" == named) {
            joined.error().where = pointer_to(named);
        }
        const auto membership = TRY(located(std::move(joined), membership_record()));
        return WriteAnswer(
            reply_created(membership, "/v1/groups/" + std::to_string(pair.group.value) +
                                          "/members/" + std::to_string(pair.customer.value)),
            pair.customer);
    });
}

// Takes the id of the other side out of the body.
Result<std::int64_t> taken_id(Json& body, std::string_view name)
{
    const auto id = TRY(take_integer(body, name));
    if (!id) return bad_member(pointer_to(name), "is required", Code::missing_field);
    return *id;
}

Result<void> check_current(const Membership& membership, std::optional<model::Revision> expected)
{
    return directory::check_revision(membership.revision, expected);
}

} // namespace

Result<void> merge_membership(const MergePatch& draft, Membership& membership)
{
    TRY(merge_members(draft, membership));
    if (membership.permissions.size() > limits::enum_values) {
        return bad_member("/permissions", "too many permissions", Code::too_large);
    }
    for (const auto& permission : membership.permissions) {
        TRY(located(directory::check_text("permissions", permission), membership_record()));
    }
    return {};
}

Result<directory::Joining> read_joining(const MergePatch& draft)
{
    Membership membership;
    TRY(merge_membership(draft, membership));
    directory::Joining joining;
    joining.role = membership.role;
    joining.permissions = std::move(membership.permissions);
    joining.is_default = membership.is_default;
    joining.expires_at = membership.expires_at;
    return joining;
}

HandlerResult list_members(RequestContext& call)
{
    const model::GroupId id{TRY(path_id(call, "group"))};
    const auto group = TRY(model::live_group(call.rows(), call.tenant.id, id));
    if (const auto as_of = call.request.parameter("as_of")) {
        return list_past_members(call, group, *as_of);
    }
    return reply_listed<Membership>(call, memberships_where(call, "group_id", id.value),
                                    membership_filters);
}

HandlerResult list_groups_of_customer(RequestContext& call)
{
    const model::CustomerId id{TRY(path_id(call, "customer"))};
    TRY(model::live_customer(call.rows(), call.tenant.id, id));
    return reply_listed<Membership>(call, memberships_where(call, "customer_id", id.value),
                                    membership_filters);
}

HandlerResult add_member(RequestContext& call)
{
    const model::GroupId group{TRY(path_id(call, "group"))};
    auto body = TRY(read_body(call));
    const model::CustomerId customer{TRY(taken_id(body, "customer_id"))};
    return join(call, std::move(body), {group, customer}, "customer_id");
}

HandlerResult add_to_group(RequestContext& call)
{
    const model::CustomerId customer{TRY(path_id(call, "customer"))};
    auto body = TRY(read_body(call));
    const model::GroupId group{TRY(taken_id(body, "group_id"))};
    return join(call, std::move(body), {group, customer}, "group_id");
}

HandlerResult get_membership(RequestContext& call)
{
    const auto pair = TRY(named_pair(call));
    return reply_read(
        call, TRY(model::live_membership(call.rows(), call.tenant.id, pair.group, pair.customer)));
}

HandlerResult update_membership(RequestContext& call)
{
    const auto pair = TRY(named_pair(call));
    const auto draft = TRY(read_draft(TRY(read_body(call)), {}));
    const auto expected = TRY(expected_revision(call));
    return write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        const auto edit = [&](Membership& membership) -> Result<void> {
            TRY(check_current(membership, expected));
            return merge_membership(draft, membership);
        };
        auto updated = directory::update_membership(transaction, pair.group, pair.customer, edit);
        return WriteAnswer(reply(TRY(located(std::move(updated), membership_record()))),
                           pair.customer);
    });
}

HandlerResult end_membership(RequestContext& call)
{
    const auto pair = TRY(named_pair(call));
    const auto expected = TRY(expected_revision(call));
    return write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        const auto known =
            TRY(directory::changeable_membership(transaction, pair.group, pair.customer));
        TRY(check_current(known, expected));
        TRY(directory::leave(transaction, pair.group, pair.customer));
        return reply_nothing();
    });
}

} // namespace muster::dialects::native
