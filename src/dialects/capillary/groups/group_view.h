// A group as the update and get calls answer it.
#pragma once

#include <string>

#include "dialects/capillary/errors.h"

namespace muster::dialects::capillary {

Result<std::string> write_updated(const RequestContext& call, const model::Group& group,
                                  const Issues& warnings);
// With the members and the loyalty parts that the query asks for.
Result<std::string> write_details(const RequestContext& call, const model::Group& group);

} // namespace muster::dialects::capillary
