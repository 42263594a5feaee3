// Holds answers against the description of their route (dialects/description.h).
#pragma once

#include <string>

#include "dialects/dialect.h"

namespace muster::dialects::test {

// What an answer has that its description has not, or has in another type: one line each. Empty
// for routes without a description and for answers that are no success.
std::string undescribed(const Dialect& dialect, http::Verb verb, const std::string& target,
                        const http::Response& response);

// What a value has that its JSON Schema does not say, one line each; `document` is the OpenAPI
// document with the components that the schema refers to.
std::string differences(const Json& value, const Json& schema, const Json& document);

} // namespace muster::dialects::test
