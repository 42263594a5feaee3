// Authentication: a bearer key belongs to one business (promises 1 and 2).
#include <algorithm>

#include "base/text.h"
#include "dialects/xtrakit/fields.h"
#include "dialects/xtrakit/handlers.h"
#include "dialects/xtrakit/reply.h"

namespace muster::dialects::xtrakit {

namespace {

// Empty when the header is absent or of another scheme.
std::string_view bearer_of(const http::Request& request)
{
    const std::string_view header = trim(request.header("authorization"));
    const auto blank = std::min(header.find(' '), header.size());
    if (!equal_ignoring_ascii_case(header.substr(0, blank), "bearer")) return {};
    return trim(header.substr(blank));
}

} // namespace

Result<void> authenticate(RequestContext& call)
{
    const auto secret = bearer_of(call.request);
    if (secret.empty())
        return fail(Code::unauthenticated, std::string(missing_token), "no bearer key");
    const auto credential = TRY(call.services.identity.by_key("xtrakit", secret));
    const auto tenant = call.services.identity.tenant(credential.tenant);
    if (!tenant && tenant.error().code != Code::not_found) return fail(tenant.error());
    if (!tenant) return fail(Code::unauthenticated, "key", "the key names no business");
    call.principal = directory::principal_of(credential);
    call.principal.tenant = tenant->id;
    call.tenant = *tenant;
    return {};
}

Result<http::Response> show_user(RequestContext& call)
{
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("user").begin_object();
    write_owner(out, call.tenant);
    out.end_object().end_object();
    return reply("User authenticated", body);
}

} // namespace muster::dialects::xtrakit
