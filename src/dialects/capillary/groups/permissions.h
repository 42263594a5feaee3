// The permissions that a member can have, and how bodies and answers spell them (promise 37).
#pragma once

#include <string>

#include "dialects/capillary/errors.h"
#include "wire/record.h"

namespace muster::dialects::capillary {

struct Permission {
    std::string_view name;
    std::string_view label;
};
const wire::Record<Permission>& permission_record();

// A list of texts, one text, or one text with commas. The order and repetitions are stored as
// given.
Result<model::TextList> read_permissions(const Json& json);
// 1641 for a name that is no permission.
Result<void> check_permissions(const model::TextList& permissions);
// "a,b"
std::string joined(const model::TextList& permissions);

// GET /v2/fleet/permissions
Result<std::string> list_permissions(RequestContext& call);

} // namespace muster::dialects::capillary
