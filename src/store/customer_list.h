// A compact text for a list of rising customer ids: in the log, one entry stands for many customers
// that enter or leave a group (drawn in docs/files.md).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster::store {

// The ids rise and are above 0.
std::string encode_customers(std::span<const std::int64_t> ids);
// nullopt when the text is damaged.
std::optional<std::vector<std::int64_t>> decode_customers(std::string_view text);

} // namespace muster::store
