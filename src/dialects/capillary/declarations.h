// The calls about declarations of extended fields: which fields there are, and how clients shall
// show them (promise 29).
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::capillary {

Result<std::string> list_declarations(RequestContext& call);
Result<std::string> configure_field(RequestContext& call);
Result<std::string> list_configurations(RequestContext& call);

} // namespace muster::dialects::capillary
