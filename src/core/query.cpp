// Names and numbers that questions share. Knows no engine.
#include "core/query.h"

#include <array>

namespace muster::core {

std::int64_t row_id(const Entity& entity)
{
    return std::visit(
        [](const auto& row) -> std::int64_t {
            if constexpr (requires { row.id; }) {
                return row.id.value;
            } else {
                return row.group.value << 32 | row.customer.value;
            }
        },
        entity);
}

std::string_view name_of(Action action)
{
    constexpr std::array<std::string_view, 3> names{"created", "updated", "removed"};
    return names[static_cast<std::size_t>(action)];
}

} // namespace muster::core
