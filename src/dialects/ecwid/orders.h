// The calls on orders. They cover only what the figures of customers need (number of orders, sales
// value, dates, products); there is no shop behind them.
#pragma once

#include "dialects/dialect.h"
#include "dialects/ecwid/customers/customer_extras.h"
#include "wire/record.h"

namespace muster::dialects::ecwid {

struct PlacedOrder {
    const model::Customer& customer;
    const CustomerOrder& order;
};
const wire::Record<PlacedOrder>& order_record();

Result<http::Response> list_orders(RequestContext& call);
Result<http::Response> create_order(RequestContext& call);
Result<http::Response> remove_order(RequestContext& call);
Result<http::Response> list_customer_orders(RequestContext& call);

} // namespace muster::dialects::ecwid
