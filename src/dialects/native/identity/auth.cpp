// Finds the credential of the bearer key, and the tenant in which the call acts.
#include "dialects/native/identity/auth.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/native/errors.h"
#include "dialects/native/native.h"

namespace muster::dialects::native {

namespace {

// The token after "Bearer "; empty when the header is absent or of another scheme.
std::string_view bearer_token(const http::Request& request)
{
    constexpr std::string_view scheme = "bearer ";
    const std::string_view header = trim(request.header("Authorization"));
    if (!equal_ignoring_ascii_case(header.substr(0, scheme.size()), scheme)) return {};
    return trim(header.substr(scheme.size()));
}

// Promise 2: a tenant that the key may not use gets the same answer as one that does not exist.
Result<model::Tenant> reached_tenant(const RequestContext& call, std::string_view name)
{
    auto tenant = directory::find_tenant(call.rows(), name);
    const bool unknown = !tenant && tenant.error().code == Code::not_found;
    if (!tenant && !unknown) return tenant;
    if (unknown || !directory::check_reach(call.principal, *tenant)) {
        return bad_header("Muster-Tenant", "the key reaches no tenant of this id or slug",
                          Code::not_found);
    }
    return tenant;
}

} // namespace

Result<void> authenticate(RequestContext& call)
{
    const auto credential =
        TRY(call.services.identity.by_key(native_name, bearer_token(call.request)));
    call.principal = directory::principal_of(credential);
    if (credential.account || credential.tenant) {
        std::erase(call.principal.scopes, "admin"); // only keys of the system tenant administer
    }
    const std::string_view named = trim(call.request.header("Muster-Tenant"));
    if (!named.empty()) {
        call.tenant = TRY(reached_tenant(call, named));
    } else if (credential.tenant) {
        call.tenant = TRY(call.services.identity.tenant(credential.tenant));
    }
    call.principal.tenant = call.tenant.id;
    return {};
}

} // namespace muster::dialects::native
