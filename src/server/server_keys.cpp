// See server_keys.h.
#include "server/server_keys.h"

#include "base/files.h"
#include "base/text.h"
#include "dialects/all.h"
#include "directory/credentials.h"
#include "model/keys.h"
#include "store/open.h"

namespace muster::server {

namespace {

Result<std::string> signing_key(directory::Directory& directory, const std::string& path)
{
    const auto content = read_file(path);
    if (content) {
        const auto key = from_base64(trim(*content));
        if (key && key->size() == 32) return *key;
        return fail(Code::invalid_value, "signing.key",
                    path + " does not hold 32 bytes in base64; restore or remove it");
    }
    if (content.error().code != Code::not_found) return fail(content.error());
    const std::string key = directory.random().bytes(32);
    TRY(write_private_file(path, to_base64(key) + '\n'));
    return key;
}

Result<std::string> make_administrator(directory::Directory& directory)
{
    std::string key = "muster_" + random_token(directory.random(), 43);
    model::Credential draft;
    draft.dialect = dialects::own().name;
    draft.name = "administrator";
    draft.secret_hash = directory::key_hash(key);
    draft.scopes = {"admin", "manage", "read", "write"};
    const directory::Principal system{{}, {}, model::system_tenant, "system", "core", {}};
    TRY(directory.write(system, model::system_tenant, [&](directory::Transaction& transaction) {
        return directory::create_credential(transaction, draft);
    }));
    return key;
}

} // namespace

bool is_known_key(const model::Rows& rows, std::string_view key)
{
    const auto found = model::find<model::Credential>(
        rows, model::credential_secret_key(dialects::own().name, directory::key_hash(key)));
    return found.has_value();
}

Result<void> require_store_of(const std::string& data, const std::string& store_url)
{
    if (!store::is_missing(store_url)) return {};
    const std::string key = data + "/admin.key";
    const auto content = read_file(key);
    if (!content && content.error().code == Code::not_found) return {};
    if (!content) return fail(content.error());
    return fail(Code::conflict, "store",
                "there is no store at " + store_url + ", but " + key +
                    " of an earlier one is there: put the store back, or run `muster restore "
                    "BACKUP`; for a new store move " +
                    key + " away");
}

Result<ServerKeys> open_server_keys(directory::Directory& directory, const std::string& data)
{
    ServerKeys keys;
    keys.signing_key = TRY(signing_key(directory, data + "/signing.key"));
    const std::string path = data + "/admin.key";
    const auto content = read_file(path);
    if (!content && content.error().code != Code::not_found) return fail(content.error());
    if (content && is_known_key(directory.rows(), trim(*content))) {
        keys.administrator = trim(*content);
        return keys;
    }
    keys.administrator = TRY(make_administrator(directory));
    keys.is_new = true;
    TRY(write_private_file(path, keys.administrator + '\n'));
    return keys;
}

} // namespace muster::server
