// Whether a row in hand fulfils a condition of core/query.h. Knows no engine and no page.
#pragma once

#include <functional>

#include "core/query.h"

namespace muster::store {

// Whether the customer is a live member of the group.
using IsMember = std::function<bool(std::int64_t group, std::int64_t customer)>;

bool matches(const core::Filter& filter, const core::Entity& row, const IsMember& is_member);

} // namespace muster::store
