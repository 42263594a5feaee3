// Authentication. A user logs in with e-mail, password and an API key of the same account; every
// other call presents the token from that log-in (promises 1 to 3).
#include "base/text.h"
#include "dialects/login_guard.h"
#include "dialects/nudgescribe/documents.h"
#include "dialects/nudgescribe/handlers.h"
#include "dialects/nudgescribe/request.h"
#include "dialects/nudgescribe/tokens.h"

namespace muster::dialects::nudgescribe {

namespace {

// The same error for every cause, so that an attacker cannot learn which part was right.
muster::Failure wrong_credentials()
{
    return fail(Code::unauthenticated, "credential", "The API key, email or password is not valid");
}

Result<model::Credential> find_api_key(const RequestContext& call)
{
    const auto header = trim(call.request.header("x-api-key"));
    auto key = call.services.identity.by_key(dialect_name, header);
    if (!key && key.error().code == Code::unauthenticated) return wrong_credentials();
    return key;
}

Result<model::Credential> find_user(const RequestContext& call, const RequestBody& request)
{
    const auto email = TRY(request.required_text("email"));
    const auto password = TRY(request.required_text("password"));
    auto found = check_login(call, dialect_name, trim(email), password);
    if (!found && found.error().code == Code::unauthenticated) return wrong_credentials();
    return found;
}

constexpr auto login_table =
    wire::record({"Login"}, body_key("email", "Of the user.", wire::Access::required),
                 body_key("password", "Of the user.", wire::Access::required));

} // namespace

const wire::AnyRecord& login_body() { return login_table; }

Result<void> authenticate(RequestContext& call)
{
    const auto user = TRY(user_of_token(call, TokenUse::access));
    call.principal = directory::principal_of(user);
    return {};
}

Result<http::Response> log_in(RequestContext& call)
{
    const auto key = find_api_key(call);
    if (!key && key.error().code != Code::unauthenticated) return fail(key.error());
    const auto request = TRY(read_request(call));
    TRY(request.check_required());
    // Also with a wrong key, so that the time of the answer does not say which part was wrong.
    const auto user = TRY(find_user(call, request));
    if (!key || user.account != key->account) return wrong_credentials();
    return token_reply(call, user);
}

Result<http::Response> renew(RequestContext& call)
{
    const auto user = TRY(user_of_token(call, TokenUse::refresh));
    return token_reply(call, user);
}

} // namespace muster::dialects::nudgescribe
