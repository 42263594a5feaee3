// Calls on many customers at once, which the vendor's own client makes: the choices of its filters,
// lists of ids, mass updates (promises 19 and 20).
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::ecwid {

Result<http::Response> list_customer_filters(RequestContext& call);
Result<http::Response> list_locations(RequestContext& call);
Result<http::Response> list_products(RequestContext& call);
Result<http::Response> list_customer_ids(RequestContext& call);
Result<http::Response> update_customers(RequestContext& call);

} // namespace muster::dialects::ecwid
