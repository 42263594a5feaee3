// /v1/credentials: credentials of every API. The client gives the secret or gets a random one. It
// is shown once, and stored only as a hash.
#include "directory/credentials.h"

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "dialects/all.h"
#include "dialects/call_checks.h"
#include "dialects/native/body.h"
#include "dialects/native/filters.h"
#include "dialects/native/handlers.h"
#include "dialects/native/identity/auth.h"
#include "dialects/native/identity/secret.h"
#include "dialects/native/native.h"
#include "dialects/native/write.h"

namespace muster::dialects::native {

using directory::Transaction;
using model::Credential;

namespace {

std::string scope_names(const Dialect& dialect)
{
    std::string names;
    for (const auto& row : dialect.scopes)
        names += (names.empty() ? "" : ", ") + std::string(row.name);
    return names.empty() ? "must be absent: " + std::string(dialect.name) + " has no scopes"
                         : "must be of " + names;
}

// A caller cannot give a credential more powers than its own has, also not those of another API.
Result<void> check_powers(const RequestContext& call, const Credential& credential)
{
    const auto* dialect = dialects::find(credential.dialect);
    if (dialect == nullptr || call.principal.has_scope("admin")) return {};
    const unsigned more =
        powers_of(*dialect, credential.scopes) & ~powers_of(native_dialect, call.principal.scopes);
    for (const auto& row : native_dialect.scopes) {
        if ((more & row.powers) == 0) continue;
        return bad_member(
            "/scopes",
            "a key can give only what it can do itself, and it does not have the scope " +
                std::string(row.name),
            Code::forbidden);
    }
    return {};
}

// Scopes that the credential had before may be of an earlier version.
Result<void> check_scopes(const RequestContext& call, const Credential& credential,
                          const model::TextList& before = {})
{
    const Dialect& dialect = *dialects::find(credential.dialect);
    for (const auto& scope : credential.scopes) {
        const bool is_known =
            std::ranges::find(dialect.scopes, scope, &ScopeRow::name) != dialect.scopes.end();
        const bool is_new = std::ranges::find(before, scope) == before.end();
        if (is_new && !is_known) return bad_member("/scopes", scope_names(dialect));
        const bool administers = credential.dialect == native_name && scope == "admin";
        if (administers && (credential.account || credential.tenant)) {
            return bad_member("/scopes", "admin is for keys of the system: leave out tenant_id, "
                                         "account_id and the header Muster-Tenant");
        }
    }
    return check_powers(call, credential);
}

// A kind that the API's clients cannot present would be a credential that never works.
Result<void> check_kind(const Credential& credential)
{
    const auto rows = dialects::find(credential.dialect)->credentials;
    std::string kinds;
    for (const auto& row : rows) {
        if (row.kind == credential.kind) return {};
        kinds += (kinds.empty() ? "" : " or ") +
                 std::string(credential_kind_names[static_cast<std::size_t>(row.kind)]);
    }
    return bad_member("/kind", "must be " + kinds + ": " + credential.dialect +
                                   " accepts no other kind of credential");
}

// Keys have no login. An administrator can make any login; a manager those in the spaces of the
// tenant.
Result<void> check_login_name(const RequestContext& call, const Credential& credential)
{
    if (credential.login.empty()) return {};
    if (credential.kind == model::CredentialKind::key) {
        return bad_member("/login", "must be absent: a credential of kind key has no login");
    }
    if (call.principal.has_scope("admin") ||
        directory::has_login_space(call.tenant, credential.login))
        return {};
    return bad_member("/login",
                      "must be in a space of the tenant: an administrator gives them by the "
                      "tenant's setting logins, such as \"*@shop.example\"",
                      Code::forbidden);
}

// Sets the owner: the tenant of the call, unless an administrator names another owner.
Result<void> set_owner(const RequestContext& call, Credential& credential)
{
    const bool names_no_owner = !credential.tenant && !credential.account;
    if (names_no_owner) credential.tenant = call.tenant.id;
    if (!call.principal.has_scope("admin") && credential.tenant != call.tenant.id) {
        return bad_member(credential.tenant ? "/tenant_id" : "/account_id",
                          "must be the tenant that this call acts in", Code::forbidden);
    }
    if (!credential.tenant && !credential.account && credential.dialect != native_name) {
        return bad_member("/tenant_id", "is required, or account_id", Code::missing_field);
    }
    return {};
}

Result<Credential> read_credential(const RequestContext& call, const MergePatch& draft)
{
    Credential credential;
    credential.dialect = native_name;
    TRY(merge_members(draft, credential, wire::Purpose::create));
    if (dialects::find(credential.dialect) == nullptr) {
        return bad_member("/dialect", "must be the name of an API of this server");
    }
    TRY(check_kind(credential));
    TRY(set_owner(call, credential));
    TRY(check_scopes(call, credential));
    TRY(check_login_name(call, credential));
    return credential;
}

// The credential in the path; not_found also when it belongs to another tenant.
Result<Credential> named_credential(const RequestContext& call, const model::Rows& rows)
{
    const model::CredentialId id{TRY(path_id(call, "credential"))};
    auto credential = model::get(rows, model::system_tenant, id);
    if (!credential && credential.error().code != Code::not_found) return credential;
    if (!credential || (call.tenant.id && credential->tenant != call.tenant.id)) {
        return fail(Code::not_found, "credential", "no credential " + std::to_string(id.value));
    }
    return credential;
}

// An owner that does not exist is an error of the member that names it.
Result<Credential> create(Transaction& transaction, Credential draft)
{
    auto credential = directory::create_credential(transaction, std::move(draft));
    if (credential || credential.error().code != Code::not_found) {
        return located(std::move(credential), credential_record());
    }
    const bool tenant = credential.error().subject == "tenant";
    return bad_member(tenant ? "/tenant_id" : "/account_id", credential.error().message);
}

} // namespace

HandlerResult list_credentials(RequestContext& call)
{
    model::Query query;
    query.kind = model::Kind::credential;
    if (call.tenant.id) query.filter = model::equals("tenant_id", call.tenant.id.value);
    return reply_listed<Credential>(call, std::move(query), credential_filters);
}

namespace {

// Makes the secret, stores its hash by `save`, and shows the secret in the answer.
HandlerResult
reply_secret(RequestContext& call, const SecretWish& wish, const Credential& credential,
             const std::function<HandlerResult(std::string hash, const ShowSecret& show)>& save)
{
    const auto form = TRY(check_secret_wish(wish, credential));
    return reply_with_secret(
        call, wish, [&](const std::string& secret, const ShowSecret& show) -> HandlerResult {
            return save(TRY(hash_secret(secret, form, credential.kind)), show);
        });
}

} // namespace

HandlerResult create_credential(RequestContext& call)
{
    auto body = TRY(read_body(call));
    const auto wish = TRY(take_secret_wish(body));
    auto draft = TRY(read_credential(call, TRY(read_draft(std::move(body), {}))));
    return reply_secret(call, wish, draft, [&](std::string hash, const ShowSecret& show) {
        draft.secret_hash = std::move(hash);
        return write(call, model::system_tenant, [&](Transaction& t) -> Result<WriteAnswer> {
            const auto credential = TRY(create(t, draft));
            auto created =
                reply_created(credential, "/v1/credentials/" + std::to_string(credential.id.value));
            show(created);
            return WriteAnswer(std::move(created));
        });
    });
}

// A new secret. The old one works until the overlap is over, so that clients can be changed one by
// one.
HandlerResult rotate_credential(RequestContext& call)
{
    auto body = call.request.body.empty() ? Json::object() : TRY(read_body(call));
    const auto wish = TRY(take_secret_wish(body));
    const auto overlap = TRY(take_overlap(body));
    TRY(refuse_others(body));
    const auto expected = TRY(expected_revision(call));
    const auto known = TRY(named_credential(call, call.rows()));
    TRY(check_powers(call, known));
    return reply_secret(call, wish, known, [&](std::string hash, const ShowSecret& show) {
        return write(call, model::system_tenant, [&](Transaction& t) -> Result<WriteAnswer> {
            auto answer = reply(
                TRY(located(directory::rotate_credential(t, known.id, hash, overlap, expected),
                            credential_record())));
            show(answer);
            return WriteAnswer(std::move(answer));
        });
    });
}

HandlerResult get_credential(RequestContext& call)
{
    return reply_read(call, TRY(named_credential(call, call.rows())));
}

HandlerResult update_credential(RequestContext& call)
{
    const auto draft = TRY(read_draft(TRY(read_body(call)), {}));
    const auto expected = TRY(expected_revision(call));
    return write(call, model::system_tenant, [&](Transaction& transaction) -> Result<WriteAnswer> {
        const auto known = TRY(named_credential(call, transaction.rows()));
        const auto edit = [&](Credential& credential) -> Result<void> {
            const Credential before = credential;
            TRY(check_powers(call, before));
            TRY(merge_members(draft, credential));
            if (credential.login != before.login) TRY(check_login_name(call, credential));
            return check_scopes(call, credential, before.scopes);
        };
        return reply(
            TRY(located(directory::update_credential(transaction, known.id, edit, expected),
                        credential_record())));
    });
}

HandlerResult revoke_credential(RequestContext& call)
{
    const auto expected = TRY(expected_revision(call));
    return write(call, model::system_tenant, [&](Transaction& transaction) -> Result<WriteAnswer> {
        const auto known = TRY(named_credential(call, transaction.rows()));
        TRY(directory::revoke_credential(transaction, known.id, expected));
        return reply_nothing();
    });
}

} // namespace muster::dialects::native
