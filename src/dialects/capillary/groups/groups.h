// The calls that create, update, read and delete groups.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::capillary {

Result<std::string> create_group(RequestContext& call);
Result<std::string> update_group(RequestContext& call);
Result<std::string> get_group(RequestContext& call);
Result<std::string> delete_group(RequestContext& call);

} // namespace muster::dialects::capillary
