// A group as the calls that update and read it answer it (promises 21 and 22).
#pragma once

#include <string>

#include "dialects/capillary/errors.h"

namespace muster::dialects::capillary {

Result<std::string> write_updated(const RequestContext& call, const model::Group& group,
                                  const Issues& warnings);
// With all its memberships, and with the parts that the query asks for.
Result<std::string> write_details(const RequestContext& call, const model::Group& group);

} // namespace muster::dialects::capillary
