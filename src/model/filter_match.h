// Evaluates the filters of model/query.h on one row. The engines and the index must give the same
// answers as this code.
#pragma once

#include <functional>
#include <string_view>

#include "base/json.h"
#include "model/query.h"

namespace muster::model {

// The value of a member, of a declared field ("fields.key") or of a dialect's extras
// ("extras.<dialect>.path"); null when the row has none.
Value operand_value(const Entity& row, std::string_view operand);

// The value that a filter compares: a JSON list or object becomes a list, which equals nothing, and
// an empty text becomes null.
Value value_of_json(const Json& json);

// The id that the filter requires of this member ("group_id", "customer_id"); 0 when it requires
// none.
std::int64_t fixed_id(const Filter& filter, std::string_view member);

// Whether the customer is a live member of the group.
using IsMember = std::function<bool(std::int64_t group, std::int64_t customer)>;

// `is_member` may be empty when the filter has no member_of. A condition on a rule (satisfies) is
// false: only the index can answer it.
bool matches(const Filter& filter, const Entity& row, const IsMember& is_member);

} // namespace muster::model
