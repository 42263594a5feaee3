// /v1/session: a person logs in in a browser, and logs out. The token of the session travels in a
// cookie that scripts cannot read.
#include "base/instant.h"
#include "dialects/login_guard.h"
#include "dialects/native/body.h"
#include "dialects/native/handlers.h"
#include "dialects/native/identity/auth.h"
#include "dialects/native/native.h"
#include "dialects/native/reply.h"
#include "dialects/sessions.h"

namespace muster::dialects::native {

namespace {

// What somebody logs in with: one of three ways.
struct LoginForm {
    std::optional<std::string> login;
    std::optional<std::string> password;
    std::optional<std::string> key;
    std::optional<std::string> token;
};

Result<LoginForm> read_login(const RequestContext& call)
{
    auto body = TRY(read_body(call));
    LoginForm form;
    form.login = TRY(take_text(body, "login"));
    form.password = TRY(take_text(body, "password"));
    form.key = TRY(take_text(body, "key"));
    form.token = TRY(take_text(body, "token"));
    TRY(refuse_others(body));
    if (form.login.has_value() != form.password.has_value()) {
        return bad_member(form.login ? "/password" : "/login", "is required with the other",
                          Code::missing_field);
    }
    const int ways =
        int{form.login.has_value()} + int{form.key.has_value()} + int{form.token.has_value()};
    if (ways != 1) {
        return bad_member(ways == 0 ? "/login" : "/key",
                          "give login and password, or a key, or a token",
                          ways == 0 ? Code::missing_field : Code::invalid_value);
    }
    return form;
}

Result<model::Credential> check_login_form(const RequestContext& call, const LoginForm& form)
{
    if (form.login) return check_login(call, native_name, *form.login, *form.password);
    if (form.key) return call.services.identity.by_key(native_name, *form.key);
    return end_token(call.services, native_name, *form.token, SignedTokenUse::entrance);
}

// Max-Age 0 removes the cookie.
http::Header cookie(const RequestContext& call, const std::string& token,
                    std::chrono::seconds max_age)
{
    std::string text = std::string(session_cookie) + '=' + token +
                       "; Path=/v1; Max-Age=" + std::to_string(max_age.count()) +
                       "; HttpOnly; SameSite=Strict";
    if (call.base_url().starts_with("https:")) text += "; Secure";
    return {"Set-Cookie", std::move(text)};
}

} // namespace

HandlerResult open_session(RequestContext& call)
{
    // Another site could otherwise log a person in as somebody else.
    const bool is_browser =
        call.request.has_header("Origin") || call.request.has_header("Sec-Fetch-Site");
    if (is_browser) TRY(check_own_origin(call));
    const auto form = TRY(read_login(call));
    const auto credential = TRY(check_login_form(call, form));
    const auto session = make_signed_token(call.services, credential, SignedTokenUse::session);
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("principal").text(credential.name);
    out.name("credential_id").integer(credential.id.value);
    out.name("expires_at").text(format_rfc3339(session.expires_at)).end_object();
    auto response = json_response(std::move(body), 201);
    response.headers.push_back(cookie(call, session.text, limits::session_age));
    response.headers.push_back({"Cache-Control", "no-store"});
    return response;
}

HandlerResult end_session(RequestContext& call)
{
    const auto token = session_token(call.request);
    if (token.empty()) return fail(Code::not_found, "session", "this call has no session");
    TRY(end_token(call.services, native_name, token, SignedTokenUse::session));
    auto response = reply_nothing();
    response.headers.push_back(cookie(call, {}, std::chrono::seconds{0}));
    return response;
}

} // namespace muster::dialects::native
