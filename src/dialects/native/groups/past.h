// The members of a static group at an earlier revision or time, computed from the change log.
#pragma once

#include "dialects/native/parameters.h"

namespace muster::dialects::native {

// Answers the list of members for ?as_of=, a revision or a time.
Result<http::Response> list_past_members(const RequestContext& call, const model::Group& group,
                                         std::string_view as_of);

} // namespace muster::dialects::native
