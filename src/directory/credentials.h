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

} // namespace muster::directory
