// Reads answers of the native API: lists page by page, results of bulk calls item by item.
#pragma once

#include <functional>
#include <string>

#include "cli/native_api.h"

namespace muster::cli {

// Calls `use` for each item of all pages of a list. The target may have a query.
Result<void> each_item(NativeApi& api, const std::string& target,
                       const std::function<Result<void>(const Json&)>& use);

// The id of a group that is given by id, or by name if the text is not a number. not_found.
Result<std::int64_t> find_group(NativeApi& api, const std::string& id_or_name);

// Why an item of a bulk call was refused, and which member ("fields/tenure") is wrong.
struct ItemRefusal {
    std::string member;
    std::string reason;
};
ItemRefusal item_refusal(const Json& item);

} // namespace muster::cli
