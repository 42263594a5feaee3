// The rules of credentials. They are stored in the system tenant. The caller hashes the secrets
// before the write: Argon2id takes tens of milliseconds.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "directory/transaction.h"

namespace muster::directory {

// The form in which a bearer key is stored and found.
std::string key_hash(std::string_view secret);

// Log-ins of all tenants share one name space in each dialect, because clients log in without
// naming a tenant. A manager who could make any login could learn which ones others have, and
// occupy theirs. So a tenant's own managers only make logins in the spaces that an administrator
// has given to it by the setting `logins`, such as "*@shop.example till.shop-*".
bool has_login_space(const Tenant& tenant, std::string_view login);

// secret_hash set; kind key: unique by it; login and client: `login` required and unique in its
// dialect. not_found "tenant" or "account"; invalid_value; already_exists.
Result<Credential> create_credential(Transaction& transaction, Credential draft);
Result<Credential> update_credential(Transaction& transaction, CredentialId id,
                                     const Edit<Credential>& edit,
                                     std::optional<Revision> expected = {});
// A new secret in place of the present one, which works `overlap` longer; 0: no longer.
Result<Credential> rotate_credential(Transaction& transaction, CredentialId id,
                                     std::string secret_hash, std::chrono::seconds overlap,
                                     std::optional<Revision> expected = {});
// Stores when credentials were used, unless that is known within limits::stored_use_age. Neither a
// new revision nor an entry of the log.
Result<void> store_uses(Transaction& transaction, const std::map<CredentialId, Time>& uses);
// Works no more, from the next request on. Stays in lists with_removed.
Result<Credential> revoke_credential(Transaction& transaction, CredentialId id,
                                     std::optional<Revision> expected = {});
// Makes a revoked credential work as before, after the edit. not_found unless it is revoked;
// already_exists when another one has its login or secret now.
Result<Credential> restore_credential(Transaction& transaction, CredentialId id,
                                      const Edit<Credential>& edit);

} // namespace muster::directory
