// Walks rows and keys side by side. Changes nothing.
#include "store/sqlite/check_keys.h"

#include <array>

#include "model/keys.h"
#include "store/sql/encoding.h"
#include "store/sqlite/change_log.h"
#include "store/sqlite/rows.h"

namespace muster::store::sqlite {

using namespace model;

namespace {

constexpr std::int64_t page_rows = 1000;

// What core's functions read through.
class ConnectionRows final : public Rows {
public:
    explicit ConnectionRows(Connection& connection) : connection_(connection) {}

    Result<Entity> get(const Ref& ref) const override { return read_row(connection_, ref); }
    Result<std::vector<Entity>> get_all(Kind kind, TenantId tenant,
                                        std::span<const std::int64_t> ids) const override
    {
        return read_rows(connection_, kind, tenant, ids);
    }
    Result<Entity> find(const Key& key) const override { return find_row(connection_, key); }
    Result<Page> page(const Query& query) const override { return read_page(connection_, query); }
    Result<std::int64_t> count(const Query& query) const override
    {
        return count_rows(connection_, query);
    }
    Result<std::vector<Change>> changes(const ChangeQuery& query) const override
    {
        return read_changes(connection_, query);
    }
    Result<Revision> revision(TenantId) const override
    {
        return fail(Code::unsupported, "store", "not asked for by a check");
    }

private:
    Connection& connection_;
};

Result<void> expect_keys_of(Connection& connection, const Entity& row, TenantId tenant,
                            const DeclaredFields& declared)
{
    static const std::string insert = "INSERT OR IGNORE INTO expected_keys VALUES ($1, $2, $3)";
    for (const auto& key : keys_of(row, tenant, declared)) {
        const auto encoded = sql::encode_key(key);
        auto statement = TRY(connection.constant(insert));
        TRY(statement.integer(key.tenant.value).text(encoded).integer(row_id(row)).run());
    }
    return {};
}

Result<void> expect_keys(Connection& connection, Kind kind, TenantId tenant,
                         const DeclaredFields& declared)
{
    Query query;
    query.kind = kind;
    query.tenant = tenant;
    query.limit = page_rows;
    for (;;) {
        const auto page = TRY(read_page(connection, query));
        for (const auto& row : page.rows) {
            TRY(expect_keys_of(connection, row, tenant, declared));
        }
        if (!page.next) return {};
        query.after = page.next;
    }
}

Result<std::vector<TenantId>> tenants_of(Connection& connection)
{
    auto statement = TRY(connection.composed("SELECT DISTINCT tenant FROM counters"));
    std::vector<TenantId> tenants;
    while (TRY(statement.step())) tenants.push_back({statement.integer_at(0)});
    return tenants;
}

struct Difference {
    const char* sentence;
    const char* keys;
};

constexpr std::array differences{
    Difference{"tenant %d: %s %d is not found by its %s",
               "SELECT * FROM expected_keys EXCEPT SELECT tenant, key, id FROM keys"},
    Difference{"tenant %d: %s %d is found by a %s that it does not have",
               "SELECT tenant, key, id FROM keys EXCEPT SELECT * FROM expected_keys"},
};

// A key's kind and name are its first lines.
std::string told(const Difference& difference)
{
    return "SELECT format('" + std::string(difference.sentence) +
           "', tenant, kind, id, substr(rest, 1, instr(rest, char(10)) - 1)) FROM "
           "(SELECT tenant, id, substr(key, 1, instr(key, char(10)) - 1) AS kind, "
           "substr(key, instr(key, char(10)) + 1) AS rest FROM (" +
           difference.keys + "))";
}

} // namespace

Result<void> check_keys(Connection& connection, std::vector<Problem>& problems)
{
    constexpr std::array kinds{Kind::tenant, Kind::credential,   Kind::field, Kind::customer,
                               Kind::group,  Kind::stored_reply, Kind::job};
    // Temporary, on disk: as large as the keys themselves.
    TRY(connection.run("CREATE TEMP TABLE expected_keys (tenant, key, id, "
                       "PRIMARY KEY (tenant, key, id)) WITHOUT ROWID"));
    const ConnectionRows rows(connection);
    for (const TenantId tenant : TRY(tenants_of(connection))) {
        const auto declared = TRY(load_declared(rows, tenant));
        for (const Kind kind : kinds) TRY(expect_keys(connection, kind, tenant, declared));
    }
    for (const auto& difference : differences) {
        TRY(collect_problems(connection, told(difference), Problem::Weight::error, problems));
    }
    return {};
}

} // namespace muster::store::sqlite
