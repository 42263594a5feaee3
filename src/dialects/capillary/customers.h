// The calls on customers.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::capillary {

Result<std::string> add_customer(Call& call);
Result<std::string> look_up_customer(Call& call);

} // namespace muster::dialects::capillary
