// Compares answers with the schemas of their routes.
#pragma once

#include <string>

#include "dialects/dialect.h"

namespace muster::dialects::test {

// The schema of the answers of that status; null when there is none for JSON.
const Json* answer_schema(const Json& document, const Route& route, int status);

// Returns one line for each member of the answer that its schema does not have, or has with another
// type. Empty for answers that are no success.
std::string undescribed(const Dialect& dialect, http::Verb verb, const std::string& target,
                        const http::Response& response);

// What a value has that its JSON Schema does not say, one line each; `document` is the OpenAPI
// document with the components that the schema refers to.
std::string differences(const Json& value, const Json& schema, const Json& document);

} // namespace muster::dialects::test
