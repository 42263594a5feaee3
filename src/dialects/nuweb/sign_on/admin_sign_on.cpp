// Single sign-on of admin users (promise 57): finds or creates the user, and answers with a signed
// address of the admin area.
#include "dialects/nuweb/bodies.h"
#include "dialects/nuweb/codecs.h"
#include "dialects/nuweb/documents.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/sign_on/address.h"
#include "dialects/nuweb/users/users.h"
#include "directory/credentials.h"

namespace muster::dialects::nuweb {

namespace {

struct AdminSignOnBody {
    std::string email;
    std::string name;
    std::string redirect;
};

constexpr auto admin_sign_on_table = wire::record(
    {"AdminSignOn"},
    wire::row<&AdminSignOnBody::email>("email", line_email_codec, wire::Access::required)
        .about("The login; in a space of the company when the user is new."),
    wire::row<&AdminSignOnBody::name>("name", line_codec).about("Replaces the user's name."),
    wire::row<&AdminSignOnBody::redirect>("redirect", line_codec)
        .about("The path of the page that the address leads to.", R"("/events")"));

struct AdminSignOnAnswer {
    std::int64_t user = 0;
    std::string url;
};

constexpr auto admin_sign_on_answer_table = wire::record(
    {"AdminSignOnAnswer"},
    wire::row<&AdminSignOnAnswer::user>("userId", wire::integer_codec, wire::Access::read_only),
    wire::row<&AdminSignOnAnswer::url>("url", wire::text_codec, wire::Access::read_only)
        .about("The signed address."));

Result<model::Credential> create_admin(const RequestContext& call, const AdminSignOnBody& body)
{
    TRY(check_email_space(call, body.email));
    const auto draft = TRY(draft_user(call, {body.email, body.name, {}, "api"}));
    return write_user(
        call, [&](directory::Transaction& t) { return directory::create_credential(t, draft); });
}

Result<model::Credential> rename_admin(const RequestContext& call, const model::Credential& user,
                                       const std::string& name)
{
    return write_user(call, [&](directory::Transaction& t) {
        return directory::update_credential(t, user.id, [&](model::Credential& admin) {
            admin.name = name;
            return Result<void>{};
        });
    });
}

Result<model::Credential> sign_user_on(const RequestContext& call, const AdminSignOnBody& body)
{
    auto user = find_user_by_email(call, call.rows(), body.email, WhichUsers::restorable);
    if (!user && user.error().code == Code::not_found) return create_admin(call, body);
    if (!user) return user;
    if (user->revoked_at) return fail(Code::forbidden, "user", "the user is suspended");
    TRY(check_rank(call, *user));
    if (body.name.empty() || user->name == body.name) return user;
    return rename_admin(call, *user, body.name);
}

} // namespace

const wire::AnyRecord& admin_sign_on_body() { return admin_sign_on_table; }
const wire::AnyRecord& admin_sign_on_answer() { return admin_sign_on_answer_table; }

Result<http::Response> sign_admin_on(RequestContext& call)
{
    const auto body = TRY(read_body_as<AdminSignOnBody>(call, admin_sign_on_table));
    const auto user = TRY(with_user_names(sign_user_on(call, body)));
    AdminSignOnAnswer answer;
    answer.user = user.id.value;
    answer.url = signed_address(
        call, {answer.user, body.redirect, "/", "nuweb single sign-on of admin users"});
    return record_response<AdminSignOnAnswer>(admin_sign_on_answer_table, answer);
}

} // namespace muster::dialects::nuweb
