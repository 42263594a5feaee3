// Small calls about the store, the token, countries and states, which clients for customers make,
// too.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::ecwid {

Result<http::Response> get_profile(Call& call);
Result<http::Response> get_latest_stats(Call& call);
Result<http::Response> get_token_info(Call& call);
Result<http::Response> list_countries(Call& call);
Result<http::Response> list_states(Call& call);

} // namespace muster::dialects::ecwid
