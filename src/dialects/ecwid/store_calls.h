// Small calls about the store, the token, countries and states, which clients for customers make,
// too.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::ecwid {

Result<http::Response> get_profile(RequestContext& call);
Result<http::Response> get_latest_stats(RequestContext& call);
Result<http::Response> get_token_info(RequestContext& call);
Result<http::Response> list_countries(RequestContext& call);
Result<http::Response> list_states(RequestContext& call);

} // namespace muster::dialects::ecwid
