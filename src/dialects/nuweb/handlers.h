// The calls of this API, one function each; routes.cpp lists them.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::nuweb {

Result<void> authenticate(Call& call);
http::Response render(const Call& call, const Failure& failure);
extern const Demo demo;
void finish(const Call& call, http::Response& response);

Result<http::Response> login(Call& call);
Result<http::Response> show_user(Call& call);
Result<http::Response> reset_password(Call& call);

Result<http::Response> list_customers(Call& call);
Result<http::Response> get_customer(Call& call);
Result<http::Response> create_customer(Call& call);
Result<http::Response> update_customer(Call& call);
Result<http::Response> remove_customer(Call& call);

Result<http::Response> add_members(Call& call);
Result<http::Response> remove_members(Call& call);

Result<http::Response> sign_customer_on(Call& call);
Result<http::Response> revoke_customer_token(Call& call);

Result<http::Response> list_companies(Call& call);
Result<http::Response> list_countries(Call& call);
Result<http::Response> list_currencies(Call& call);

} // namespace muster::dialects::nuweb
