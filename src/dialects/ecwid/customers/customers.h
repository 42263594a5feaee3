// The calls on customers.
#pragma once

#include "dialects/dialect.h"
#include "wire/record.h"

namespace muster::dialects::ecwid {

// The customer that clients know by this id; not_found "customer" with the text of this API.
Result<model::Customer> find_customer(const model::Rows& rows, model::TenantId store,
                                      std::int64_t id);

const wire::Record<model::Customer>& tombstone_record(); // a deleted customer

Result<http::Response> search_customers(RequestContext& call);
Result<http::Response> get_customer(RequestContext& call);
Result<http::Response> create_customer(RequestContext& call);
Result<http::Response> update_customer(RequestContext& call);
Result<http::Response> remove_customer(RequestContext& call);
Result<http::Response> list_deleted_customers(RequestContext& call);

} // namespace muster::dialects::ecwid
