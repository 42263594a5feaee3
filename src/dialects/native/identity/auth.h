// Authentication of the native API.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::native {

// Reads Authorization: Bearer <key>, or without it the cookie of a session; and Muster-Tenant: the
// tenant, for keys that belong to none.
Result<void> authenticate(RequestContext& call);

// The cookie that holds the token of a session.
inline constexpr std::string_view session_cookie = "muster_session";
// The token in the cookie; empty when there is none.
std::string_view session_token(const http::Request& request);

// forbidden when a browser says that a page of another origin makes this call. Browsers send the
// cookie of a session also to pages of another port, so SameSite alone does not suffice.
Result<void> check_own_origin(const RequestContext& call);

} // namespace muster::dialects::native
