// The calls about the store, the token, countries and states that clients of the customer API also
// make.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::ecwid {

Result<http::Response> get_profile(RequestContext& call);
Result<http::Response> get_latest_stats(RequestContext& call);
Result<http::Response> get_token_info(RequestContext& call);
Result<http::Response> list_countries(RequestContext& call);
Result<http::Response> list_states(RequestContext& call);

} // namespace muster::dialects::ecwid
