// The names of events, and which changes a webhook or a feed wants.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/query.h"

namespace muster::dialects::native {

// "customer.created", "membership.entered", "job.done"
std::string event_name(const model::Change& change);

struct ChangeFilter {
    std::vector<std::string> events{};  // empty: all
    std::vector<std::int64_t> groups{}; // of groups and memberships; empty: all

    bool wants(const model::Change& change) const;
};

// invalid_value that names all events, when one of them is none.
Result<void> check_events(std::span<const std::string> names);

} // namespace muster::dialects::native
