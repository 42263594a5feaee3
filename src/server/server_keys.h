// The server's own keys: the administrator's API key and the key that signs tokens. The first start
// creates them as files in the data directory.
#pragma once

#include <string>
#include <string_view>

#include "directory/directory.h"
#include "directory/identity.h"
#include "http/request.h"

namespace muster::server {

struct ServerKeys {
    std::string signing_key;   // DATA/signing.key
    std::string administrator; // DATA/admin.key; empty when that has no key of this store
    std::string warning;       // why `administrator` is empty
    bool is_new = false;       // the administrator's key was created just now: print it once
};

// A directory that has the administrator's key of a store is used: a missing store is not made
// there, since that would look like an empty one. conflict says what to do.
Result<void> require_store_of(const std::string& data, const std::string& store_url);

// Whether a live credential of our own API has this key.
bool is_known_key(const model::Rows& rows, std::string_view key);

// Whether the request has the bearer key of an administrator.
bool has_administrator_key(const directory::Identity& identity, const http::Request& request);

// Before a node stands by: unavailable or invalid_value when a file of keys cannot be read, since
// the node could not begin its work then. Gives the signing key; empty when there is none yet.
Result<std::string> check_key_files(const std::string& data);

// Reads the keys, and creates those that are missing. A store has an administrator's key once: when
// admin.key is lost, the start warns, and `renews` revokes the first key and makes another one.
Result<ServerKeys> open_server_keys(directory::Directory& directory, const std::string& data,
                                    bool renews);

} // namespace muster::server
