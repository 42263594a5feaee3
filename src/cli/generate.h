// Customers that never lived, always the same from one seed: for demonstrations.
#pragma once

#include <cstdint>
#include <string>

namespace muster::cli {

// A CSV with a header: external_id, name, email, phone, city, country, tenure, plan, spent, joined.
std::string generate_customers(std::int64_t count, std::uint64_t seed);

} // namespace muster::cli
