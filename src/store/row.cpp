// Compares rows by their member tables.
#include "store/row.h"

#include "model/schema.h"

namespace muster::store {

using namespace model;

Ref ref_of(TenantId tenant, const Entity& row)
{
    if (const auto* stay = std::get_if<Membership>(&row)) {
        return {Kind::membership, tenant, stay->group.value, stay->customer.value};
    }
    return {kind_of(row), tenant, row_id(row), 0};
}

bool equal_rows(const Entity& a, const Entity& b)
{
    if (a.index() != b.index()) return false;
    return std::visit(
        [&]<class E>(const E& one) {
            const E& two = std::get<E>(b);
            for (const auto& member : Schema<E>::members) {
                if (member.keeping == Keeping::derived) continue;
                if (member.get(one) != member.get(two)) return false;
            }
            if constexpr (requires { one.fields; }) {
                if (one.fields != two.fields) return false;
            }
            if constexpr (requires { one.extras; }) {
                if (one.extras != two.extras) return false;
            }
            return true;
        },
        a);
}

bool is_removed(const Entity& row)
{
    return std::visit(
        [](const auto& entity) {
            if constexpr (requires { entity.removed_at; }) {
                return entity.removed_at.has_value();
            } else if constexpr (requires { entity.revoked_at; }) {
                return entity.revoked_at.has_value();
            } else if constexpr (requires { entity.left_at; }) {
                return entity.left_at.has_value();
            } else {
                return false;
            }
        },
        row);
}

} // namespace muster::store
