// The row ids and the names of actions. Knows no engine.
#include "model/query.h"

namespace muster::model {

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
    switch (action) {
    case Action::created: return "created";
    case Action::updated: return "updated";
    case Action::removed: return "removed";
    }
    return "updated";
}

} // namespace muster::model
