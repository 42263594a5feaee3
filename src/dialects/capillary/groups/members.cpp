// The handlers that let members join and leave, and that set their permissions.
#include "dialects/capillary/groups/members.h"

#include <algorithm>

#include "base/if_found.h"
#include "base/text.h"
#include "dialects/capillary/answers.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/customers/customer_extras.h"
#include "dialects/capillary/customers/identifiers.h"
#include "dialects/capillary/customers/merged_customers.h"
#include "dialects/capillary/error_mapping.h"
#include "dialects/capillary/groups/group_fields.h"
#include "dialects/capillary/groups/group_lookup.h"
#include "dialects/capillary/groups/member_batch.h"
#include "dialects/capillary/inputs.h"
#include "directory/customers.h"
#include "directory/groups.h"
#include "directory/memberships.h"
#include "model/lookup.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::capillary {

namespace {

// A group gives the role of primary only once, and a customer has it in one group only (promise
// 13).
Result<void> check_primary(directory::Transaction& transaction, const model::Group& group,
                           const model::Customer& user)
{
    model::Query query;
    query.kind = model::Kind::membership;
    query.tenant = transaction.tenant();
    query.filter = model::all_of(
        {model::equals("group_id", group.id.value), model::equals("role", std::string("primary"))});
    query.with_removed = true;
    if (had_primary(group) || TRY(transaction.rows().count(query)) > 0) {
        return refuse(group_problems::primary_given);
    }
    if (TRY(primary_role_of(transaction.rows(), transaction.tenant(), user.id))) {
        return refuse(group_problems::primary_elsewhere, model::shown_id_text(user, dialect_name));
    }
    return {};
}

// Without "defaultGroup" in the item, the group of a primary member becomes the customer's default,
// unless the customer has one.
Result<bool> becomes_default(directory::Transaction& transaction, const MemberItem& item,
                             model::CustomerId user)
{
    if (item.is_default || !item.is_primary) return item.is_default.value_or(false);
    const auto present =
        TRY(directory::memberships_of(transaction.rows(), transaction.tenant(), user));
    return std::none_of(present.begin(), present.end(),
                        [](const auto& one) { return one.is_default; });
}

// 8069 when the customer that clients knew by this id was merged, else 8015.
muster::Failure unknown_user(const directory::Transaction& transaction, std::int64_t id)
{
    const auto survivor = find_survivor(transaction.rows(), transaction.tenant(), id);
    if (!survivor) return fail(survivor.error());
    if (!*survivor) return refuse(customer_problems::unknown);
    return refuse(customer_problems::merged, model::shown_id_text(**survivor, dialect_name));
}

Result<model::Customer> joining_user(directory::Transaction& transaction, model::GroupId group,
                                     const MemberItem& item)
{
    const auto id = item.user ? entity_id(*item.user) : std::nullopt;
    if (!id) return refuse(customer_problems::unknown);
    const auto& rows = transaction.rows();
    auto user = TRY(
        if_found(model::known_by<model::Customer>(rows, transaction.tenant(), dialect_name, *id)));
    if (!user) return unknown_user(transaction, *id);
    if (TRY(if_found(model::live_membership(rows, transaction.tenant(), group, user->id)))) {
        return refuse(group_problems::already_member);
    }
    return *std::move(user);
}

// Maps the directory's error to the vendor's number.
muster::Failure not_joined(const directory::Transaction& transaction, const Error& error,
                           const model::Group& group)
{
    if (error.code == Code::full) {
        if (!transaction.principal().may_read) return refuse(group_problems::full_unseen);
        return refuse(group_problems::full, std::to_string(group.capacity.value_or(0)));
    }
    if (error.code == Code::conflict && error.subject == "role") {
        return refuse(group_problems::primary_given);
    }
    return fail(error);
}

Result<void> join_one(directory::Transaction& transaction, const model::Group& known,
                      MemberItem& item)
{
    const auto user = TRY(joining_user(transaction, known.id, item));
    const auto group = TRY(transaction.get(known.id)); // as the items before this one left it
    if (item.is_primary) TRY(check_primary(transaction, group, user));
    directory::Joining joining;
    joining.role = item.is_primary ? model::Role::primary : model::Role::secondary;
    joining.permissions = item.permissions;
    joining.is_default = TRY(becomes_default(transaction, item, user.id));
    const auto joined = directory::join(transaction, group.id, user.id, joining);
    if (!joined) return not_joined(transaction, joined.error(), group);
    if (!item.is_primary) return {};
    TRY(directory::update_group(transaction, group.id, [](model::Group& one) {
        record_primary(one);
        return Result<void>{};
    }));
    return {};
}

// The parameters of the leave call.
struct LeaveRequest {
    CustomerSource source;
    std::string account;
    Identifier identifier;
};

Result<LeaveRequest> read_leave_request(const RequestContext& call)
{
    for (const auto* name : {"source", "identifierName", "identifierValue"}) {
        if (query_text(call, name).empty()) return refuse(problems::mandatory, name);
    }
    const CustomerSource source = find_source(query_text(call, "source"));
    if (source.name.empty()) return refuse(customer_problems::bad_lookup_source);
    const auto* type = find_identifier_type(query_text(call, "identifierName"));
    if (type == nullptr) return refuse(customer_problems::bad_identifier_name);
    return LeaveRequest{source,
                        account_in(source.name, query_text(call, "accountId")),
                        {type, std::string(query_text(call, "identifierValue"))}};
}

Result<model::Customer> leaving_customer(const directory::Transaction& transaction,
                                         const LeaveRequest& leaving,
                                         const OrganisationSettings& settings)
{
    auto customer =
        TRY(find_customer(transaction.rows(), transaction.tenant(), leaving.identifier, settings));
    const bool by_id = leaving.identifier.type->stored_as == IdentifierType::StoredAs::user_id;
    const auto id = by_id ? entity_id(leaving.identifier.value) : std::nullopt;
    if (!customer && id) return unknown_user(transaction, *id);
    if (!customer) return refuse(customer_problems::unknown);
    const auto extras = extras_of(*customer);
    if (!by_id && !find_profile(extras, leaving.source.name, leaving.account)) {
        return refuse(customer_problems::unknown);
    }
    return *std::move(customer);
}

Result<void> leave_one(directory::Transaction& transaction, std::int64_t group_id,
                       const LeaveRequest& leaving, const OrganisationSettings& settings)
{
    const auto& rows = transaction.rows();
    const auto tenant = transaction.tenant();
    const auto id = std::to_string(group_id);
    const auto group =
        TRY(if_found(model::known_by<model::Group>(rows, tenant, dialect_name, group_id)));
    if (!group) return refuse(group_problems::bad_group, id);
    const auto customer = TRY(leaving_customer(transaction, leaving, settings));
    if (!TRY(if_found(model::live_membership(rows, tenant, group->id, customer.id)))) {
        return refuse(group_problems::not_in_group, model::shown_id_text(customer, dialect_name),
                      id);
    }
    return directory::leave(transaction, group->id, customer.id);
}

// The permissions of the item replace those of the member.
Result<void> set_permissions(directory::Transaction& transaction, const model::Group& group,
                             MemberItem& item)
{
    if (!item.has_permissions) return refuse(problems::mandatory, "permissions");
    const auto id = entity_id(*item.user);
    const auto absent = refuse(group_problems::not_in_group, std::to_string(*item.user),
                               model::shown_id_text(group, dialect_name));
    if (!id) return absent;
    const auto user = TRY(if_found(model::known_by<model::Customer>(
        transaction.rows(), transaction.tenant(), dialect_name, *id)));
    if (!user) return absent;
    const auto changed = directory::update_membership(transaction, group.id, user->id,
                                                      [&](model::Membership& membership) {
                                                          membership.permissions = item.permissions;
                                                          return Result<void>{};
                                                      });
    if (!changed) return changed.error().code == Code::not_found ? absent : fail(changed.error());
    item.is_default = changed->is_default;
    item.is_primary = changed->role == model::Role::primary;
    item.is_active = false; // as in the vendor's sample, although the membership is live
    return {};
}

using MemberFunction = Result<void> (*)(directory::Transaction&, const model::Group&, MemberItem&);

// Applies the function to all items of the body in one write, in the group that the query names.
Result<std::string> apply_batch(RequestContext& call, MemberFunction function)
{
    const auto reference = TRY(group_reference_of(call));
    const auto items = TRY(read_items(call));
    std::vector<MemberItem> done;
    const auto write = [&](directory::Transaction& transaction) -> Result<std::int64_t> {
        done = items; // the committer may run this function again
        const auto group = TRY(find_group(transaction.rows(), transaction.tenant(), reference,
                                          AcceptedStates::active));
        TRY(apply_to_items(done,
                           [&](MemberItem& item) { return function(transaction, group, item); }));
        return model::shown_id(group, dialect_name);
    };
    const auto group = TRY(with_group_problems(call.write(write)));
    return write_batch(done, group);
}

} // namespace

Result<std::string> join_group(RequestContext& call) { return apply_batch(call, join_one); }

Result<std::string> change_permissions(RequestContext& call)
{
    return apply_batch(call, set_permissions);
}

Result<std::string> leave_group(RequestContext& call)
{
    const auto text = call.parameter("groupId");
    if (text.find_first_not_of("0123456789") != text.npos) {
        return refuse(problems::unusable, "invalid path parameter");
    }
    const auto leaving = TRY(read_leave_request(call));
    const auto group = entity_id(text);
    if (!group) return refuse(group_problems::bad_group, text);
    const auto settings = settings_of(call.tenant);
    TRY(with_group_problems(call.write([&](directory::Transaction& transaction) {
        return leave_one(transaction, *group, leaving, settings);
    })));
    return write_outcome();
}

} // namespace muster::dialects::capillary
