// Generates invented customers for the demonstration. The same seed gives the same customers.
#pragma once

#include <cstdint>
#include <string>

namespace muster::cli {

// CSV with a header row: external_id, name, email, phone, city, country, tenure, plan, spent,
// joined.
std::string generate_customers(std::int64_t count, std::uint64_t seed);

} // namespace muster::cli
