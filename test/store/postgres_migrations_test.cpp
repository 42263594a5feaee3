// Databases of older schemas: what was stored in another form then is stored in today's form
// afterwards.
#include <gtest/gtest.h>
#include <libpq-fe.h>

#include "model/keys.h"
#include "model/lookup.h"
#include "store/engines.h"
#include "store/postgres/store.h"
#include "store/postgres_cluster.h"

namespace muster::store::test {
namespace {

using namespace model;

void run_in(const std::string& url, const char* text)
{
    PGconn* connection = PQconnectdb(url.c_str());
    PGresult* result = PQexec(connection, text);
    EXPECT_EQ(PQresultStatus(result), PGRES_COMMAND_OK) << PQerrorMessage(connection);
    PQclear(result);
    PQfinish(connection);
}

Result<void> put_group(Writer& writer, std::string external_id)
{
    Group group;
    group.id.value = TRY(writer.next_id(tenant, Kind::group));
    group.external_id = std::move(external_id);
    const Key key{Kind::group, tenant, "external_id", group.external_id};
    return writer.put({Action::created, tenant, std::nullopt, group, {}, {key}, true});
}

// Until schema 2 the key of an external id had the blanks of the row.
TEST(PostgresKeysWithBlanks, are_found_without_them_afterwards)
{
    if (!PostgresCluster::is_installed()) GTEST_SKIP() << "PostgreSQL is not installed";
    const auto url = PostgresCluster::shared()->url_of("blanks");
    {
        const auto store = postgres::open_postgres(url).value();
        const Origin origin{Time{std::chrono::seconds{1}}, "tester", "native"};
        for (const char* external_id : {"A1", "B 2", "blank"}) {
            ASSERT_TRUE(store->write(
                tenant, origin, [&](Writer& writer) { return put_group(writer, external_id); }));
        }
    }
    run_in(url, R"sql(
        UPDATE keys SET key = E'group\nexternal_id\n\u200B\u00A0A1\t\u2009\r\n' WHERE id = 1;
        UPDATE keys SET key = E'group\nexternal_id\n\u3000 ' WHERE id = 3;
        ALTER TABLE tenants DROP COLUMN vendor_numbers;
        ALTER TABLE customers DROP COLUMN vendor_numbers;
        ALTER TABLE groups DROP COLUMN vendor_numbers;
        DROP TABLE campaigns, campaign_runs, messages, active_node;
        UPDATE meta SET value = 2 WHERE name = 'schema_version';
    )sql");
    const auto store = postgres::open_postgres(url).value();
    const auto found = [&](const char* external_id) {
        return find<Group>(*store, external_id_key(Kind::group, tenant, external_id));
    };
    EXPECT_EQ(found("A1")->id, GroupId{1});
    EXPECT_EQ(found("B 2")->id, GroupId{2}) << "a key without blanks around it stays";
    EXPECT_EQ(found("").error().code, Code::not_found) << "a key of blanks is dropped";
}

} // namespace
} // namespace muster::store::test
