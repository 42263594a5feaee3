// The vocabulary of member permissions, and reading and writing sets of them as given.
#pragma once

#include <string>

#include "dialects/capillary/errors.h"

namespace muster::dialects::capillary {

// A list of texts, one text, or a text with commas; kept in order, with repetitions.
Result<model::TextList> read_permissions(const Json& json);
// 1641 for a word that is not in the vocabulary.
Result<void> check_permissions(const model::TextList& permissions);
// "a,b"
std::string joined(const model::TextList& permissions);

// GET /v2/fleet/permissions
Result<std::string> list_permissions(RequestContext& call);

} // namespace muster::dialects::capillary
