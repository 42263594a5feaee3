// The calls on customers.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::capillary {

Result<std::string> add_customer(RequestContext& call);
Result<std::string> look_up_customer(RequestContext& call);
Result<std::string> update_customer(RequestContext& call);
Result<std::string> update_looked_up_customer(RequestContext& call);
Result<std::string> get_customer(RequestContext& call);
Result<std::string> get_looked_up_customer(RequestContext& call);
Result<std::string> change_identifiers(RequestContext& call);

} // namespace muster::dialects::capillary
