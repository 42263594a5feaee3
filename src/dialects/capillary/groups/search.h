// The calls that search groups, by text and by extended fields (promise 28).
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::capillary {

Result<std::string> search_groups(RequestContext& call);
Result<std::string> search_by_fields(RequestContext& call);

} // namespace muster::dialects::capillary
