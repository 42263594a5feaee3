// The feed of orders from which customers have their figures: as little of orders as that needs.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::ecwid {

Json order_schema();
Json order_body_schema();

Result<http::Response> list_orders(Call& call);
Result<http::Response> create_order(Call& call);
Result<http::Response> remove_order(Call& call);
Result<http::Response> list_customer_orders(Call& call);

} // namespace muster::dialects::ecwid
