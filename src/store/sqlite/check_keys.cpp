// Computes the keys of all rows into a temporary table and compares it with the table of keys.
#include "store/sqlite/check_keys.h"

#include <array>

#include "model/keys.h"
#include "store/sql/change_log.h"
#include "store/sql/encoding.h"
#include "store/sql/rows.h"

namespace muster::store::sqlite {

using namespace model;

namespace {

constexpr std::int64_t page_rows = 1000;

// Reads through the connection, for functions of model/ that need Rows.
class ConnectionRows final : public Rows {
public:
    explicit ConnectionRows(SqliteConnection& connection) : connection_(connection) {}

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
    SqliteConnection& connection_;
};

Result<void> expect_keys_of(SqliteConnection& connection, const Entity& row, TenantId tenant,
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

Result<void> expect_keys(SqliteConnection& connection, Kind kind, TenantId tenant,
                         const DeclaredFields& declared)
{
    Query query;
    query.kind = kind;
    query.tenant = tenant;
    query.limit = page_rows;
    query.with_removed = true;
    for (;;) {
        const auto page = TRY(read_page(connection, query));
        for (const auto& row : page.rows) {
            TRY(expect_keys_of(connection, row, tenant, declared));
        }
        if (!page.next) return {};
        query.after = page.next;
    }
}

Result<std::vector<TenantId>> tenants_of(SqliteConnection& connection)
{
    auto statement = TRY(connection.composed("SELECT DISTINCT tenant FROM counters"));
    std::vector<TenantId> tenants;
    while (TRY(statement.step())) tenants.push_back({statement.integer_at(0)});
    return tenants;
}

struct KeyDifference {
    const char* sentence;
    const char* keys;
};

constexpr std::array differences{
    KeyDifference{"tenant %d: %s %d is not found by its %s",
                  "SELECT * FROM expected_keys EXCEPT SELECT tenant, key, id FROM keys"},
    KeyDifference{"tenant %d: %s %d is found by a %s that it does not have",
                  "SELECT tenant, key, id FROM keys EXCEPT SELECT * FROM expected_keys"},
};

// Gives one sentence per key. The kind and the name are the first two lines of a key.
std::string sentences_of(const KeyDifference& difference)
{
    return "SELECT format('" + std::string(difference.sentence) +
           "', tenant, kind, id, substr(rest, 1, instr(rest, char(10)) - 1)) FROM "
           "(SELECT tenant, id, substr(key, 1, instr(key, char(10)) - 1) AS kind, "
           "substr(key, instr(key, char(10)) + 1) AS rest FROM (" +
           difference.keys + "))";
}

} // namespace

Result<void> check_keys(SqliteConnection& connection, std::vector<StoreProblem>& problems)
{
    constexpr std::array kinds{Kind::tenant, Kind::credential,   Kind::field, Kind::customer,
                               Kind::group,  Kind::stored_reply, Kind::job,   Kind::message};
    // Temporary and on disk, because it becomes as large as the table of keys.
    TRY(connection.run("CREATE TEMP TABLE expected_keys (tenant, key, id, "
                       "PRIMARY KEY (tenant, key, id)) WITHOUT ROWID"));
    const ConnectionRows rows(connection);
    for (const TenantId tenant : TRY(tenants_of(connection))) {
        const auto declared = TRY(load_declared(rows, tenant));
        for (const Kind kind : kinds) TRY(expect_keys(connection, kind, tenant, declared));
    }
    for (const auto& difference : differences) {
        TRY(collect_problems(connection, sentences_of(difference), StoreProblem::Severity::error,
                             problems));
    }
    return {};
}

} // namespace muster::store::sqlite
