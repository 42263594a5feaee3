// Finds the credential of the bearer key or of the session, and the tenant in which the call acts.
#include "dialects/native/identity/auth.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/native/errors.h"
#include "dialects/native/native.h"
#include "dialects/sessions.h"

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

Result<model::Credential> presented_credential(const RequestContext& call)
{
    const auto& services = call.services;
    const auto token = session_token(call.request);
    if (token.empty() || call.request.has_header("Authorization")) {
        return services.identity.by_key(native_name, bearer_token(call.request));
    }
    TRY(check_own_origin(call));
    return credential_of_token(services, native_name, token, SignedTokenUse::session);
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

std::string_view session_token(const http::Request& request)
{
    for (const auto& header : request.headers) {
        if (!http::same_name(header.name, "Cookie")) continue;
        for (const std::string_view pair : split(header.value, ';')) {
            const auto equals = pair.find('=');
            if (equals == pair.npos || trim(pair.substr(0, equals)) != session_cookie) continue;
            return trim(pair.substr(equals + 1));
        }
    }
    return {};
}

Result<void> check_own_origin(const RequestContext& call)
{
    const std::string_view origin = call.request.header("Origin");
    const std::string_view site = call.request.header("Sec-Fetch-Site");
    const bool reads = call.request.verb == http::Verb::get;
    const auto own = call.base_url();
    // Only the host is compared: a proxy in front may speak TLS while this server does not.
    const auto host_of = [](std::string_view url) {
        const auto at = url.find("://");
        return at == url.npos ? std::string_view{} : url.substr(at + 3);
    };
    const bool is_other_origin = !origin.empty() && host_of(origin) != host_of(own);
    const bool is_other_site = !site.empty() && site != "same-origin" && !(reads && site == "none");
    const bool says_nothing = origin.empty() && site.empty();
    if (!is_other_origin && !is_other_site && (reads || !says_nothing)) return {};
    return fail(Code::forbidden, "origin",
                "a session can be used only by the page of this server; programs send a key");
}

Result<void> authenticate(RequestContext& call)
{
    const auto credential = TRY(presented_credential(call));
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
