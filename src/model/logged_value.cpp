// See logged_value.h.
#include "model/logged_value.h"

#include "base/json.h"
#include "model/filter_match.h"

namespace muster::model {

std::optional<Value> logged_value(std::string_view state, std::string_view member)
{
    const auto json = parse_own_json(state);
    const Json* value = json ? json->find(member) : nullptr;
    return value == nullptr ? std::nullopt : std::optional(value_of_json(*value));
}

} // namespace muster::model
