// Compares answers with the schemas of their routes.
#pragma once

#include <string>

#include "dialects/dialect.h"

namespace muster::dialects::test {

// Returns one line for each member of the answer that its schema does not have, or has with another
// type. Empty for routes without a schema and for errors.
std::string undescribed(const Dialect& dialect, http::Verb verb, const std::string& target,
                        const http::Response& response);

// Returns the differences between a value and its JSON Schema, one line each. `document` is the
// OpenAPI document with the components to which the schema refers.
std::string differences(const Json& value, const Json& schema, const Json& document);

} // namespace muster::dialects::test
