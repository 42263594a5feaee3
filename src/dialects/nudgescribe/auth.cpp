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

muster::Failure wrong_context()
{
    return fail(Code::unauthenticated, "context",
                "The x-auth-context is not valid for this account");
}

// {"api_access": true, "api_code": "<account>"}
Result<void> check_auth_context(const RequestContext& call)
{
    const auto header = trim(call.request.header("x-auth-context"));
    if (header.empty()) return {};
    const auto context = parse_json(header, limits::json_depth);
    if (!context || !context->is_object()) return wrong_context();
    const Json* access = context->find("api_access");
    const Json* code = context->find("api_code");
    if (access == nullptr || access->as_bool() == nullptr || !*access->as_bool()) {
        return wrong_context();
    }
    if (code == nullptr || code->as_text() == nullptr) return wrong_context();
    const auto account = TRY(shown_account_id(call, call.principal.account, call.principal.tenant));
    return *code->as_text() == account ? Result<void>{} : wrong_context();
}

Result<void> check_sent_key(const RequestContext& call)
{
    if (trim(call.request.header("x-api-key")).empty()) return {};
    const auto key = TRY(find_api_key(call));
    return key.account == call.principal.account ? Result<void>{} : wrong_credentials();
}

// The headers that calls of campaigns, messages and reruns may have (promise 57). Other calls
// ignore them.
Result<void> read_context_headers(RequestContext& call)
{
    const auto path = call.route == nullptr ? std::string_view{} : call.route->path;
    const bool is_rerun = path.starts_with("/v1/campaign/rerun/");
    if (!path.starts_with("/v1/campaign/") && !path.starts_with("/v1/messages/")) return {};
    call.end_user_address = trim(call.request.header("x-ip"));
    TRY(check_auth_context(call));
    return is_rerun ? Result<void>{} : check_sent_key(call);
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
    return read_context_headers(call);
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
