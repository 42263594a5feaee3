// Turns parameters into a reference to a group and looks the group up.
#include "dialects/capillary/groups/group_lookup.h"

#include <span>

#include "base/if_found.h"
#include "base/text.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/inputs.h"
#include "directory/groups.h"
#include "model/keys.h"
#include "model/lookup.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::capillary {

namespace {

using By = GroupReference::By;

struct ReferenceParameter {
    std::string_view name;
    By by;
};

constexpr ReferenceParameter reference_parameters[]{
    {"id", By::id}, {"externalId", By::external_id}, {"primaryUserId", By::primary_user}};

Result<GroupReference> first_given(const RequestContext& call,
                                   std::span<const ReferenceParameter> choices)
{
    for (const auto& [name, by] : choices) {
        const auto text = query_text(call, name);
        if (!text.empty()) return GroupReference{by, std::string(text)};
    }
    return refuse(group_problems::no_identifier);
}

Result<std::optional<model::Membership>> first_primary(const model::Rows& rows,
                                                       model::TenantId tenant, model::Filter scope)
{
    model::Query query;
    query.kind = model::Kind::membership;
    query.tenant = tenant;
    query.filter = model::all_of({std::move(scope), model::equals("role", std::string("primary"))});
    query.sort.operand = "since";
    query.limit = 1;
    auto found = model::rows_of<model::Membership>(TRY(rows.page(query)));
    if (found.empty()) return std::optional<model::Membership>{};
    return std::optional(std::move(found.front()));
}

// External ids of deleted groups are free again, so they have no key: the latest group that had it
// is found by a query.
Result<std::optional<model::Group>> find_deleted(const model::Rows& rows, model::TenantId tenant,
                                                 const std::string& external_id)
{
    model::Query query;
    query.kind = model::Kind::group;
    query.tenant = tenant;
    query.filter = model::all_of({model::equals("external_id", external_id),
                                  model::equals("status", std::string("removed"))});
    query.sort.descending = true;
    query.limit = 1;
    query.with_removed = true;
    auto found = model::rows_of<model::Group>(TRY(rows.page(query)));
    if (found.empty()) return std::optional<model::Group>{};
    return std::optional(std::move(found.front()));
}

// Also a deleted group. A group with a vendor number is not known by our id.
Result<std::optional<model::Group>> known_group(const model::Rows& rows, model::TenantId tenant,
                                                std::int64_t id)
{
    auto own = TRY(if_found(model::get(rows, tenant, model::GroupId{id})));
    if (own && model::vendor_number_of(own->vendor_numbers, dialect_name).empty()) return own;
    const auto key =
        model::vendor_number_key(model::Kind::group, tenant, dialect_name, std::to_string(id));
    return if_found(model::find<model::Group>(rows, key));
}

Result<std::optional<model::Group>> find_referred(const model::Rows& rows, model::TenantId tenant,
                                                  const GroupReference& reference,
                                                  AcceptedStates states)
{
    const auto number = entity_id(reference.text);
    switch (reference.by) {
    case By::id:
        if (!number) return std::optional<model::Group>{};
        return known_group(rows, tenant, *number);
    case By::primary_user: {
        if (!number) return std::optional<model::Group>{};
        const auto user =
            TRY(if_found(model::known_by<model::Customer>(rows, tenant, dialect_name, *number)));
        if (!user) return std::optional<model::Group>{};
        const auto role = TRY(primary_role_of(rows, tenant, user->id));
        if (!role) return std::optional<model::Group>{};
        return if_found(model::get(rows, tenant, role->group));
    }
    case By::external_id: {
        const auto key = model::external_id_key(model::Kind::group, tenant, reference.text);
        auto found = TRY(if_found(model::find<model::Group>(rows, key)));
        if (found || states != AcceptedStates::any) return found;
        return find_deleted(rows, tenant, reference.text);
    }
    }
    return std::optional<model::Group>{};
}

bool is_accepted(const model::Group& group, const GroupReference& reference, AcceptedStates states)
{
    const bool is_active = group.status == model::GroupStatus::active;
    if (states == AcceptedStates::active || reference.by == By::primary_user) return is_active;
    return states == AcceptedStates::any || group.status != model::GroupStatus::removed;
}

} // namespace

Result<GroupReference> group_reference_of(const RequestContext& call)
{
    return first_given(call, reference_parameters);
}

Result<GroupReference> group_reference_without_primary_of(const RequestContext& call)
{
    return first_given(call, std::span(reference_parameters).first(2));
}

std::optional<GroupReference> group_reference(std::string_view name, std::string_view value)
{
    for (const auto& known : reference_parameters) {
        if (equal_ignoring_ascii_case(name, known.name)) {
            return GroupReference{known.by, std::string(value)};
        }
    }
    return std::nullopt;
}

Result<model::Group> find_group(const model::Rows& rows, model::TenantId tenant,
                                const GroupReference& reference, AcceptedStates states)
{
    auto group = TRY(find_referred(rows, tenant, reference, states));
    if (!group || !is_accepted(*group, reference, states)) {
        return refuse(group_problems::unknown_group, reference.text);
    }
    return *std::move(group);
}

Result<std::optional<model::Membership>> primary_of(const model::Rows& rows, model::TenantId tenant,
                                                    model::GroupId group)
{
    return first_primary(rows, tenant, model::equals("group_id", group.value));
}

Result<std::optional<model::Membership>>
primary_role_of(const model::Rows& rows, model::TenantId tenant, model::CustomerId customer)
{
    return first_primary(rows, tenant, model::equals("customer_id", customer.value));
}

} // namespace muster::dialects::capillary
