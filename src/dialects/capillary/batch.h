// Batches about members (W2): items in, one entry for each out (promise 12).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dialects/capillary/errors.h"
#include "directory/transaction.h"

namespace muster::dialects::capillary {

// One item of a batch, as given: answers echo it.
struct MemberItem {
    std::optional<std::int64_t> user;
    model::TextList permissions;
    bool has_permissions = false;
    bool is_primary = false;
    std::optional<bool> is_default; // none: not said
    bool is_active = false;
    std::optional<Error> error; // what is wrong with it, before or after the write
};

// 1644 when there are none, 1060 when there are too many.
Result<std::vector<MemberItem>> read_items(const RequestContext& call);

// Does `act` to each good item; a problem of one leaves the others alone, other errors end the
// write. Items get their errors.
using Act = std::function<Result<void>(MemberItem&)>;
Result<void> act_on_items(std::vector<MemberItem>& items, const Act& act);

std::string write_batch(const std::vector<MemberItem>& items, model::GroupId group);

} // namespace muster::dialects::capillary
