// Which table stores which entity, and which columns it has besides the members. Knows no engine.
#pragma once

#include <array>
#include <string_view>
#include <type_traits>

#include "model/schema.h"

namespace muster::store::sql {

struct SqlTable {
    std::string_view name;
    std::string_view live;   // condition of rows that are not removed; empty: no row can be
    std::string_view folded; // member whose folded text is in `<member>_folded`, for sorting
};

template <class E>
inline constexpr SqlTable table_for{};
template <>
inline constexpr SqlTable table_for<model::Account>{"accounts", "", ""};
template <>
inline constexpr SqlTable table_for<model::Tenant>{"tenants", "", ""};
template <>
inline constexpr SqlTable table_for<model::Credential>{"credentials", "revoked_at IS NULL", ""};
template <>
inline constexpr SqlTable table_for<model::CustomField>{"fields", "removed_at IS NULL", ""};
template <>
inline constexpr SqlTable table_for<model::Customer>{"customers", "removed_at IS NULL", "name"};
template <>
inline constexpr SqlTable table_for<model::Group>{"groups", "removed_at IS NULL", "name"};
template <>
inline constexpr SqlTable table_for<model::Membership>{"memberships", "left_at IS NULL", ""};
template <>
inline constexpr SqlTable table_for<model::StoredReply>{"replays", "", ""};
template <>
inline constexpr SqlTable table_for<model::Job>{"jobs", "", ""};
template <>
inline constexpr SqlTable table_for<model::JobItem>{"job_items", "", ""};
template <>
inline constexpr SqlTable table_for<model::Campaign>{"campaigns", "removed_at IS NULL", "name"};
template <>
inline constexpr SqlTable table_for<model::CampaignRun>{"campaign_runs", "", ""};
template <>
inline constexpr SqlTable table_for<model::Message>{"messages", "removed_at IS NULL", ""};

template <class E>
concept HasFields = requires(const E& entity)
{
    entity.fields;
};
template <class E>
concept HasExtras = requires(const E& entity)
{
    entity.extras;
};

// Whether the member is part of the primary key.
template <class E>
constexpr bool is_key(const model::Member<E>& member)
{
    if constexpr (std::is_same_v<E, model::Membership>) {
        return member.name == "group_id" || member.name == "customer_id";
    } else {
        return member.name == "id";
    }
}

// Calls visit(std::type_identity<E>) with the entity type of the kind.
template <class Visit>
decltype(auto) with_entity(model::Kind kind, Visit visit)
{
    using model::Kind;
    switch (kind) {
    case Kind::account: return visit(std::type_identity<model::Account>{});
    case Kind::tenant: return visit(std::type_identity<model::Tenant>{});
    case Kind::credential: return visit(std::type_identity<model::Credential>{});
    case Kind::field: return visit(std::type_identity<model::CustomField>{});
    case Kind::customer: return visit(std::type_identity<model::Customer>{});
    case Kind::group: return visit(std::type_identity<model::Group>{});
    case Kind::membership: return visit(std::type_identity<model::Membership>{});
    case Kind::stored_reply: return visit(std::type_identity<model::StoredReply>{});
    case Kind::job: return visit(std::type_identity<model::Job>{});
    case Kind::job_item: return visit(std::type_identity<model::JobItem>{});
    case Kind::campaign: return visit(std::type_identity<model::Campaign>{});
    case Kind::campaign_run: return visit(std::type_identity<model::CampaignRun>{});
    case Kind::message: break;
    }
    return visit(std::type_identity<model::Message>{});
}

inline const SqlTable& table_of(model::Kind kind)
{
    return with_entity(
        kind, []<class E>(std::type_identity<E>) -> const SqlTable& { return table_for<E>; });
}

} // namespace muster::store::sql
