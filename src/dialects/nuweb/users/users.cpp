// Finds and lists the users of a company.
#include "dialects/nuweb/users/users.h"

#include <algorithm>

#include "base/if_found.h"
#include "base/text.h"
#include "dialects/nuweb/documents.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/nuweb.h"
#include "dialects/nuweb/users/user_details.h"
#include "directory/credentials.h"
#include "model/keys.h"
#include "model/pages.h"

namespace muster::dialects::nuweb {

namespace {

using wire::Absent;

muster::Failure no_user() { return fail(Code::not_found, "user", "no such user"); }

bool is_one_of(const model::Credential& user, const RequestContext& call, WhichUsers which)
{
    const bool is_user = user.dialect == dialect_name &&
                         user.kind == model::CredentialKind::login && user.tenant == call.tenant.id;
    if (!is_user) return false;
    if (!user.revoked_at || which == WhichUsers::all) return true;
    return which == WhichUsers::restorable && details_of(user).is_suspended;
}

// The original shows no phone of a user either until one is entered in its screens.
std::string no_phone(const model::Credential&) { return {}; }

constexpr auto attributes_table_of_users = wire::partial_record(
    {"CompanyUserAttributes"},
    wire::row<&model::Credential::name>("name", wire::text_codec, read_only)
        .with(Absent::empty_text),
    wire::row<&model::Credential::login>("email", wire::text_codec, read_only)
        .about("The e-mail is the login."),
    wire::row<no_phone>("phone", wire::text_codec, read_only)
        .with(Absent::null)
        .about("Always null."),
    wire::row<no_phone>("phoneCode", wire::text_codec, read_only)
        .with(Absent::null)
        .about("Always null."),
    wire::row<&model::Credential::created_at>("createdAt", wire::instant_codec, read_only),
    wire::row<&model::Credential::updated_at>("updatedAt", wire::instant_codec, read_only),
    wire::row<&model::Credential::revoked_at>("deletedAt", wire::instant_codec, read_only)
        .with(Absent::null)
        .about("When the user was suspended."));

const wire::Record<model::Credential>& user_record() { return attributes_table_of_users; }

// The resource companyUsers: the user in this company.
struct CompanyUser {
    const model::Credential& user;
    UserDetails details;
};

bool always(const CompanyUser&) { return true; }
std::string no_locale(const CompanyUser&) { return {}; }
const model::Credential& user_of(const CompanyUser& one) { return one.user; }

constexpr auto user_times_table = wire::partial_record(
    {{}}, wire::row<&model::Credential::created_at>("createdAt", wire::instant_codec, read_only),
    wire::row<&model::Credential::updated_at>("updatedAt", wire::instant_codec, read_only),
    wire::row<&model::Credential::revoked_at>("deletedAt", wire::instant_codec, read_only)
        .with(Absent::null));

template <auto member>
std::optional<Time> accepted_at(const CompanyUser& one)
{
    return one.details.*member;
}

constexpr auto company_user_table = wire::record(
    {"CompanyUserState"}, wire::row<always>("isSelected", wire::boolean_codec, read_only),
    wire::row<no_locale>("locale", wire::text_codec, read_only).with(Absent::null),
    wire::row<[](const CompanyUser& one) { return one.details.registration_source; }>(
        "registrationSource", wire::text_codec, read_only)
        .with(Absent::null),
    wire::row<accepted_at<&UserDetails::accepted_terms_at>>("acceptedTermsAt", wire::instant_codec,
                                                            read_only)
        .with(Absent::null),
    wire::row<accepted_at<&UserDetails::accepted_privacy_at>>("acceptedPrivacyAt",
                                                              wire::instant_codec, read_only)
        .with(Absent::null),
    wire::row<accepted_at<&UserDetails::accepted_email_opt_in_at>>("acceptedEmailOptInAt",
                                                                   wire::instant_codec, read_only)
        .with(Absent::null),
    wire::embed<user_of, user_times_table>());

// Of roles and visibility groups only the ids are stored.
struct NamelessResource {};
std::string no_name(const NamelessResource&) { return {}; }
constexpr auto role_table = wire::record(
    {"Role"}, wire::row<no_name>("title", wire::text_codec, read_only).with(Absent::null));
constexpr auto visibility_group_table =
    wire::record({"VisibilityGroup"},
                 wire::row<no_name>("name", wire::text_codec, read_only).with(Absent::null));

constexpr auto user_document =
    wire::record({"CompanyUser"}, wire::described<wire::Envelope>("type", wire::text_codec),
                 wire::described<wire::Envelope>("id", wire::integer_codec),
                 wire::described<wire::Envelope, user_record>("attributes"), relationships_row);
constexpr auto user_answer_table = wire::record(
    {"CompanyUserAnswer"}, wire::described<wire::Envelope, user_document>("data"), included_row);
constexpr auto user_list_table = wire::record(
    {"CompanyUserList"}, wire::described<wire::Envelope, user_document>("data", wire::Many::yes),
    included_row, wire::described<wire::Envelope, page_links>("links"),
    wire::described<wire::Envelope>("meta.total", wire::integer_codec));

// The rows of the company's users.
model::Query users_query(const RequestContext& call, WhichUsers which)
{
    model::Query query;
    query.kind = model::Kind::credential;
    query.tenant = model::system_tenant;
    query.filter = model::all_of({model::equals("dialect", std::string(dialect_name)),
                                  model::equals("kind", std::string("login")),
                                  model::equals("tenant_id", call.tenant.id.value)});
    query.with_removed = which != WhichUsers::working;
    return query;
}

} // namespace

const wire::AnyRecord& company_user_answer() { return user_answer_table; }
const wire::AnyRecord& company_user_list() { return user_list_table; }

Result<model::Credential> find_user_by_id(const RequestContext& call, const model::Rows& rows,
                                          std::int64_t id, WhichUsers which)
{
    const auto user =
        TRY(if_found(model::get(rows, model::system_tenant, model::CredentialId{id})));
    if (!user || !is_one_of(*user, call, which)) return no_user();
    return *user;
}

Result<model::Credential> find_user_by_email(const RequestContext& call, const model::Rows& rows,
                                             std::string_view email, WhichUsers which)
{
    const auto user = TRY(if_found(
        model::find<model::Credential>(rows, model::credential_login_key(dialect_name, email))));
    if (user && is_one_of(*user, call, which)) return *user;
    if (which == WhichUsers::working) return no_user();
    // A suspended user has given up its key. The one that was suspended last is meant.
    std::optional<model::Credential> newest;
    TRY(model::each_row<model::Credential>(
        rows, users_query(call, which), [&](const model::Credential& one) -> Result<void> {
            const bool is_meant = is_one_of(one, call, which) && fold(one.login) == fold(email);
            if (!is_meant) return {};
            if (!newest || newest->revoked_at < one.revoked_at) newest = one;
            return {};
        }));
    if (!newest) return no_user();
    return *newest;
}

Result<model::Credential> find_user(const RequestContext& call, const model::Rows& rows,
                                    WhichUsers which)
{
    const auto id = trim(call.request.parameter("id").value_or(std::string_view{}));
    const auto email = trim(call.request.parameter("email").value_or(std::string_view{}));
    if (!id.empty()) {
        const auto number = parse_integer(id);
        if (!number) return fail(Code::invalid_value, "id", "must be an integer.");
        return find_user_by_id(call, rows, *number, which);
    }
    if (!email.empty()) return find_user_by_email(call, rows, email, which);
    FieldProblems problems;
    for (const std::string_view name : {"id", "email"}) {
        problems.add(name, "is required when none of the others is present.", Code::missing_field);
    }
    return fail(problems.result().error());
}

UserDocument::UserDocument(ResourceView view)
    : view_(std::move(view)), selection_(view_.select("users", user_record()))
{}

void UserDocument::write(JsonWriter& out, const model::Credential& user)
{
    out.begin_object().name("type").text("users").name("id").integer(user.id.value);
    out.name("attributes");
    wire::write_object(out, user_record(), user, selection_);
    if (view_.includes_any()) write_relationships(out, user);
    out.end_object();
}

void UserDocument::write_relationships(JsonWriter& out, const model::Credential& user)
{
    const CompanyUser state{user, details_of(user)};
    out.name("relationships").begin_object();
    const auto relate = [&]<class T>(std::string_view type, const std::vector<std::int64_t>& ids,
                                     const wire::Record<T>& record, const T& object) {
        if (!view_.includes(type)) return;
        out.name(type).begin_object().name("data").begin_array();
        const auto shown = view_.select(type, record);
        for (const auto id : ids) inclusions_.relate(out, type, id, record, object, shown);
        out.end_array().end_object();
    };
    relate.operator()<CompanyUser>("companyUsers", {user.id.value}, company_user_table, state);
    relate.operator()<NamelessResource>("roles", state.details.roles, role_table, {});
    relate.operator()<NamelessResource>("visibilityGroups", state.details.visibility_groups,
                                        visibility_group_table, {});
    out.end_object();
}

void UserDocument::write_included(JsonWriter& out) const
{
    if (view_.includes_any()) inclusions_.write(out);
}

http::Response user_response(UserDocument document, const model::Credential& user)
{
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("data");
    document.write(out, user);
    document.write_included(out);
    out.end_object();
    return json_response(std::move(body));
}

Result<http::Response> list_users(RequestContext& call)
{
    auto view = TRY(ResourceView::read(call.request, "users"));
    const auto paging = TRY(read_paging(call));
    auto query = users_query(call, view.with_trashed() ? WhichUsers::all : WhichUsers::working);
    query.offset = paging.offset;
    query.limit = paging.limit;
    query.with_total = true;
    const auto page = TRY(call.rows().page(query));
    UserDocument document(std::move(view));
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("data").begin_array();
    for (const auto& row : page.rows) document.write(out, std::get<model::Credential>(row));
    out.end_array();
    document.write_included(out);
    write_paging(out, call, paging, page.total.value_or(0));
    out.end_object();
    return json_response(std::move(body));
}

Result<http::Response> get_user(RequestContext& call)
{
    auto view = TRY(ResourceView::read(call.request, "users"));
    const auto which = view.with_trashed() ? WhichUsers::all : WhichUsers::working;
    const auto user = TRY(find_user(call, call.rows(), which));
    return user_response(UserDocument(std::move(view)), user);
}

} // namespace muster::dialects::nuweb
