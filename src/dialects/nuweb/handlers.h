// The handlers of this API; routes.cpp lists their routes.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::nuweb {

Result<void> authenticate(RequestContext& call);
http::Response render(const RequestContext& call, const Failure& failure);
extern const Demo demo;
void finish(const RequestContext& call, http::Response& response);

Result<http::Response> login(RequestContext& call);
Result<http::Response> show_user(RequestContext& call);
Result<http::Response> reset_password(RequestContext& call);

Result<http::Response> list_customers(RequestContext& call);
Result<http::Response> get_customer(RequestContext& call);
Result<http::Response> create_customer(RequestContext& call);
Result<http::Response> update_customer(RequestContext& call);
Result<http::Response> remove_customer(RequestContext& call);

Result<http::Response> add_members(RequestContext& call);
Result<http::Response> remove_members(RequestContext& call);

Result<http::Response> sign_customer_on(RequestContext& call);
Result<http::Response> revoke_customer_token(RequestContext& call);
Result<http::Response> sign_admin_on(RequestContext& call);

Result<http::Response> list_users(RequestContext& call);
Result<http::Response> get_user(RequestContext& call);
Result<http::Response> create_user(RequestContext& call);
Result<http::Response> update_user(RequestContext& call);
Result<http::Response> suspend_user(RequestContext& call);
Result<http::Response> restore_user(RequestContext& call);

Result<http::Response> capture_responses(RequestContext& call);

Result<http::Response> list_companies(RequestContext& call);
Result<http::Response> get_company(RequestContext& call);
Result<http::Response> list_countries(RequestContext& call);
Result<http::Response> list_currencies(RequestContext& call);

} // namespace muster::dialects::nuweb
