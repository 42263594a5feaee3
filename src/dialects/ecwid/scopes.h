// The scopes of this API, and what each allows.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::ecwid {

// The scopes of the vendor that calls of customers need. `public` takes powers away.
inline constexpr ScopeRow scope_rows[] = {
    {"public", can_nothing},
    {"read_customers", can_read},
    {"create_customers", can_write},
    {"update_customers", can_write},
    {"read_customers_extrafields", can_read},
    {"update_customers_extrafields", can_manage},
    {"delete_customers_extrafields", can_manage},
    {"read_store_profile", can_read},
    {"read_orders", can_read},
    {"create_orders", can_write},
    {"update_orders", can_write},
};

} // namespace muster::dialects::ecwid
