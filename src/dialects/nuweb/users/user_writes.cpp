// Creates, changes, suspends and restores the users of a company. A caller never gives a user more
// rights than the user has: rights are scopes, which administrators set through the native API.
#include <algorithm>

#include "base/text.h"
#include "dialects/nuweb/codecs.h"
#include "dialects/nuweb/documents.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/languages/language.h"
#include "dialects/nuweb/nuweb.h"
#include "dialects/nuweb/users/user_details.h"
#include "dialects/nuweb/users/users.h"
#include "directory/credentials.h"

namespace muster::dialects::nuweb {

namespace {

using wire::Access;

constexpr std::string_view registration_sources[] = {"web", "api", "app"};
constexpr std::size_t random_password_chars = 43; // 256 bits; only the hash is stored

struct UserBody {
    std::int64_t id = 0; // of an update
    std::string name;
    std::string email;
    std::string password;
    std::string registration_source;
    std::optional<bool> accepts_terms;
    std::optional<bool> accepts_privacy;
    std::optional<bool> accepts_emails;
    std::vector<std::int64_t> roles;
    std::vector<std::int64_t> visibility_groups;
};

constexpr auto password_of_user = wire::row<&UserBody::password>("password", line_codec)
                                      .about("At least 10 characters. Stored as a hash.");

constexpr auto new_user_table = wire::record(
    {"NewCompanyUser"}, wire::row<&UserBody::name>("name", line_codec, Access::required),
    wire::row<&UserBody::email>("email", line_email_codec, Access::required)
        .about("The login; in a space of the company."),
    password_of_user,
    wire::row<&UserBody::registration_source>("registrationSource", line_codec)
        .about("web, api or app.", R"("api")"));

constexpr auto changed_user_table = wire::record(
    {"ChangedCompanyUser"},
    wire::row<&UserBody::id>("id", wire::lenient_integer_codec, Access::required)
        .about("The user to change.", "1"),
    wire::row<&UserBody::name>("name", line_codec),
    wire::row<&UserBody::email>("email", line_email_codec).about("The login."), password_of_user,
    wire::row<&UserBody::accepts_terms>("acceptedTerms", wire::lenient_boolean_codec),
    wire::row<&UserBody::accepts_privacy>("acceptedPrivacy", wire::lenient_boolean_codec),
    wire::row<&UserBody::accepts_emails>("acceptedEmailOptIn", wire::lenient_boolean_codec),
    wire::values<&UserBody::roles>("roles", wire::lenient_integer_codec)
        .about("Ids. They are stored and give no rights."),
    wire::values<&UserBody::visibility_groups>("visibilityGroups", wire::lenient_integer_codec)
        .about("Ids. They are stored and hide nothing."));

struct UserMessage {
    std::string message;
};
constexpr auto user_message_table =
    wire::record({"UserMessage"},
                 wire::row<&UserMessage::message>("message", wire::text_codec, Access::read_only));

void check_password(const UserBody& body, FieldProblems& problems)
{
    if (body.password.empty() || count_chars(body.password) >= limits::password_chars) return;
    problems.add("password", "The password must be at least " +
                                 std::to_string(limits::password_chars) + " characters.");
}

Result<UserBody> read_new_user(const RequestContext& call)
{
    UserBody body;
    FieldProblems problems;
    problems.add(wire::read_members<UserBody>(TRY(read_body(call)), new_user_table, body,
                                              {.purpose = wire::Purpose::create}));
    check_password(body, problems);
    if (!body.email.empty()) problems.add(check_email_space(call, body.email));
    const bool is_known = std::ranges::find(registration_sources, body.registration_source) !=
                          std::end(registration_sources);
    if (body.registration_source.empty()) {
        body.registration_source = "api";
    } else if (!is_known) {
        problems.add("registrationSource", "must be web, api or app.");
    }
    TRY(problems.result());
    return body;
}

Result<UserBody> read_changed_user(const Json& json)
{
    UserBody body;
    FieldProblems problems;
    problems.add(wire::read_members<UserBody>(json, changed_user_table, body));
    check_password(body, problems);
    const auto require = [&](std::string_view name, bool is_empty) {
        if (is_empty) problems.add(name, "is required", Code::missing_field);
    };
    require("id", json.find("id") == nullptr);
    require("name", json.find("name") != nullptr && body.name.empty());
    require("email", json.find("email") != nullptr && body.email.empty());
    TRY(problems.result());
    return body;
}

// The time of the first consent stays.
void accept(std::optional<Time>& accepted_at, std::optional<bool> accepts, Time now)
{
    if (!accepts) return;
    if (!*accepts) return accepted_at.reset();
    if (!accepted_at) accepted_at = now;
}

void change_details(model::Credential& user, const Json& json, const UserBody& body, Time now)
{
    auto details = details_of(user);
    accept(details.accepted_terms_at, body.accepts_terms, now);
    accept(details.accepted_privacy_at, body.accepts_privacy, now);
    accept(details.accepted_email_opt_in_at, body.accepts_emails, now);
    if (json.find("roles") != nullptr) details.roles = body.roles;
    if (json.find("visibilityGroups") != nullptr) {
        details.visibility_groups = body.visibility_groups;
    }
    store_details(user, details);
}

Result<void> change_user(const RequestContext& call, model::Credential& user, const Json& json,
                         const UserBody& body, const std::string& hash)
{
    TRY(check_rank(call, user));
    if (!body.name.empty()) user.name = body.name;
    if (!body.email.empty() && fold(body.email) != fold(user.login)) {
        TRY(check_email_space(call, body.email));
    }
    if (!body.email.empty()) user.login = body.email;
    if (!hash.empty()) {
        user.secret_hash = hash;
        user.previous_hash.clear();
        user.previous_until.reset();
    }
    change_details(user, json, body, call.directory().clock().now());
    return {};
}

// {"message": "User 'John Doe' suspended successfully!"}
http::Response done_response(const RequestContext& call, const model::Credential& user,
                             std::string_view done)
{
    const auto& name = user.name.empty() ? user.login : user.name;
    return record_response<UserMessage>(
        user_message_table,
        {in_language_of(call, "User '" + name + "' " + std::string(done) + " successfully!")});
}

} // namespace

const wire::AnyRecord& new_company_user_body() { return new_user_table; }
const wire::AnyRecord& changed_company_user_body() { return changed_user_table; }
const wire::AnyRecord& company_user_message() { return user_message_table; }

Result<void> check_rank(const RequestContext& call, const model::Credential& user)
{
    for (const auto& scope : user.scopes) {
        if (call.principal.has_scope(scope)) continue;
        return fail(Code::forbidden, "user", "the user may do more than the caller");
    }
    return {};
}

Result<void> check_email_space(const RequestContext& call, std::string_view email)
{
    if (directory::has_login_space(call.tenant, email)) return {};
    return fail(Code::invalid_value, "email",
                "The email must be in a space of the company: an administrator gives them by the "
                "company's setting logins.");
}

Result<model::Credential> draft_user(const RequestContext& call, const NewUser& user)
{
    model::Credential draft;
    draft.dialect = dialect_name;
    draft.kind = model::CredentialKind::login;
    draft.tenant = call.tenant.id;
    draft.login = user.email;
    draft.name = user.name;
    const auto unknown = random_token(call.directory().random(), random_password_chars);
    draft.secret_hash = TRY(hash_password(user.password.empty() ? unknown : user.password));
    UserDetails details;
    details.registration_source = user.registration_source;
    store_details(draft, details);
    return draft;
}

Result<model::Credential> with_user_names(Result<model::Credential> written)
{
    if (written) return written;
    Error error = std::move(written).error();
    if (error.subject == "login") error.subject = "email";
    if (error.subject == "extras") error.subject = "roles";
    if (error.code == Code::not_found) error.subject = "user";
    return fail(std::move(error));
}

Result<http::Response> create_user(RequestContext& call)
{
    const auto body = TRY(read_new_user(call));
    const auto draft =
        TRY(draft_user(call, {body.email, body.name, body.password, body.registration_source}));
    const auto user = TRY(with_user_names(write_user(
        call, [&](directory::Transaction& t) { return directory::create_credential(t, draft); })));
    return user_response(UserDocument(ResourceView::whole("users")), user);
}

Result<http::Response> update_user(RequestContext& call)
{
    const auto json = TRY(read_body(call));
    const auto body = TRY(read_changed_user(json));
    const auto hash = body.password.empty() ? std::string{} : TRY(hash_password(body.password));
    const auto user = TRY(with_user_names(
        write_user(call, [&](directory::Transaction& t) -> Result<model::Credential> {
            const auto known = TRY(find_user_by_id(call, t.rows(), body.id, WhichUsers::working));
            return directory::update_credential(t, known.id, [&](model::Credential& changed) {
                return change_user(call, changed, json, body, hash);
            });
        })));
    return user_response(UserDocument(ResourceView::whole("users")), user);
}

// Marks the user before it is revoked, so that only such users can be restored here.
Result<http::Response> suspend_user(RequestContext& call)
{
    const auto user = TRY(with_user_names(
        write_user(call, [&](directory::Transaction& t) -> Result<model::Credential> {
            const auto known = TRY(find_user(call, t.rows(), WhichUsers::working));
            TRY(check_rank(call, known));
            TRY(directory::update_credential(t, known.id,
                                             [](model::Credential& marked) -> Result<void> {
                                                 auto details = details_of(marked);
                                                 details.is_suspended = true;
                                                 store_details(marked, details);
                                                 return {};
                                             }));
            return directory::revoke_credential(t, known.id);
        })));
    return done_response(call, user, "suspended");
}

// A suspended user is found by e-mail by reading all users, so that is done before the write.
Result<http::Response> restore_user(RequestContext& call)
{
    const auto id = TRY(find_user(call, call.rows(), WhichUsers::restorable)).id;
    const auto user = TRY(with_user_names(
        write_user(call, [&](directory::Transaction& t) -> Result<model::Credential> {
            const auto known =
                TRY(find_user_by_id(call, t.rows(), id.value, WhichUsers::restorable));
            TRY(check_rank(call, known));
            if (!known.revoked_at) return known;
            return directory::restore_credential(t, known.id,
                                                 [](model::Credential& marked) -> Result<void> {
                                                     auto details = details_of(marked);
                                                     details.is_suspended = false;
                                                     store_details(marked, details);
                                                     return {};
                                                 });
        })));
    return done_response(call, user, "restored");
}

} // namespace muster::dialects::nuweb
