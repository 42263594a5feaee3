// Checks the credentials that a caller presents, and gives the principal. Thread-safe.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/secrets.h"
#include "directory/principal.h"
#include "model/store.h"

namespace muster::directory {

// Every failure is `unauthenticated` and takes about as long, whatever the reason: a caller cannot
// learn which logins exist. Tenants are not checked here (check_reach): a credential of an account
// may act in each tenant of that account.
class Identity {
public:
    Identity(const Rows& rows, const Clock& clock, Random& random);
    ~Identity();

    // A bearer key of that dialect.
    Result<Credential> by_key(std::string_view dialect, std::string_view secret) const;
    // Login and password (or client and secret). A verified secret is cached for minutes as a keyed
    // hash, until the credential changes. The first check takes tens of milliseconds, so routes of
    // such dialects run on the pool.
    Result<Credential> by_password(std::string_view dialect, std::string_view login,
                                   std::string_view password) const;
    // The same, but only for a secret that by_password() has verified within the last minutes: it
    // computes no password hash.
    Result<Credential> by_remembered_password(std::string_view dialect, std::string_view login,
                                              std::string_view password) const;
    // The credential of a token that the dialect has verified: not revoked, and of that dialect.
    Result<Credential> by_id(std::string_view dialect, CredentialId id) const;

    // Remembers that the credential is used now; thread-safe and cheap.
    void note_use(CredentialId id) const;
    // What was remembered since the last call, for store_uses() in credentials.h.
    std::map<CredentialId, Time> take_uses() const;

    // Cached while the system tenant does not change; not_found.
    Result<Tenant> tenant(TenantId id) const;
    // The tenant that the clients of the dialect know by this number: the one that carries it, else
    // the one of this id if it carries no other number in that dialect. Cached; not_found.
    Result<Tenant> tenant_of_number(std::string_view dialect, std::string_view number) const;

private:
    class Cache;
    const Rows& rows_;
    const Clock& clock_;
    std::unique_ptr<Cache> cache_;
};

Principal principal_of(const Credential& credential);

// forbidden unless the credential belongs to the tenant, to its account, or is an administrator's.
Result<void> check_reach(const Principal& principal, const Tenant& tenant);

} // namespace muster::directory
