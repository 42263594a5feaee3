// The calls of this API, one function each; routes.cpp lists them.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::xtrakit {

Result<void> authenticate(Call& call);
http::Response render(const Call& call, const Failure& failure);
extern const Demo demo;

Result<http::Response> show_user(Call& call);

Result<http::Response> list_groups(Call& call);
Result<http::Response> get_group(Call& call);
Result<http::Response> create_group(Call& call);
Result<http::Response> update_group(Call& call);
Result<http::Response> remove_group(Call& call);

Result<http::Response> list_customers(Call& call);
Result<http::Response> get_customer(Call& call);
Result<http::Response> create_customer(Call& call);
Result<http::Response> update_customer(Call& call);
Result<http::Response> remove_customer(Call& call);

} // namespace muster::dialects::xtrakit
