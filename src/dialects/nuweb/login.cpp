// Log-in, and the user of a token (promises 1 to 5).
#include "base/text.h"
#include "dialects/nuweb/bodies.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/tokens.h"

namespace muster::dialects::nuweb {

namespace {

struct LoginBody {
    std::string email;
    std::string password;
    std::string device;
};

Result<LoginBody> read_login(const RequestContext& call)
{
    const auto body = TRY(read_body(call));
    FieldProblems problems;
    LoginBody login;
    login.email = read_text(body, "email", Presence::required, problems);
    login.password = read_text(body, "password", Presence::required, problems);
    login.device = read_text(body, "device_name", Presence::optional, problems);
    TRY(problems.result());
    return login;
}

} // namespace

Result<http::Response> login(RequestContext& call)
{
    const auto login = TRY(read_login(call));
    const auto user = call.services.identity.by_password("nuweb", login.email, login.password);
    if (!user && user.error().code != Code::unauthenticated) return fail(user.error());
    if (!user || user->kind != model::CredentialKind::login) {
        return fail(Code::invalid_value, "email", "The provided credentials are incorrect.");
    }
    const auto token = TRY(make_token(call, *user, login.device));
    std::string body;
    JsonWriter(body).begin_object().name("token").text(token).end_object();
    return json_response(std::move(body));
}

Result<http::Response> show_user(RequestContext& call)
{
    const auto user = TRY(call.services.identity.by_id("nuweb", call.principal.credential));
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("user").begin_object();
    out.name("id").integer(user.id.value).name("name").text(user.name);
    out.name("email").text(user.login).end_object().end_object();
    return json_response(std::move(body));
}

// The same answer for known and unknown addresses. Muster sends no mail.
Result<http::Response> reset_password(RequestContext& call)
{
    const auto body = TRY(read_body(call));
    FieldProblems problems;
    const auto email = read_text(body, "email", Presence::required, problems);
    if (!email.empty() && !is_email(email)) problems.add("email", "must be a valid email address.");
    TRY(problems.result());
    std::string answer;
    JsonWriter(answer).begin_object().name("message").text("success").end_object();
    return json_response(std::move(answer));
}

} // namespace muster::dialects::nuweb
