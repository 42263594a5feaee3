// The calls that search groups (promise 28).
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::capillary {

Result<std::string> search_groups(Call& call);
Result<std::string> search_by_fields(Call& call);

} // namespace muster::dialects::capillary
