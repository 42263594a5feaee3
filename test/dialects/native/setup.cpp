// What the cases of the native API need besides the common environment: keys of the system tenant.
#include "dialects/world.h"
#include "directory/credentials.h"

namespace muster::dialects::test {

namespace {

constexpr std::string_view admin_key = "native-admin-key-0123456789abcdef";
constexpr std::string_view reader_key = "native-house-reader-key-0123456789";

model::Credential of_house(std::string name, std::string_view key, model::TextList scopes)
{
    model::Credential draft;
    draft.dialect = "native";
    draft.name = std::move(name);
    draft.secret_hash = directory::key_hash(key);
    draft.scopes = std::move(scopes);
    return draft;
}

void prepare(Caller& caller)
{
    const directory::Principal maker{{}, {}, {}, "test", "test", {}};
    const auto made = caller.world().directory().write(
        maker, model::system_tenant, [](directory::Transaction& transaction) -> Result<void> {
            const model::TextList every{"admin", "manage", "read", "write"};
            TRY(directory::create_credential(transaction, of_house("admin", admin_key, every)));
            TRY(directory::create_credential(transaction,
                                             of_house("reader", reader_key, {"read"})));
            return {};
        });
    // Replaces the engine's backup, which the tests of the store cover.
    caller.world().services().backup = [](const std::string& name) -> Result<std::int64_t> {
        if (name == "already.db") return fail(Code::already_exists, "backup", "is there");
        return 0;
    };
    if (!made) return; // cases then fail where they use the keys
    caller.set("key.admin", std::string(admin_key));
    caller.set("key.house_reader", std::string(reader_key));
}

const Setup setup{"native", {.stored_secret = nullptr, .prepare = prepare}};

} // namespace

} // namespace muster::dialects::test
