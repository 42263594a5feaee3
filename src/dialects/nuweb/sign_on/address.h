// The signed address of a single sign-on, which leads to a page of the shop or of the admin area.
#pragma once

#include <string>
#include <string_view>

#include "dialects/dialect.h"

namespace muster::dialects::nuweb {

struct SignOnTarget {
    std::int64_t user = 0;        // the customer or admin user, as clients know it
    std::string_view redirect;    // of the body; the parameter of that name stands in for it
    std::string_view usual_page;  // without a redirect, and in place of one that is not accepted
    std::string_view key_purpose; // addresses of customers are none of admin users
};

std::string signed_address(const RequestContext& call, const SignOnTarget& target);

} // namespace muster::dialects::nuweb
