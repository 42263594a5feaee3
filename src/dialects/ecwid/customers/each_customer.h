// Visits the customers of a store that match a filter, by id, one page in memory at a time.
#pragma once

#include <functional>

#include "dialects/dialect.h"

namespace muster::dialects::ecwid {

// Ends early when `visit` returns false.
Result<void> for_each_customer(const RequestContext& call, model::Filter filter,
                               const std::function<bool(const model::Customer&)>& visit);

} // namespace muster::dialects::ecwid
