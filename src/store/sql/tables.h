// Which table keeps which entity, and what stands in it besides the members. Knows no engine.
#pragma once

#include <array>
#include <string_view>
#include <type_traits>

#include "core/schema.h"

namespace muster::store::sql {

struct Table {
    std::string_view name;
    std::string_view live;   // condition of rows that are not removed; empty: all are
    std::string_view folded; // text member that `<member>_folded` keeps folded, for sorting
};

template <class E>
inline constexpr Table table_for{};
template <>
inline constexpr Table table_for<core::Account>{"accounts", "", ""};
template <>
inline constexpr Table table_for<core::Tenant>{"tenants", "", ""};
template <>
inline constexpr Table table_for<core::Credential>{"credentials", "revoked_at IS NULL", ""};
template <>
inline constexpr Table table_for<core::Field>{"fields", "removed_at IS NULL", ""};
template <>
inline constexpr Table table_for<core::Customer>{"customers", "removed_at IS NULL", "name"};
template <>
inline constexpr Table table_for<core::Group>{"groups", "removed_at IS NULL", "name"};
template <>
inline constexpr Table table_for<core::Membership>{"memberships", "left_at IS NULL", ""};
template <>
inline constexpr Table table_for<core::Replay>{"replays", "", ""};
template <>
inline constexpr Table table_for<core::Job>{"jobs", "", ""};

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

// The columns that name a row within its tenant.
template <class E>
constexpr bool is_key(const core::Member<E>& member)
{
    if constexpr (std::is_same_v<E, core::Membership>) {
        return member.name == "group_id" || member.name == "customer_id";
    } else {
        return member.name == "id";
    }
}

// Calls visit with std::type_identity<E> of the entity that kind names.
template <class Visit>
decltype(auto) with_entity(core::Kind kind, Visit visit)
{
    using core::Kind;
    switch (kind) {
    case Kind::account: return visit(std::type_identity<core::Account>{});
    case Kind::tenant: return visit(std::type_identity<core::Tenant>{});
    case Kind::credential: return visit(std::type_identity<core::Credential>{});
    case Kind::field: return visit(std::type_identity<core::Field>{});
    case Kind::customer: return visit(std::type_identity<core::Customer>{});
    case Kind::group: return visit(std::type_identity<core::Group>{});
    case Kind::membership: return visit(std::type_identity<core::Membership>{});
    case Kind::replay: return visit(std::type_identity<core::Replay>{});
    case Kind::job: break;
    }
    return visit(std::type_identity<core::Job>{});
}

inline const Table& table_of(core::Kind kind)
{
    return with_entity(kind,
                       []<class E>(std::type_identity<E>) -> const Table& { return table_for<E>; });
}

} // namespace muster::store::sql
