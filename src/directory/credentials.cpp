// Checks and stores credentials. Knows no API and no engine.
#include "directory/credentials.h"

#include "base/if_found.h"
#include "base/secrets.h"
#include "base/text.h"
#include "directory/checks.h"
#include "directory/tenants.h"
#include "model/keys.h"
#include "model/tenant_settings.h"

namespace muster::directory {

namespace {

Result<void> check_owner(Transaction& transaction, Credential& credential)
{
    if (credential.tenant) {
        const auto tenant = transaction.get(credential.tenant);
        if (!tenant) {
            return fail(Code::not_found, "tenant",
                        "no tenant " + std::to_string(credential.tenant.value));
        }
        credential.account = tenant->account;
    } else if (credential.account && !transaction.get(credential.account)) {
        return fail(Code::not_found, "account",
                    "no account " + std::to_string(credential.account.value));
    }
    return {};
}

Result<Credential> judge(Transaction& transaction, Credential credential)
{
    TRY(check_owner(transaction, credential));
    TRY(check_text("name", credential.name));
    TRY(check_text("login", credential.login));
    TRY(check_extras(credential.extras));
    for (const auto& scope : credential.scopes) TRY(check_text("scopes", scope));
    if (credential.dialect.empty()) return fail(Code::missing_field, "dialect", "is required");
    if (credential.secret_hash.empty()) return fail(Code::missing_field, "secret", "is required");
    const bool is_key = credential.kind == CredentialKind::key;
    if (!is_key && credential.login.empty()) {
        return fail(Code::missing_field, "login", "is required for this kind of credential");
    }
    const Key key = is_key ? credential_secret_key(credential.dialect, credential.secret_hash)
                           : credential_login_key(credential.dialect, credential.login);
    TRY(check_unique(transaction.rows(), key, credential.id.value, is_key ? "secret" : "login"));
    return credential;
}

// An end that has passed is a mistake: a credential that is to end now is revoked.
Result<void> check_end(const Credential& credential, Time now)
{
    if (!credential.expires_at || *credential.expires_at > now) return {};
    return fail(Code::invalid_value, "expires_at",
                "must be in the future; to end a credential now, revoke it");
}

Result<Credential> live_credential(Transaction& transaction, CredentialId id)
{
    auto credential = transaction.get(id);
    if (!credential && credential.error().code != Code::not_found) return credential;
    if (!credential || credential->revoked_at) {
        return fail(Code::not_found, "credential", "no credential " + std::to_string(id.value));
    }
    return credential;
}

// "*@shop.example" or "till.shop-*"
bool is_in_space(std::string_view login, std::string_view space)
{
    if (space.starts_with('*')) return login.ends_with(space.substr(1));
    return space.ends_with('*') && login.starts_with(space.substr(0, space.size() - 1));
}

} // namespace

bool has_login_space(const Tenant& tenant, std::string_view login)
{
    const auto spaces = text_setting(tenant, logins_setting);
    for (const auto space : split(spaces, ' ')) {
        if (is_in_space(fold(login), fold(space))) return true;
    }
    return false;
}

std::string key_hash(std::string_view secret) { return to_hex(sha256(secret)); }

Result<Credential> create_credential(Transaction& transaction, Credential draft)
{
    draft.id = {};
    draft.revoked_at.reset();
    draft.last_used_at.reset();
    TRY(check_end(draft, transaction.now()));
    draft = TRY(judge(transaction, std::move(draft)));
    return transaction.create(std::move(draft));
}

Result<Credential> update_credential(Transaction& transaction, CredentialId id,
                                     const Edit<Credential>& edit, std::optional<Revision> expected)
{
    const auto before = TRY(live_credential(transaction, id));
    TRY(check_revision(before.revision, expected));
    Credential after = before;
    TRY(edit(after));
    after.id = before.id;
    after.kind = before.kind;
    after.dialect = before.dialect;
    after.created_at = before.created_at;
    after.last_used_at = before.last_used_at;
    after.revoked_at = before.revoked_at;
    if (after.expires_at != before.expires_at) TRY(check_end(after, transaction.now()));
    after = TRY(judge(transaction, std::move(after)));
    return transaction.update(before, std::move(after));
}

Result<Credential> rotate_credential(Transaction& transaction, CredentialId id,
                                     std::string secret_hash, std::chrono::seconds overlap,
                                     std::optional<Revision> expected)
{
    return update_credential(
        transaction, id,
        [&](Credential& credential) -> Result<void> {
            const bool overlaps = overlap.count() > 0;
            credential.previous_hash = overlaps ? credential.secret_hash : std::string{};
            credential.previous_until.reset();
            if (overlaps) credential.previous_until = transaction.now() + overlap;
            credential.secret_hash = std::move(secret_hash);
            return {};
        },
        expected);
}

Result<void> store_uses(Transaction& transaction, const std::map<CredentialId, Time>& uses)
{
    for (const auto& [id, used_at] : uses) {
        const auto before = transaction.get(id);
        if (!before && before.error().code == Code::not_found) continue;
        if (!before) return fail(before.error());
        const bool is_stored =
            before->last_used_at && *before->last_used_at + limits::stored_use_age > used_at;
        if (is_stored) continue;
        Credential after = *before;
        after.last_used_at = used_at;
        TRY(transaction.put_unlogged(*before, std::move(after)));
    }
    return {};
}

Result<Credential> revoke_credential(Transaction& transaction, CredentialId id,
                                     std::optional<Revision> expected)
{
    const auto before = TRY(live_credential(transaction, id));
    TRY(check_revision(before.revision, expected));
    Credential after = before;
    after.revoked_at = transaction.now();
    return transaction.update(before, std::move(after), Action::removed);
}

Result<Credential> restore_credential(Transaction& transaction, CredentialId id,
                                      const Edit<Credential>& edit)
{
    const auto before = TRY(if_found(transaction.get(id)));
    if (!before || !before->revoked_at) {
        return fail(Code::not_found, "credential",
                    "no revoked credential " + std::to_string(id.value));
    }
    Credential after = *before;
    TRY(edit(after));
    after.revoked_at.reset();
    after = TRY(judge(transaction, std::move(after)));
    return transaction.update(*before, std::move(after));
}

} // namespace muster::directory
