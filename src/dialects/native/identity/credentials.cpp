// /v1/credentials: credentials of every API. The client gives the secret or gets a random one. It
// is shown once, and stored only as a hash.
#include "directory/credentials.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/all.h"
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

Result<void> check_scopes(const RequestContext& call, const Credential& credential)
{
    if (credential.dialect != native_name) return {};
    for (const auto& scope : credential.scopes) {
        if (!is_scope(scope)) {
            return bad_member("/scopes", "must be of admin, read, write, manage");
        }
        if (scope == "admin" && (credential.account || credential.tenant)) {
            return bad_member("/scopes", "admin is only for keys without tenant_id and without "
                                         "account_id");
        }
        if (!call.principal.has_scope("admin") && !call.principal.has_scope(scope)) {
            return bad_member("/scopes", "a key can give only the scopes that it has",
                              Code::forbidden);
        }
    }
    return {};
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
    TRY(set_owner(call, credential));
    TRY(check_scopes(call, credential));
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

// Header of the stored answer, in place of the secret: see secret_from().
constexpr std::string_view seed_header = "Secret-Seed";

std::string take_header(http::Response& response, std::string_view name)
{
    std::string value;
    std::erase_if(response.headers, [&](http::Header& header) {
        if (header.name != name) return false;
        value = std::move(header.value);
        return true;
    });
    return value;
}

// {"id": …} becomes {"id": …, "secret": "…"}, in the answer that is sent, not in the one that is
// stored.
void show_secret(http::Response& response, const std::string& secret)
{
    std::string member;
    JsonWriter(member).name("secret").text(secret);
    response.body.insert(response.body.size() - 1, ',' + member);
    response.headers.push_back({"Cache-Control", "no-store"});
}

} // namespace

HandlerResult list_credentials(RequestContext& call)
{
    model::Query query;
    query.kind = model::Kind::credential;
    if (call.tenant.id) query.filter = model::equals("tenant_id", call.tenant.id.value);
    return reply_listed<Credential>(call, std::move(query), credential_filters);
}

HandlerResult create_credential(RequestContext& call)
{
    auto body = TRY(read_body(call));
    const auto wish = TRY(take_secret_wish(body));
    auto draft = TRY(read_credential(call, TRY(read_draft(std::move(body), {}))));
    TRY(check_secret_wish(wish, draft.kind));
    const std::string fresh_seed = to_hex(call.directory().random().bytes(32));
    draft.secret_hash = TRY(hash_secret(secret_from(call, wish, fresh_seed), wish, draft.kind));
    auto response =
        TRY(write(call, model::system_tenant, [&](Transaction& transaction) -> Result<WriteAnswer> {
            const auto credential = TRY(create(transaction, draft));
            auto created =
                reply_created(credential, "/v1/credentials/" + std::to_string(credential.id.value));
            created.headers.push_back({std::string(seed_header), fresh_seed});
            return WriteAnswer(std::move(created));
        }));
    const std::string seed = take_header(response, seed_header);
    show_secret(response, secret_from(call, wish, seed));
    return response;
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
            TRY(merge_members(draft, credential));
            return check_scopes(call, credential);
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
