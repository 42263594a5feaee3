// Creates the tenants, customers, groups and credentials that case files refer to.
#include "dialects/seeds.h"

#include <array>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>

#include "base/text.h"
#include "dialects/world.h"
#include "directory/credentials.h"
#include "directory/customers.h"
#include "directory/fields.h"
#include "directory/groups.h"
#include "directory/memberships.h"
#include "directory/tenants.h"

namespace muster::dialects::test {

namespace {

using namespace model;
using namespace directory;

const Principal maker{{}, {}, {}, "test", "test", {}};
constexpr TenantId first{1};
constexpr TenantId sister{2};
constexpr TenantId foreign{3};

// Throws when the data cannot be created, so that the test fails with the reason.
template <class T>
T need(Result<T> result)
{
    if (!result) {
        throw std::logic_error("world: " + result.error().subject + ": " + result.error().message);
    }
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

enum class Scopes { every, of_reads, none };

struct Variant {
    std::string_view suffix; // of the variable: {{key.foreign}}
    std::string_view name;   // in logins and secrets
    std::int64_t account;
    std::int64_t tenant; // 0: none
    Scopes scopes;
    bool is_revoked = false;
};

constexpr std::array variants{
    Variant{"", "full", 1, 1, Scopes::every},
    Variant{".read_only", "read-only", 1, 1, Scopes::of_reads},
    Variant{".no_scope", "no-scope", 1, 1, Scopes::none},
    Variant{".account", "account", 1, 0, Scopes::every},
    Variant{".sister", "sister", 1, 2, Scopes::every},
    Variant{".foreign", "foreign", 2, 3, Scopes::every},
    Variant{".revoked", "revoked", 1, 1, Scopes::every, true},
};

std::string key_of(std::string_view dialect, std::string_view variant)
{
    return std::string(dialect) + "-" + std::string(variant) + "-key-0123456789abcdef";
}

std::string login_of(std::string_view dialect, std::string_view variant)
{
    return std::string(variant) + "@" + std::string(dialect) + ".test";
}

std::string client_of(std::string_view dialect, std::string_view variant)
{
    return std::string(dialect) + "-" + std::string(variant) + "-client";
}

TextList scopes_of(const Dialect& dialect, Scopes scopes)
{
    std::set<std::string> words;
    for (const auto& route : dialect.routes) {
        if (scopes == Scopes::none) break;
        // A route that needs several scopes also needs one that reads nothing.
        const bool only_reads =
            route.verb == http::Verb::get && route.scopes.find(' ') == std::string_view::npos;
        if (scopes == Scopes::of_reads && !only_reads) continue;
        for (const auto word : split(route.scopes, ' ')) {
            if (word != "admin") words.emplace(word); // the house's own
        }
    }
    return {words.begin(), words.end()};
}

// Argon2id is slow, so each secret is hashed only once per process.
std::string hash_of(const std::string& secret)
{
    static std::mutex mutex;
    static std::map<std::string, std::string> known;
    const std::scoped_lock lock(mutex);
    auto& hash = known[secret];
    if (hash.empty()) hash = hash_password(secret).value();
    return hash;
}

std::vector<Credential> drafts_of(const Dialect& dialect, const Variant& variant)
{
    const auto stored = Setup::of(dialect.name).stored_secret;
    const auto hashed = [&](std::string_view secret) {
        return hash_of(stored != nullptr ? stored(secret) : std::string(secret));
    };
    Credential draft;
    draft.account = {variant.account};
    draft.tenant = {variant.tenant};
    draft.dialect = dialect.name;
    draft.scopes = scopes_of(dialect, variant.scopes);
    draft.name = std::string(variant.name) + " key";
    draft.secret_hash = key_hash(key_of(dialect.name, variant.name));
    std::vector<Credential> drafts{draft};
    draft.kind = CredentialKind::login;
    draft.name = std::string(variant.name) + " user";
    draft.login = login_of(dialect.name, variant.name);
    draft.secret_hash = hashed(World::password);
    drafts.push_back(draft);
    draft.kind = CredentialKind::client;
    draft.name = std::string(variant.name) + " client";
    draft.login = client_of(dialect.name, variant.name);
    draft.secret_hash = hashed(World::client_secret);
    drafts.push_back(draft);
    return drafts;
}

CustomField field(std::string key, FieldEntity entity, Type type)
{
    CustomField draft;
    draft.key = std::move(key);
    draft.entity = entity;
    draft.type = type;
    if (type == Type::decimal) draft.format = "2";
    if (type == Type::enumeration) draft.values = {"bronze", "silver", "gold"};
    draft.label = draft.key;
    draft.unique = draft.key == "card";
    return draft;
}

Result<void> declare_fields(Transaction& transaction)
{
    const auto customer = FieldEntity::customer;
    for (const auto& draft :
         {field("nickname", customer, Type::text), field("tenure", customer, Type::integer),
          field("spent", customer, Type::decimal), field("vip", customer, Type::boolean),
          field("anniversary", customer, Type::date), field("tier", customer, Type::enumeration),
          field("card", customer, Type::text), field("region", FieldEntity::group, Type::text),
          field("priority", FieldEntity::group, Type::integer)}) {
        TRY(declare_field(transaction, draft));
    }
    return {};
}

Result<void> add_customer(Transaction& transaction, std::string_view first_name,
                          std::string_view last_name, std::string email = {})
{
    Customer draft;
    draft.first_name = first_name;
    draft.last_name = last_name;
    draft.name = draft.first_name + " " + draft.last_name;
    draft.email = email.empty() ? lower_ascii(first_name) + "@example.org" : std::move(email);
    TRY(create_customer(transaction, std::move(draft)));
    return {};
}

Result<void> add_group(Transaction& transaction, std::string_view name,
                       std::optional<std::int64_t> capacity = {}, bool has_external_id = false)
{
    Group draft;
    draft.name = name;
    draft.capacity = capacity;
    if (has_external_id) draft.external_id = lower_ascii(name);
    TRY(create_group(transaction, std::move(draft)));
    return {};
}

Result<void> fill_first(Transaction& transaction)
{
    TRY(declare_fields(transaction));
    TRY(add_group(transaction, "Gold", {}, true));
    TRY(add_group(transaction, "Silver", 2));
    TRY(add_group(transaction, "Bronze"));
    TRY(add_group(transaction, "Removed"));
    TRY(add_customer(transaction, "Ada", "Lovelace"));
    TRY(add_customer(transaction, "Grace", "Hopper"));
    TRY(add_customer(transaction, "Alan", "Turing"));
    TRY(add_customer(transaction, "Removed", "Person"));
    Joining as_default;
    as_default.is_default = true;
    TRY(join(transaction, {1}, {1}, as_default));
    TRY(join(transaction, {2}, {2}));
    TRY(remove_group(transaction, {4}));
    TRY(remove_customer(transaction, {4}));
    return {};
}

Result<void> fill_sister(Transaction& transaction)
{
    TRY(add_group(transaction, "Sister group"));
    TRY(add_customer(transaction, "Sister", "Customer"));
    return {};
}

// Creates ids up to 7, so that some ids exist only in this tenant.
Result<void> fill_foreign(Transaction& transaction)
{
    TRY(declare_fields(transaction));
    for (int i = 1; i <= 7; ++i) {
        const std::string number = std::to_string(i);
        TRY(add_group(transaction, "Foreign group " + number));
        TRY(add_customer(transaction, "Foreign", "Customer " + number,
                         "foreign" + number + "@example.net"));
    }
    TRY(join(transaction, {7}, {7}));
    return {};
}

} // namespace

void make_tenants(directory::Directory& directory)
{
    need(directory.write(maker, system_tenant, [](Transaction& transaction) -> Result<void> {
        for (const auto* name : {"First account", "Foreign account"}) {
            Account account;
            account.name = name;
            TRY(create_account(transaction, std::move(account)));
        }
        const std::array<std::pair<std::int64_t, const char*>, 3> tenants{
            {{1, "first"}, {1, "sister"}, {2, "foreign"}}};
        for (const auto& [account, slug] : tenants) {
            Tenant tenant;
            tenant.account = {account};
            tenant.slug = slug;
            tenant.name = std::string("The ") + slug + " tenant";
            TRY(create_tenant(transaction, std::move(tenant)));
        }
        return {};
    }));
}

void make_credentials(directory::Directory& directory, std::span<const Dialect* const> dialects)
{
    std::vector<std::pair<Credential, bool>> drafts; // hashed before the write
    for (const Dialect* dialect : dialects) {
        for (const auto& variant : variants) {
            for (auto& draft : drafts_of(*dialect, variant)) {
                drafts.emplace_back(std::move(draft), variant.is_revoked);
            }
        }
    }
    need(directory.write(maker, system_tenant, [&](Transaction& transaction) -> Result<void> {
        for (const auto& [draft, is_revoked] : drafts) {
            const auto made = TRY(create_credential(transaction, draft));
            if (is_revoked) TRY(revoke_credential(transaction, made.id));
        }
        return {};
    }));
}

void make_people(directory::Directory& directory)
{
    need(directory.write(maker, first, fill_first));
    need(directory.write(maker, sister, fill_sister));
    need(directory.write(maker, foreign, fill_foreign));
}

void set_world_variables(Variables& variables)
{
    constexpr std::array<std::pair<const char*, const char*>, 18> rows{{
        {"tenant", "1"},
        {"tenant.sister", "2"},
        {"tenant.foreign", "3"},
        {"account", "1"},
        {"account.foreign", "2"},
        {"customer", "1"},
        {"customer.removed", "4"},
        {"customer.foreign", "7"},
        {"customer.unknown", "999"},
        {"group", "1"},
        {"group.silver", "2"},
        {"group.bronze", "3"},
        {"group.removed", "4"},
        {"group.foreign", "7"},
        {"group.unknown", "999"},
        {"customer.ada", "1"},
        {"customer.grace", "2"},
        {"customer.alan", "3"},
    }};
    for (const auto& [name, value] : rows) variables.set(name, value);
    variables.set("password", std::string(World::password));
    variables.set("client_secret", std::string(World::client_secret));
}

void set_credential_variables(Variables& variables, std::string_view dialect)
{
    const auto set = [&](std::string_view suffix, std::string_view name) {
        const std::string end(suffix);
        variables.set("key" + end, key_of(dialect, name));
        variables.set("token" + end, key_of(dialect, name));
        variables.set("login" + end, login_of(dialect, name));
        variables.set("client" + end, client_of(dialect, name));
    };
    for (const auto& variant : variants) set(variant.suffix, variant.name);
    set(".wrong", "wrong");
}

} // namespace muster::dialects::test
