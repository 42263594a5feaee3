// The calls on who belongs to a group.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::capillary {

Result<std::string> join_group(Call& call);
Result<std::string> leave_group(Call& call);
Result<std::string> list_members(Call& call);
Result<std::string> transfer_members(Call& call);
Result<std::string> change_permissions(Call& call);

} // namespace muster::dialects::capillary
