// Who calls: users of an account, by e-mail and password together with an API key of the same
// account, then by token (spec 2.4 and 4).
#include "base/text.h"
#include "dialects/nudgescribe/handlers.h"
#include "dialects/nudgescribe/request.h"
#include "dialects/nudgescribe/tokens.h"

namespace muster::dialects::nudgescribe {

namespace {

// One text for every reason, so that nobody learns which part was right.
muster::Failure refused()
{
    return fail(Code::unauthenticated, "credential", "The API key, email or password is not valid");
}

Result<model::Credential> api_key(const RequestContext& call)
{
    const auto header = trim(call.request.header("x-api-key"));
    auto key = call.services.identity.by_key(call_dialect, header);
    if (!key && key.error().code == Code::unauthenticated) return refused();
    return key;
}

Result<model::Credential> user(const RequestContext& call, const Request& request)
{
    const auto email = TRY(request.required_text("email"));
    const auto password = TRY(request.required_text("password"));
    auto found = call.services.identity.by_password(call_dialect, trim(email), password);
    if (!found && found.error().code == Code::unauthenticated) return refused();
    return found;
}

} // namespace

Result<void> authenticate(RequestContext& call)
{
    const auto user = TRY(user_of_token(call, Use::access));
    call.principal = directory::principal_of(user);
    return {};
}

Result<http::Response> log_in(RequestContext& call)
{
    const auto key = TRY(api_key(call));
    const auto request = TRY(read_request(call, {"email", "password"}));
    TRY(request.check_given({"email", "password"}));
    const auto known = TRY(user(call, request));
    if (known.account != key.account) return refused();
    return token_reply(call, known);
}

Result<http::Response> renew(RequestContext& call)
{
    const auto user = TRY(user_of_token(call, Use::refresh));
    return token_reply(call, user);
}

} // namespace muster::dialects::nudgescribe
