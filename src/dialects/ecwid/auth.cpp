// Finds the store and the token of a request. Knows no entity of the store.
#include "dialects/ecwid/auth.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/ecwid/ecwid.h"
#include "dialects/ecwid/errors.h"
#include "dialects/ecwid/settings.h"

namespace muster::dialects::ecwid {

namespace {

// The path is "/api/v3/{storeId}/…" on a port of this API alone, and "/ecwid/api/v3/{storeId}/…"
// elsewhere. A path without a route has no parameters, but its caller is authenticated, too.
std::optional<std::string_view> store_segment(const RequestContext& call)
{
    if (const auto store = call.parameter("storeId"); !store.empty()) return store;
    const auto& segments = call.request.segments;
    for (std::size_t at = 0; at < 2 && at + 2 < segments.size(); ++at) {
        if (segments[at] == "api" && segments[at + 1] == "v3") return segments[at + 2];
    }
    return std::nullopt;
}

// The header when its scheme is Bearer, else the query parameter: some clients send ?token= and an
// Authorization header with another scheme.
std::string_view token_of(const http::Request& request)
{
    const std::string_view header = trim(request.header("Authorization"));
    const auto blank = header.find_first_of(" \t");
    if (equal_ignoring_ascii_case(header.substr(0, blank), "bearer")) {
        return blank == header.npos ? std::string_view{} : trim(header.substr(blank));
    }
    return request.parameter("token").value_or(std::string_view{});
}

muster::Failure invalid_token()
{
    return fail(Code::unauthenticated, "token", "Invalid access token");
}

} // namespace

Result<model::Tenant> find_store(const RequestContext& call)
{
    const auto segment = store_segment(call);
    if (!segment) return path_not_found();
    const auto id = parse_integer(*segment);
    if (!id || *id < 1 || !std::all_of(segment->begin(), segment->end(), [](char c) {
            return c >= '0' && c <= '9';
        })) {
        return store_not_found();
    }
    auto store = call.services.identity.tenant_of_number(dialect_name, std::to_string(*id));
    if (!store && store.error().code == Code::not_found) return store_not_found();
    return store;
}

Result<void> authenticate(RequestContext& call)
{
    call.tenant = TRY(find_store(call));
    const std::string_view token = token_of(call.request);
    if (token.empty()) return invalid_token();
    const auto credential = TRY(call.services.identity.by_key(dialect_name, token));
    call.principal = directory::principal_of(credential);
    if (!directory::check_reach(call.principal, call.tenant)) return invalid_token();
    call.principal.tenant = call.tenant.id;
    if (model::flag_setting(call.tenant, store_settings::is_suspended)) {
        return fail(Code::forbidden, "suspended", "Store is suspended");
    }
    return {};
}

Result<void> refuse_public(const RequestContext& call)
{
    if (!call.principal.has_scope("public")) return {};
    return fail(Code::forbidden, "scope", "Access scope required: a secret token");
}

} // namespace muster::dialects::ecwid
