// The handlers of joining and leaving: read, call the core once, write.
#include "dialects/capillary/members.h"

#include <algorithm>

#include "base/text.h"
#include "core/customers.h"
#include "core/groups.h"
#include "core/memberships.h"
#include "dialects/capillary/answers.h"
#include "dialects/capillary/batch.h"
#include "dialects/capillary/core_words.h"
#include "dialects/capillary/fields.h"
#include "dialects/capillary/group_lookup.h"
#include "dialects/capillary/identifiers.h"
#include "dialects/capillary/inputs.h"
#include "dialects/capillary/profiles.h"

namespace muster::dialects::capillary {

namespace {

// Primary is a role that a group gives once, and a customer has in one group (promise 13).
Result<void> check_primary(core::Transaction& transaction, const core::Group& group,
                           core::CustomerId user)
{
    core::Query query;
    query.kind = core::Kind::membership;
    query.tenant = transaction.tenant();
    query.filter = core::all_of(
        {core::equals("group_id", group.id.value), core::equals("role", std::string("primary"))});
    query.with_removed = true;
    if (had_primary(group) || TRY(transaction.rows().count(query)) > 0) {
        return refuse(group_problems::primary_given);
    }
    if (TRY(primary_role_of(transaction.rows(), transaction.tenant(), user))) {
        return refuse(group_problems::primary_elsewhere, std::to_string(user.value));
    }
    return {};
}

// Not said: a primary's group is the default, unless there is one.
Result<bool> becomes_default(core::Transaction& transaction, const MemberItem& item,
                             core::CustomerId user)
{
    if (item.is_default || !item.is_primary) return item.is_default.value_or(false);
    const auto present = TRY(core::memberships_of(transaction.rows(), transaction.tenant(), user));
    return std::none_of(present.begin(), present.end(),
                        [](const auto& one) { return one.is_default; });
}

Result<core::CustomerId> joining_user(core::Transaction& transaction, core::GroupId group,
                                      const MemberItem& item)
{
    const auto id = item.user ? entity_id(*item.user) : std::nullopt;
    if (!id) return refuse(customer_problems::unknown);
    const core::CustomerId user{*id};
    const auto customer = core::live_customer(transaction.rows(), transaction.tenant(), user);
    if (!customer) {
        if (customer.error().code != Code::not_found) return fail(customer.error());
        return refuse(customer_problems::unknown);
    }
    const auto present =
        core::live_membership(transaction.rows(), transaction.tenant(), group, user);
    if (present) return refuse(group_problems::already_member);
    if (present.error().code != Code::not_found) return fail(present.error());
    return user;
}

// The core's refusal, in our numbers.
muster::Failure not_joined(const Error& error, const core::Group& group)
{
    if (error.code == Code::full) {
        return refuse(group_problems::full, std::to_string(group.capacity.value_or(0)));
    }
    if (error.code == Code::conflict && error.subject == "role") {
        return refuse(group_problems::primary_given);
    }
    return fail(error);
}

Result<void> join_one(core::Transaction& transaction, core::GroupId group_id, MemberItem& item)
{
    const auto user = TRY(joining_user(transaction, group_id, item));
    const auto group = TRY(transaction.get(group_id));
    if (item.is_primary) TRY(check_primary(transaction, group, user));
    core::Joining joining;
    joining.role = item.is_primary ? core::Role::primary : core::Role::secondary;
    joining.permissions = item.permissions;
    joining.is_default = TRY(becomes_default(transaction, item, user));
    const auto joined = core::join(transaction, group_id, user, joining);
    if (!joined) return not_joined(joined.error(), group);
    if (!item.is_primary) return {};
    TRY(core::update_group(transaction, group_id, [](core::Group& one) {
        note_primary(one);
        return Result<void>{};
    }));
    return {};
}

// The parameters of the leave call.
struct Leaving {
    Source source;
    std::string account;
    Identifier identifier;
};

Result<Leaving> read_leaving(const Call& call)
{
    for (const auto* name : {"source", "identifierName", "identifierValue"}) {
        if (query_text(call, name).empty()) return refuse(problems::mandatory, name);
    }
    const Source source = find_source(query_text(call, "source"));
    if (source.name.empty()) return refuse(customer_problems::bad_lookup_source);
    const auto* type = find_identifier_type(query_text(call, "identifierName"));
    if (type == nullptr) return refuse(customer_problems::bad_identifier_name);
    return Leaving{source,
                   std::string(query_text(call, "accountId")),
                   {type, std::string(query_text(call, "identifierValue"))}};
}

Result<core::Customer> leaving_customer(const core::Transaction& transaction,
                                        const Leaving& leaving, const Settings& settings)
{
    auto customer =
        TRY(find_customer(transaction.rows(), transaction.tenant(), leaving.identifier, settings));
    if (!customer) return refuse(customer_problems::unknown);
    const bool by_id = leaving.identifier.type->kept == IdentifierType::Kept::user_id;
    const auto extras = customer_extras(*customer);
    if (!by_id && !find_profile(extras, leaving.source.name, leaving.account)) {
        return refuse(customer_problems::unknown);
    }
    return *std::move(customer);
}

Result<void> deactivate(core::Transaction& transaction, core::GroupId group)
{
    TRY(core::update_group(transaction, group, [](core::Group& one) {
        one.status = core::GroupStatus::inactive;
        return Result<void>{};
    }));
    return {};
}

Result<void> leave_one(core::Transaction& transaction, core::GroupId group, const Leaving& leaving,
                       const Settings& settings)
{
    const auto id = std::to_string(group.value);
    const auto known = core::live_group(transaction.rows(), transaction.tenant(), group);
    if (!known) {
        if (known.error().code != Code::not_found) return fail(known.error());
        return refuse(group_problems::bad_group, id);
    }
    const auto customer = TRY(leaving_customer(transaction, leaving, settings));
    const auto membership =
        core::live_membership(transaction.rows(), transaction.tenant(), group, customer.id);
    if (!membership) {
        if (membership.error().code != Code::not_found) return fail(membership.error());
        return refuse(group_problems::not_in_group, std::to_string(customer.id.value), id);
    }
    TRY(core::leave(transaction, group, customer.id));
    const bool was_primary = membership->role == core::Role::primary;
    if (was_primary && !settings.stays_active) return deactivate(transaction, group);
    return {};
}

// The given set replaces the old one.
Result<void> permit_one(core::Transaction& transaction, core::GroupId group, MemberItem& item)
{
    if (!item.has_permissions) return refuse(problems::mandatory, "permissions");
    const auto id = entity_id(*item.user);
    const auto absent = refuse(group_problems::not_in_group, std::to_string(*item.user),
                               std::to_string(group.value));
    if (!id) return absent;
    const auto changed = core::update_membership(transaction, group, core::CustomerId{*id},
                                                 [&](core::Membership& membership) {
                                                     membership.permissions = item.permissions;
                                                     return Result<void>{};
                                                 });
    if (!changed) return changed.error().code == Code::not_found ? absent : fail(changed.error());
    item.is_default = changed->is_default;
    item.is_primary = changed->role == core::Role::primary;
    item.is_active = false; // as in the documented sample, though the membership is live
    return {};
}

using One = Result<void> (*)(core::Transaction&, core::GroupId, MemberItem&);

// A batch on the group that the query names, in one write.
Result<std::string> act_on_group(Call& call, One act)
{
    const auto name = TRY(group_name_of(call));
    const auto items = TRY(read_items(call));
    std::vector<MemberItem> done;
    const auto decide = [&](core::Transaction& transaction) -> Result<core::GroupId> {
        done = items;
        const auto group =
            TRY(find_group(transaction.rows(), transaction.tenant(), name, Reach::usable));
        TRY(act_on_items(done, [&](MemberItem& item) { return act(transaction, group.id, item); }));
        return group.id;
    };
    const auto group = TRY(group_words(call.write(decide)));
    return write_batch(done, group);
}

} // namespace

Result<std::string> join_group(Call& call) { return act_on_group(call, join_one); }

Result<std::string> change_permissions(Call& call) { return act_on_group(call, permit_one); }

Result<std::string> leave_group(Call& call)
{
    const auto text = call.parameter("groupId");
    if (text.find_first_not_of("0123456789") != text.npos) {
        return refuse(problems::unusable, "invalid path parameter");
    }
    const auto leaving = TRY(read_leaving(call));
    const auto group = entity_id(text);
    if (!group) return refuse(group_problems::bad_group, text);
    const auto settings = settings_of(call.tenant);
    TRY(group_words(call.write([&](core::Transaction& transaction) {
        return leave_one(transaction, core::GroupId{*group}, leaving, settings);
    })));
    return write_outcome();
}

} // namespace muster::dialects::capillary
