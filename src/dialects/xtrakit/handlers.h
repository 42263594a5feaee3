// The handlers of this API, one function per call; routes.cpp lists them.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::xtrakit {

// The subject of the error when a request has no bearer token at all; the vendor words it apart.
inline constexpr std::string_view missing_token = "token";

Result<void> authenticate(RequestContext& call);
http::Response render(const RequestContext& call, const Failure& failure);
extern const Demo demo;

Result<http::Response> show_user(RequestContext& call);

Result<http::Response> list_groups(RequestContext& call);
Result<http::Response> get_group(RequestContext& call);
Result<http::Response> create_group(RequestContext& call);
Result<http::Response> update_group(RequestContext& call);
Result<http::Response> remove_group(RequestContext& call);

Result<http::Response> list_customers(RequestContext& call);
Result<http::Response> get_customer(RequestContext& call);
Result<http::Response> create_customer(RequestContext& call);
Result<http::Response> update_customer(RequestContext& call);
Result<http::Response> remove_customer(RequestContext& call);

} // namespace muster::dialects::xtrakit
