// The query parameters and headers that all calls of the native API read in the same way. The
// pipeline has refused unknown and repeated parameters before (Operation::parameters).
#pragma once

#include <optional>
#include <string_view>

#include "dialects/dialect.h"

namespace muster::dialects::native {

// "true" or "false"; absent is false.
Result<bool> flag_parameter(const RequestContext& call, std::string_view name);

// ?limit=, from 1 to limits::page_items.
Result<std::int64_t> limit_parameter(const RequestContext& call);

// A path parameter that is an id; not_found with the parameter's name for anything else.
Result<std::int64_t> path_id(const RequestContext& call, std::string_view name);

// If-Match: the revision that the client knows. nullopt when absent or "*". A tag that is not one
// of ours gives -1, which never equals a revision, so that the write is refused as stale.
Result<std::optional<model::Revision>> expected_revision(const RequestContext& call);

// Whether If-None-Match names this ETag.
bool is_current(const RequestContext& call, std::string_view etag);

} // namespace muster::dialects::native
