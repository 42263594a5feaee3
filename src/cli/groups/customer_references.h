// Finds customers as people name them: by id, external id or e-mail.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/native_api.h"

namespace muster::cli {

// The ids of the customers, in the same order. A reference may say what it is: id:12,
// external_id:12, email:ann@example.org. Otherwise it is whatever finds exactly one customer.
// not_found names those that find nobody, conflict those that find several. Any number of
// references; asks the server for many at once.
Result<std::vector<std::int64_t>> find_customers(NativeApi& api,
                                                 const std::vector<std::string>& references);

// The same for one.
Result<std::int64_t> find_customer(NativeApi& api, const std::string& reference);

} // namespace muster::cli
