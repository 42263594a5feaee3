// Bodies with a list of members, for the calls that join members and set permissions: each item
// succeeds or fails by itself, and the answer has one entry for each (promise 12).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dialects/capillary/errors.h"
#include "directory/transaction.h"
#include "wire/record.h"

namespace muster::dialects::capillary {

// One item of a batch as the client sent it, because answers echo it.
struct MemberItem {
    std::optional<std::int64_t> user;
    model::TextList permissions;
    bool has_permissions = false;
    bool is_primary = false;
    std::optional<bool> is_default; // nullopt: not given
    bool is_active = false;
    std::optional<Error> error; // set by read_items() or apply_to_items()
};

// An item as answers show it.
struct MemberItemView {
    const MemberItem& item;
    std::int64_t group; // the id by which clients know it
};
const wire::Record<MemberItemView>& member_item_record();

// 1644 when there are none, 1060 when there are too many. A bad item is returned with its error.
Result<std::vector<MemberItem>> read_items(const RequestContext& call);

// Runs inside the write: applies the function to each item that has no error. A numbered problem
// becomes the error of its item and the others go on; any other error fails the whole write.
using ItemFunction = std::function<Result<void>(MemberItem&)>;
Result<void> apply_to_items(std::vector<MemberItem>& items, const ItemFunction& apply);

std::string write_batch(const std::vector<MemberItem>& items, std::int64_t group);

} // namespace muster::dialects::capillary
