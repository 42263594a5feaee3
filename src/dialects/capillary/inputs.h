// Reading what clients send, with all the leniency of section 4 of the specification (promise 6):
// names without case, numbers and booleans as text, bodies whatever their label.
#pragma once

#include <optional>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "dialects/dialect.h"

namespace muster::dialects::capillary {

// The first query parameter of that name that is not blank, without blanks around it.
std::string_view query_text(const RequestContext& call, std::string_view name);
bool query_flag(const RequestContext& call, std::string_view name);
// 400 when it is not an integer.
Result<std::optional<std::int64_t>> query_integer(const RequestContext& call,
                                                  std::string_view name);

// Nothing when the body is blank or null; 400 when it is not JSON, 415 when its label is to blame.
Result<std::optional<Json>> read_body(const RequestContext& call);

// Of an object, by name without case; nullptr when absent, null, or body is no object.
const Json* member(const Json& body, std::string_view name);

// 17 and "17".
std::optional<std::int64_t> integer_of(const Json& value);
// The number of an entity that there may be; nothing for anything else.
std::optional<std::int64_t> entity_id(std::string_view text);
std::optional<std::int64_t> entity_id(std::int64_t number);
// true and "True".
std::optional<bool> flag_of(const Json& value);
// Text, or the digits of a number; nothing for other types.
std::optional<std::string> scalar_text(const Json& value);

} // namespace muster::dialects::capillary
