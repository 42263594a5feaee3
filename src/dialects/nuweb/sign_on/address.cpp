// Signs the address. Muster has no shop, so nothing here accepts the address later.
#include "dialects/nuweb/sign_on/address.h"

#include "base/text.h"
#include "dialects/nuweb/nuweb.h"
#include "model/vendor_numbers.h"
#include "wire/jwt.h"

namespace muster::dialects::nuweb {

namespace {

constexpr std::chrono::minutes address_lifetime{1};

// Only plain paths are accepted, so that the address cannot lead to another host.
bool is_accepted(std::string_view redirect)
{
    const bool is_path = redirect.starts_with('/') && !redirect.starts_with("//");
    return is_path && redirect.find_first_of("?#\\ ") == redirect.npos;
}

std::string_view page_of(const RequestContext& call, const SignOnTarget& target)
{
    const auto redirect = target.redirect.empty()
                              ? call.request.parameter("redirect").value_or(std::string_view{})
                              : target.redirect;
    return is_accepted(redirect) ? redirect : target.usual_page;
}

} // namespace

std::string signed_address(const RequestContext& call, const SignOnTarget& target)
{
    Json claims = Json::object();
    claims.set("sub", Json(target.user));
    claims.set("company", Json(model::shown_id(call.tenant, dialect_name)));
    wire::set_lifetime(claims, call.directory().clock().now(), address_lifetime);
    const auto key = wire::derive_key(call.services.signing_key, target.key_purpose);
    return call.base_url() + std::string(page_of(call, target)) +
           "?signature=" + wire::sign_jwt(claims, key) + "&user=" + std::to_string(target.user);
}

} // namespace muster::dialects::nuweb
