// See server_keys.h.
#include "server/server_keys.h"

#include <algorithm>
#include <optional>

#include "base/files.h"
#include "base/if_found.h"
#include "base/limits.h"
#include "base/text.h"
#include "dialects/all.h"
#include "directory/credentials.h"
#include "model/keys.h"
#include "store/open.h"

namespace muster::server {

namespace {

constexpr std::string_view administrator_name = "administrator";

// Empty when the file does not exist.
using KeyFile = std::optional<std::string>;

Result<KeyFile> stored_signing_key(const std::string& path)
{
    const auto content = TRY(if_found(read_file(path)));
    if (!content) return content;
    auto key = from_base64(trim(*content));
    if (key && key->size() == 32) return KeyFile(*std::move(key));
    return fail(Code::invalid_value, "signing.key",
                path + " does not hold 32 bytes in base64; restore or remove it");
}

Result<std::string> signing_key(directory::Directory& directory, const std::string& path)
{
    if (auto stored = TRY(stored_signing_key(path))) return *std::move(stored);
    const std::string key = directory.random().bytes(32);
    TRY(write_private_file(path, to_base64(key) + '\n'));
    return key;
}

const directory::Principal system_principal{{}, {}, model::system_tenant, "system", "core", {}};

Result<void> make_administrator(directory::Directory& directory, const std::string& key)
{
    model::Credential draft;
    draft.dialect = dialects::own().name;
    draft.name = administrator_name;
    draft.secret_hash = directory::key_hash(key);
    draft.scopes = {"admin", "manage", "read", "write"};
    TRY(directory.write(system_principal, model::system_tenant,
                        [&](directory::Transaction& transaction) {
                            return directory::create_credential(transaction, draft);
                        }));
    return {};
}

bool administers(const model::Credential& credential)
{
    return !credential.account && !credential.tenant && !credential.revoked_at &&
           credential.dialect == dialects::own().name &&
           std::ranges::find(credential.scopes, "admin") != credential.scopes.end();
}

// The live keys of administrators.
Result<std::vector<model::Credential>> administrators(const model::Rows& rows)
{
    std::vector<model::Credential> found;
    model::Query query;
    query.kind = model::Kind::credential;
    query.tenant = model::system_tenant;
    query.limit = static_cast<std::int64_t>(limits::page_items);
    do {
        auto page = TRY(rows.page(query));
        query.after = page.next;
        for (auto& credential : model::rows_of<model::Credential>(std::move(page))) {
            if (administers(credential)) found.push_back(std::move(credential));
        }
    } while (query.after);
    return found;
}

Result<void> revoke_earlier(directory::Directory& directory)
{
    const auto earlier = TRY(administrators(directory.rows()));
    TRY(directory.write(system_principal, model::system_tenant,
                        [&](directory::Transaction& transaction) -> Result<model::Credential> {
                            model::Credential last;
                            for (const auto& credential : earlier) {
                                if (credential.name != administrator_name) continue;
                                last =
                                    TRY(directory::revoke_credential(transaction, credential.id));
                            }
                            return last;
                        }));
    return {};
}

// The file is written first: a start that is killed in between finds the key and goes on.
Result<std::string> store_new_key(directory::Directory& directory, const std::string& path)
{
    const std::string key = "muster_" + random_token(directory.random(), 43);
    TRY(write_private_file(path, key + '\n'));
    TRY(make_administrator(directory, key));
    return key;
}

} // namespace

bool is_known_key(const model::Rows& rows, std::string_view key)
{
    const auto found = model::find<model::Credential>(
        rows, model::credential_secret_key(dialects::own().name, directory::key_hash(key)));
    return found.has_value();
}

bool has_administrator_key(const directory::Identity& identity, const http::Request& request)
{
    constexpr std::string_view scheme = "bearer ";
    const std::string_view header = trim(request.header("Authorization"));
    if (!equal_ignoring_ascii_case(header.substr(0, scheme.size()), scheme)) return false;
    const auto found = identity.by_key(dialects::own().name, trim(header.substr(scheme.size())));
    return found && administers(*found);
}

Result<void> require_store_of(const std::string& data, const std::string& store_url)
{
    if (!store::is_missing(store_url)) return {};
    const std::string key = data + "/admin.key";
    if (!TRY(if_found(read_file(key)))) return {};
    return fail(Code::conflict, "store",
                "there is no store at " + store_url + ", but " + key +
                    " of an earlier one is there: put the store back, or run `muster restore "
                    "BACKUP`; for a new store move " +
                    key + " away");
}

Result<std::string> check_key_files(const std::string& data)
{
    auto key = TRY(stored_signing_key(data + "/signing.key"));
    TRY(if_found(read_file(data + "/admin.key")));
    return std::move(key).value_or(std::string{});
}

Result<ServerKeys> open_server_keys(directory::Directory& directory, const std::string& data,
                                    bool renews)
{
    ServerKeys keys;
    keys.signing_key = TRY(signing_key(directory, data + "/signing.key"));
    const std::string path = data + "/admin.key";
    const auto content = TRY(if_found(read_file(path)));
    const std::string stored(content ? trim(*content) : std::string_view{});
    if (renews) {
        TRY(revoke_earlier(directory));
    } else if (is_known_key(directory.rows(), stored)) {
        keys.administrator = stored;
        return keys;
    } else if (!TRY(administrators(directory.rows())).empty()) {
        keys.warning = path + (content ? " holds no key of this store" : " is missing") +
                       ": the administrators' keys still work. `muster serve --new-admin-key` "
                       "revokes the first one and makes a new one";
        return keys;
    }
    keys.administrator = TRY(store_new_key(directory, path));
    keys.is_new = true;
    return keys;
}

} // namespace muster::server
