// Looks up credentials and compares secrets in constant time. Knows no API.
#include "directory/identity.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <utility>

#include "base/if_found.h"
#include "base/limits.h"
#include "base/text.h"
#include "directory/credentials.h"
#include "model/keys.h"
#include "model/vendor_numbers.h"

namespace muster::directory {

namespace {

Failure unknown()
{
    return fail(Code::unauthenticated, "credential", "missing, unknown or wrong credentials");
}

bool has_passed(const std::optional<Time>& end, Time now) { return end && *end <= now; }

// Whether the secret that was replaced by a rotation still works.
bool has_previous_secret(const Credential& credential, Time now)
{
    return !credential.previous_hash.empty() && !has_passed(credential.previous_until, now);
}

// An unknown login is verified against this hash, so that it takes as long as a wrong password.
constexpr std::string_view decoy_hash = "$argon2id$v=19$m=65536,t=2,p=1$AEJxcOUlMcYHnu40qdaUkA$"
                                        "cU8he04KLEm+trTxy5qWTGo113IayM+Cmqq1myiGlCg";

} // namespace

// Two caches: rows of the system tenant, valid until it changes; and verified passwords as keyed
// hashes, valid until the credential changes.
class Identity::Cache {
public:
    explicit Cache(Random& random) : secret_(random.bytes(32)) {}

    // The cached row of that name, when it was cached at this revision of the system tenant.
    template <class E>
    std::optional<E> find(const std::string& name, Revision house_revision) const
    {
        const std::shared_lock lock(mutex_);
        if (revision_ != house_revision) return std::nullopt;
        const auto found = rows_.find(name);
        if (found == rows_.end()) return std::nullopt;
        return std::get<E>(found->second);
    }

    void keep(const std::string& name, Revision house_revision, Entity row)
    {
        const std::unique_lock lock(mutex_);
        if (revision_ != house_revision || rows_.size() >= limits::cached_credentials) {
            rows_.clear();
            revision_ = house_revision;
        }
        rows_.emplace(name, std::move(row));
    }

    bool is_verified(const Credential& credential, std::string_view password, Time now) const
    {
        const std::shared_lock lock(mutex_);
        const auto found = verified_.find(credential.id);
        return found != verified_.end() && found->second.revision == credential.revision &&
               now < found->second.until &&
               equal_secrets(found->second.keyed_hash, hmac_sha256(secret_, password));
    }

    void keep_verified(const Credential& credential, std::string_view password, Time until)
    {
        const std::unique_lock lock(mutex_);
        if (verified_.size() >= limits::cached_credentials) verified_.clear();
        verified_[credential.id] = {hmac_sha256(secret_, password), credential.revision, until};
    }

    // At most one entry per credential and call of take_uses().
    void note_use(CredentialId id, Time now)
    {
        const std::lock_guard lock(uses_mutex_);
        const bool has_room = uses_.size() < limits::cached_credentials || uses_.contains(id);
        if (has_room) uses_[id] = now;
    }
    std::map<CredentialId, Time> take_uses()
    {
        const std::lock_guard lock(uses_mutex_);
        return std::exchange(uses_, {});
    }

private:
    struct Verified {
        std::string keyed_hash;
        Revision revision = 0;
        Time until{};
    };
    std::string secret_;
    mutable std::shared_mutex mutex_;
    Revision revision_ = -1;
    std::unordered_map<std::string, Entity> rows_;
    std::map<CredentialId, Verified> verified_;
    std::mutex uses_mutex_;
    std::map<CredentialId, Time> uses_;
};

Identity::Identity(const Rows& rows, const Clock& clock, Random& random)
    : rows_(rows), clock_(clock), cache_(std::make_unique<Cache>(random))
{}

Identity::~Identity() = default;

Result<Credential> Identity::by_key(std::string_view dialect, std::string_view secret) const
{
    if (secret.empty()) return unknown();
    const std::string hash = key_hash(secret);
    const Time now = clock_.now();
    const auto works = [&](const Credential& credential) {
        const bool is_newest = credential.secret_hash == hash;
        return !has_passed(credential.expires_at, now) &&
               (is_newest || has_previous_secret(credential, now));
    };
    const Key key = credential_secret_key(dialect, hash);
    const std::string name = key.name + ':' + key.text;
    const Revision revision = TRY(rows_.revision(system_tenant));
    if (auto cached = cache_->find<Credential>(name, revision)) {
        if (!works(*cached)) return unknown();
        return *std::move(cached);
    }
    auto credential = TRY(if_found(model::find<Credential>(rows_, key)));
    if (!credential) return unknown();
    cache_->keep(name, revision, *credential);
    if (!works(*credential)) return unknown();
    return *std::move(credential);
}

Result<Credential> Identity::by_password(std::string_view dialect, std::string_view login,
                                         std::string_view password) const
{
    auto credential =
        TRY(if_found(model::find<Credential>(rows_, credential_login_key(dialect, login))));
    if (!credential) {
        TRY(verify_password(decoy_hash, password));
        return unknown();
    }
    const Time now = clock_.now();
    const bool is_ended = has_passed(credential->expires_at, now);
    if (!is_ended && cache_->is_verified(*credential, password, now)) return *std::move(credential);
    Time until = now + limits::verified_password_age;
    bool is_right = TRY(verify_password(credential->secret_hash, password));
    if (!is_right && has_previous_secret(*credential, now)) {
        is_right = TRY(verify_password(credential->previous_hash, password));
        until = std::min(until, credential->previous_until.value_or(until));
    }
    if (!is_right || is_ended) return unknown();
    cache_->keep_verified(*credential, password, until);
    return *std::move(credential);
}

Result<Credential> Identity::by_remembered_password(std::string_view dialect,
                                                    std::string_view login,
                                                    std::string_view password) const
{
    auto credential =
        TRY(if_found(model::find<Credential>(rows_, credential_login_key(dialect, login))));
    const Time now = clock_.now();
    if (!credential || has_passed(credential->expires_at, now) ||
        !cache_->is_verified(*credential, password, now))
        return unknown();
    return *std::move(credential);
}

Result<Credential> Identity::by_id(std::string_view dialect, CredentialId id) const
{
    auto credential = TRY(if_found(get(rows_, system_tenant, id)));
    if (!credential || credential->revoked_at || credential->dialect != dialect ||
        has_passed(credential->expires_at, clock_.now()))
        return unknown();
    return *std::move(credential);
}

void Identity::note_use(CredentialId id) const
{
    if (id) cache_->note_use(id, clock_.now());
}

std::map<CredentialId, Time> Identity::take_uses() const { return cache_->take_uses(); }

Result<Tenant> Identity::tenant(TenantId id) const
{
    const std::string name = "tenant:" + std::to_string(id.value);
    const Revision revision = TRY(rows_.revision(system_tenant));
    if (auto cached = cache_->find<Tenant>(name, revision)) return *std::move(cached);
    auto tenant = TRY(get(rows_, system_tenant, id));
    cache_->keep(name, revision, tenant);
    return tenant;
}

Result<Tenant> Identity::tenant_of_number(std::string_view dialect, std::string_view number) const
{
    const Key key = vendor_number_key(Kind::tenant, system_tenant, dialect, number);
    const std::string name = key.name + ':' + key.text;
    const Revision revision = TRY(rows_.revision(system_tenant));
    if (auto cached = cache_->find<Tenant>(name, revision)) return *std::move(cached);
    auto tenant = TRY(if_found(model::find<Tenant>(rows_, key)));
    if (!tenant) {
        const auto id = id_of(number);
        const auto unknown = [] { return fail(Code::not_found, "tenant", "no such tenant"); };
        if (!id) return unknown();
        tenant = TRY(get(rows_, system_tenant, TenantId{*id}));
        if (!vendor_number_of(tenant->vendor_numbers, dialect).empty()) return unknown();
    }
    cache_->keep(name, revision, *tenant);
    return *std::move(tenant);
}

Principal principal_of(const Credential& credential)
{
    // The log names who acted, so there is always a name.
    const auto& name = credential.name.empty() ? credential.login : credential.name;
    return {credential.id, credential.account, credential.tenant,
            name,          credential.dialect, credential.scopes,
            true};
}

Result<void> check_reach(const Principal& principal, const Tenant& tenant)
{
    const bool of_house = !principal.account && !principal.tenant && principal.has_scope("admin");
    const bool of_account = principal.account == tenant.account && !principal.tenant;
    const bool of_tenant = principal.tenant == tenant.id;
    if (of_house || (of_account && principal.account) || of_tenant) return {};
    return fail(Code::forbidden, "tenant", "the credential does not reach this tenant");
}

} // namespace muster::directory
