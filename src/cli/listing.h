// Walking what the native API answers: lists page by page, bulk calls item by item.
#pragma once

#include <functional>
#include <string>

#include "cli/api.h"

namespace muster::cli {

// Calls use for every item of the list; target has its query, if any.
Result<void> each_item(Api& api, const std::string& target,
                       const std::function<Result<void>(const Json&)>& use);

// By id, or by name when it is no number; not_found.
Result<std::int64_t> find_group(Api& api, const std::string& id_or_name);

// Why an item of a bulk call was refused, and at which member of it ("fields/tenure").
struct Refusal {
    std::string member;
    std::string reason;
};
Refusal refusal_of(const Json& item);

} // namespace muster::cli
