// The calls of this API, one function each; routes.cpp lists them.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::nudgescribe {

extern const Demo demo;

Result<void> authenticate(Call& call);
http::Response render(const Call& call, const Failure& failure);

Result<http::Response> log_in(Call& call);
Result<http::Response> renew(Call& call);

Result<http::Response> create_group(Call& call);
Result<http::Response> list_groups(Call& call);
Result<http::Response> update_group(Call& call);
Result<http::Response> remove_group(Call& call);

Result<http::Response> check_customers(Call& call);
Result<http::Response> count_pages(Call& call);
Result<http::Response> list_customers(Call& call);
Result<http::Response> update_customers(Call& call);
Result<http::Response> remove_customers(Call& call);

} // namespace muster::dialects::nudgescribe
