// The calls on groups themselves.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::capillary {

Result<std::string> create_group(Call& call);
Result<std::string> update_group(Call& call);
Result<std::string> get_group(Call& call);
Result<std::string> delete_group(Call& call);

} // namespace muster::dialects::capillary
