// The calls about customers.
#pragma once

#include "dialects/capillary/errors.h"

namespace muster::dialects::capillary {

// The answer of the calls that add and update a customer. `id`: by which clients know it.
std::string write_saved(std::int64_t id, const Issues& warnings);

Result<std::string> add_customer(RequestContext& call);
Result<std::string> look_up_customer(RequestContext& call);
Result<std::string> update_customer(RequestContext& call);
Result<std::string> update_looked_up_customer(RequestContext& call);
Result<std::string> get_customer(RequestContext& call);
Result<std::string> get_looked_up_customer(RequestContext& call);
Result<std::string> change_identifiers(RequestContext& call);

} // namespace muster::dialects::capillary
