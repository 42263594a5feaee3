// Log-in, and the user of a token (promises 1 to 5).
#include "base/text.h"
#include "dialects/login_guard.h"
#include "dialects/nuweb/bodies.h"
#include "dialects/nuweb/codecs.h"
#include "dialects/nuweb/documents.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/tokens.h"

namespace muster::dialects::nuweb {

namespace {

using wire::Absent;
using wire::Access;

struct LoginBody {
    std::string email;
    std::string password;
    std::string device;
};

constexpr auto login_table =
    wire::record({"LoginBody"}, wire::row<&LoginBody::email>("email", line_codec, Access::required),
                 wire::row<&LoginBody::password>("password", line_codec, Access::required),
                 wire::row<&LoginBody::device>("device_name", line_codec)
                     .about("The client's name for the token."));

struct TokenAnswer {
    std::string token;
};

constexpr auto token_table = wire::record(
    {"Token"}, wire::row<&TokenAnswer::token>("token", wire::text_codec, Access::read_only)
                   .about("Sent as Authorization: Bearer.", R"("12|f3c9…")"));

constexpr auto user_table = wire::partial_record(
    {"User"}, wire::row<&model::Credential::id>("user.id", wire::integer_codec, Access::read_only),
    wire::row<&model::Credential::name>("user.name", wire::text_codec, Access::read_only)
        .with(Absent::empty_text),
    wire::row<&model::Credential::login>("user.email", wire::text_codec, Access::read_only)
        .with(Absent::empty_text));

struct EmailBody {
    std::string email;
};

constexpr auto email_table = wire::record(
    {"EmailBody"}, wire::row<&EmailBody::email>("email", line_email_codec, Access::required));

struct MessageAnswer {
    std::string message;
};

constexpr auto message_table =
    wire::record({"Message"}, wire::row<&MessageAnswer::message>("message", wire::text_codec,
                                                                 Access::read_only));

} // namespace

const wire::AnyRecord& login_body() { return login_table; }
const wire::AnyRecord& token_answer() { return token_table; }
const wire::AnyRecord& user_answer() { return user_table; }
const wire::AnyRecord& email_body() { return email_table; }
const wire::AnyRecord& message_answer() { return message_table; }

Result<http::Response> login(RequestContext& call)
{
    const auto body = TRY(read_body_as<LoginBody>(call, login_table));
    const auto user = check_login(call, "nuweb", body.email, body.password);
    if (!user && user.error().code != Code::unauthenticated) return fail(user.error());
    if (!user || user->kind != model::CredentialKind::login) {
        return fail(Code::invalid_value, "email", "The provided credentials are incorrect.");
    }
    const TokenAnswer answer{TRY(make_token(call, *user, body.device))};
    return record_response<TokenAnswer>(token_table, answer);
}

Result<http::Response> show_user(RequestContext& call)
{
    const auto user = TRY(call.services.identity.by_id("nuweb", call.principal.credential));
    return record_response<model::Credential>(user_table, user);
}

// The same answer for known and unknown addresses. Muster sends no mail.
Result<http::Response> reset_password(RequestContext& call)
{
    TRY(read_body_as<EmailBody>(call, email_table));
    return record_response<MessageAnswer>(message_table, {"success"});
}

} // namespace muster::dialects::nuweb
