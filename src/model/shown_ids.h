// The ids that clients see of many customers or groups, for answers that have no rows of them.
#pragma once

#include <map>
#include <span>

#include "model/store.h"

namespace muster::model {

class ShownIds {
public:
    // E is Customer or Group. One look-up where the tenant has no vendor numbers of that kind.
    template <class E>
    static Result<ShownIds> load(const Rows& rows, TenantId tenant, std::string_view dialect,
                                 std::span<const std::int64_t> ids);

    std::int64_t of(std::int64_t id) const
    {
        const auto found = numbers_.find(id);
        return found == numbers_.end() ? id : found->second;
    }

private:
    std::map<std::int64_t, std::int64_t> numbers_; // of those that have one
};

} // namespace muster::model
