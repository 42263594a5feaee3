// Turns parameters into the name of a group and asks for it. Stores nothing.
#include "dialects/capillary/groups/group_lookup.h"

#include <span>

#include "base/text.h"
#include "dialects/capillary/inputs.h"
#include "directory/groups.h"
#include "model/keys.h"

namespace muster::dialects::capillary {

namespace {

using By = GroupName::By;

struct NamedBy {
    std::string_view parameter;
    By by;
};

constexpr NamedBy parameters[]{
    {"id", By::id}, {"externalId", By::external_id}, {"primaryUserId", By::primary_user}};

Result<GroupName> first_given(const RequestContext& call, std::span<const NamedBy> choices)
{
    for (const auto& [parameter, by] : choices) {
        const auto text = query_text(call, parameter);
        if (!text.empty()) return GroupName{by, std::string(text)};
    }
    return refuse(group_problems::no_identifier);
}

muster::Failure unknown(const GroupName& name)
{
    return refuse(group_problems::unknown_group, name.text);
}

// not_found becomes nothing; other errors stay.
template <class T>
Result<std::optional<T>> if_found(Result<T> result)
{
    if (result) return std::optional<T>(*std::move(result));
    if (result.error().code == Code::not_found) return std::optional<T>{};
    return fail(std::move(result).error());
}

Result<std::optional<model::Membership>> first_primary(const model::Rows& rows,
                                                       model::TenantId tenant, model::Filter whose)
{
    model::Query query;
    query.kind = model::Kind::membership;
    query.tenant = tenant;
    query.filter = model::all_of({std::move(whose), model::equals("role", std::string("primary"))});
    query.sort.operand = "since";
    query.limit = 1;
    auto found = model::rows_of<model::Membership>(TRY(rows.page(query)));
    if (found.empty()) return std::optional<model::Membership>{};
    return std::optional(std::move(found.front()));
}

// The latest deleted group that had this external id.
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

Result<std::optional<model::Group>> find_named(const model::Rows& rows, model::TenantId tenant,
                                               const GroupName& name, Reach reach)
{
    const auto number = entity_id(name.text);
    switch (name.by) {
    case By::id:
        if (!number) return std::optional<model::Group>{};
        return if_found(model::get(rows, tenant, model::GroupId{*number}));
    case By::primary_user: {
        if (!number) return std::optional<model::Group>{};
        const auto role = TRY(primary_role_of(rows, tenant, model::CustomerId{*number}));
        if (!role) return std::optional<model::Group>{};
        return if_found(model::get(rows, tenant, role->group));
    }
    case By::external_id: {
        const auto key = model::external_id_key(model::Kind::group, tenant, name.text);
        auto found = TRY(if_found(model::find<model::Group>(rows, key)));
        if (found || reach != Reach::any) return found;
        return find_deleted(rows, tenant, name.text);
    }
    }
    return std::optional<model::Group>{};
}

bool counts(const model::Group& group, const GroupName& name, Reach reach)
{
    const bool is_active = group.status == model::GroupStatus::active;
    if (reach == Reach::usable || name.by == By::primary_user) return is_active;
    return reach == Reach::any || group.status != model::GroupStatus::removed;
}

} // namespace

Result<GroupName> group_name_of(const RequestContext& call)
{
    return first_given(call, parameters);
}

Result<GroupName> group_name_without_primary_of(const RequestContext& call)
{
    return first_given(call, std::span(parameters).first(2));
}

Result<model::Group> find_group(const model::Rows& rows, model::TenantId tenant,
                                const GroupName& name, Reach reach)
{
    auto group = TRY(find_named(rows, tenant, name, reach));
    if (!group || !counts(*group, name, reach)) return unknown(name);
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
