// Which customer a row of a bulk write names.
#pragma once

#include "directory/customers.h"

namespace muster::directory {

// By its id, else by its keys in their order; nullopt when nobody has them. not_found for an id.
Result<std::optional<Customer>> find_row(Transaction& transaction, const CustomerRow& row);

} // namespace muster::directory
