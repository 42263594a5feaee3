// Visits the customers of a store that pass a filter, by id, in bounded memory.
#pragma once

#include <functional>

#include "dialects/dialect.h"

namespace muster::dialects::ecwid {

// Until visit says false.
Result<void> for_each_customer(const Call& call, model::Filter filter,
                               const std::function<bool(const model::Customer&)>& visit);

} // namespace muster::dialects::ecwid
