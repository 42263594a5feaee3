// Reads answers of the native API: lists page by page, results of bulk calls item by item.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/native_api.h"

namespace muster::cli {

// Calls `use` for each item of all pages of a list, from the cursor `after` on. The target may have
// a query.
Result<void> each_item(NativeApi& api, const std::string& target,
                       const std::function<Result<void>(const Json&)>& use,
                       const std::string& after = {});

// How the items of a list are printed.
struct PrintedList {
    std::vector<std::string_view> columns; // of the table; JSON has all members
    bool json = false;
    std::int64_t limit = 0; // the number of items; 0: all
    std::string after{};    // where the list begins; empty: at its start
    // The row of the table for an item; empty: its members of these names.
    std::function<Json(const Json&)> row{};
};
Result<void> print_list(NativeApi& api, const std::string& target, const PrintedList& how);

// Of a command that changed something: the answer as JSON, or a line for people.
void print_done(const ConnectionOptions& server, const Json& answer, const std::string& line);

// The id of the group that is given by id, external id or exact name; "id:12" is always an id.
// not_found names a similar group; conflict lists the groups when several fit.
Result<std::int64_t> find_group(NativeApi& api, const std::string& reference);

// Why an item of a bulk call was refused, and which member ("fields/tenure") is wrong.
struct ItemRefusal {
    std::string member;
    std::string reason;
};
ItemRefusal item_refusal(const Json& item);

} // namespace muster::cli
