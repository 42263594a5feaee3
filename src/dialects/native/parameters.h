// The query parameters and headers that every call of the native API reads the same way. What is
// not known, or given twice, is refused.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "dialects/dialect.h"

namespace muster::dialects::native {

// unknown_field for any parameter that is not among `known`; invalid_value for one given twice.
Result<void> check_parameters(const RequestContext& call, std::span<const std::string_view> known);

// "true" or "false"; absent is false.
Result<bool> flag_parameter(const RequestContext& call, std::string_view name);

// ?limit=, within the page size.
Result<std::int64_t> limit_parameter(const RequestContext& call);

// A path parameter that is an id; not_found for what is none, subject is the parameter's name.
Result<std::int64_t> path_id(const RequestContext& call, std::string_view name);

// If-Match: the revision that the caller has seen. None when absent or "*"; -1, which is never
// current, for a tag that we did not make.
Result<std::optional<model::Revision>> expected_revision(const RequestContext& call);

// If-None-Match names this ETag.
bool is_current(const RequestContext& call, std::string_view etag);

} // namespace muster::dialects::native
