#include "core/query.h"

namespace muster::core {

std::string_view name_of(Action action)
{
    switch (action) {
    case Action::created: return "created";
    case Action::updated: return "updated";
    case Action::removed: return "removed";
    }
    return "updated";
}

} // namespace muster::core
