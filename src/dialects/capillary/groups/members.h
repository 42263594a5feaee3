// The calls about the members of a group.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::capillary {

Result<std::string> join_group(RequestContext& call);
Result<std::string> leave_group(RequestContext& call);
Result<std::string> list_members(RequestContext& call);
Result<std::string> transfer_members(RequestContext& call);
Result<std::string> change_permissions(RequestContext& call);

} // namespace muster::dialects::capillary
