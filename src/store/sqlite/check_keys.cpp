// Walks rows and keys side by side. Changes nothing.
#include "store/sqlite/check_keys.h"

#include <array>

#include "core/keys.h"
#include "store/sqlite/change_log.h"
#include "store/sqlite/rows.h"

namespace muster::store::sqlite {

using namespace core;

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
    static const std::string insert =
        "INSERT OR IGNORE INTO expected_keys VALUES ($1, $2, $3, $4, $5)";
    for (const auto& key : keys_of(row, tenant, declared)) {
        auto statement = TRY(connection.constant(insert));
        statement.integer(key.tenant.value).text(name_of(key.kind)).text(key.name).text(key.text);
        TRY(statement.integer(row_id(row)).run());
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

constexpr std::array differences{
    "SELECT format('tenant %d: %s %d is not found by its %s', tenant, kind, id, name) FROM "
    "(SELECT * FROM expected_keys EXCEPT SELECT tenant, kind, name, text, id FROM keys)",
    "SELECT format('tenant %d: %s %d is found by a %s that it does not have', tenant, kind, id, "
    "name) FROM "
    "(SELECT tenant, kind, name, text, id FROM keys EXCEPT SELECT * FROM expected_keys)",
};

} // namespace

Result<void> check_keys(Connection& connection, std::vector<Problem>& problems)
{
    constexpr std::array kinds{Kind::tenant,   Kind::credential, Kind::field,
                               Kind::customer, Kind::group,      Kind::replay};
    // Temporary, on disk: as large as the keys themselves.
    TRY(connection.run("CREATE TEMP TABLE expected_keys (tenant, kind, name, text, id, "
                       "PRIMARY KEY (tenant, kind, name, text, id)) WITHOUT ROWID"));
    const ConnectionRows rows(connection);
    for (const TenantId tenant : TRY(tenants_of(connection))) {
        const auto declared = TRY(load_declared(rows, tenant));
        for (const Kind kind : kinds) TRY(expect_keys(connection, kind, tenant, declared));
    }
    for (const auto* difference : differences) {
        TRY(collect_problems(connection, difference, Problem::Weight::error, problems));
    }
    return {};
}

} // namespace muster::store::sqlite
