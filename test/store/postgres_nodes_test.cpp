// Several nodes of one PostgreSQL database: one at a time is active. A node that may have been
// replaced answers nothing and writes nothing; promises 1 and 4.
#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include "store/cutting_proxy.h"
#include "store/engines.h"
#include "store/postgres/migrations.h"
#include "store/postgres/store.h"
#include "store/postgres_cluster.h"

namespace muster::store::test {
namespace {

using namespace model;

const Origin origin{Time{std::chrono::seconds{1}}, "tester", "native"};

// A session of the test beside the nodes.
class DatabaseSession {
public:
    explicit DatabaseSession(const std::string& url) : connection_(PQconnectdb(url.c_str())) {}
    ~DatabaseSession() { PQfinish(connection_); }
    DatabaseSession(const DatabaseSession&) = delete;

    std::string run(const std::string& text)
    {
        PGresult* result = PQexec(connection_, text.c_str());
        const auto status = PQresultStatus(result);
        EXPECT_TRUE(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
            << PQerrorMessage(connection_);
        std::string value = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
        PQclear(result);
        return value;
    }

private:
    PGconn* connection_;
};

constexpr const char* end_all_sessions =
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE application_name = 'muster' AND pid <> pg_backend_pid()";

// Long enough for a node that lives to renew its lease, also on a busy machine.
NodeOptions node(const std::string& name)
{
    using std::chrono::milliseconds;
    return {name,
            std::make_shared<NodeLease>(),
            {milliseconds(50), milliseconds(2000), milliseconds(2500)}};
}

const auto health = std::make_shared<StoreHealth>();

Result<Revision> create_group(Store& store, const std::string& name)
{
    return store.write(tenant, origin, [&](Writer& writer) -> Result<void> {
        Group group;
        group.id.value = TRY(writer.next_id(tenant, Kind::group));
        group.name = name;
        return writer.put({Action::created, tenant, std::nullopt, group, {}, {}, true});
    });
}

std::set<std::string> names_in(const Store& store)
{
    Query query;
    query.kind = Kind::group;
    query.tenant = tenant;
    query.limit = 1000;
    std::set<std::string> names;
    for (auto& group : rows_of<Group>(store.page(query).value())) names.insert(group.name);
    return names;
}

// Looks until the node is the active one.
std::unique_ptr<Store> await_turn(StandBy& turn)
{
    for (;;) {
        auto store = turn.look();
        if (store && *store) return *std::move(store);
        if (!store) {
            EXPECT_EQ(store.error().code, Code::unavailable) << store.error().message;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

void await_role(const NodeLease& lease, NodeRole role)
{
    while (lease.role() != role) std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

class PostgresNodes : public testing::Test {
protected:
    void SetUp() override
    {
        if (!PostgresCluster::is_installed()) GTEST_SKIP() << "PostgreSQL is not installed";
    }

    static std::string url_of(const std::string& schema)
    {
        return PostgresCluster::shared()->url_of(schema);
    }
};

TEST_F(PostgresNodes, a_stand_by_takes_over_as_soon_as_the_active_node_has_stopped)
{
    const auto url = url_of("stopped");
    const auto first_node = node("first");
    auto first = postgres::open_postgres(url, health, first_node).value();
    ASSERT_TRUE(create_group(*first, "of the first"));

    const auto second_node = node("second");
    const auto turn = postgres::stand_by(url, health, second_node);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(turn->look().value(), nullptr);
    EXPECT_EQ(second_node.lease->role(), NodeRole::standing_by);
    EXPECT_EQ(second_node.lease->active_node().name, "first");

    first.reset();
    const auto second = turn->look().value(); // at the first look: nothing needs to run out
    ASSERT_NE(second, nullptr);
    EXPECT_EQ(second_node.lease->role(), NodeRole::active);
    ASSERT_TRUE(create_group(*second, "of the second"));
    EXPECT_EQ(names_in(*second), (std::set<std::string>{"of the first", "of the second"}));
}

TEST_F(PostgresNodes, a_node_that_is_cut_off_answers_nothing_before_another_one_writes)
{
    const auto direct = url_of("cut_off");
    const TemporaryFolder folder;
    CuttingProxy proxy(folder.path(), PostgresCluster::shared()->socket());
    const auto first_node = node("first");
    const auto first = postgres::open_postgres(proxy.url_for(direct), health, first_node).value();
    ASSERT_TRUE(create_group(*first, "before"));

    proxy.hold();
    std::jthread writing([&] { EXPECT_FALSE(create_group(*first, "during")); });
    const auto turn = postgres::stand_by(direct, health, node("second"));
    const auto second = await_turn(*turn);
    EXPECT_EQ(first_node.lease->role(), NodeRole::overdue);
    ASSERT_TRUE(create_group(*second, "after"));
    EXPECT_EQ(first_node.lease->role(), NodeRole::overdue);

    proxy.release();
    writing.join();
    await_role(*first_node.lease, NodeRole::replaced);
    for (int i = 0; i < 3; ++i) {
        const auto refused = create_group(*first, "too late");
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, Code::unavailable);
    }
    EXPECT_EQ(names_in(*second), (std::set<std::string>{"before", "after"}));
}

TEST_F(PostgresNodes, a_node_that_lives_stays_active_when_its_connections_are_cut)
{
    const auto url = url_of("lives");
    const auto first_node = node("first");
    const auto first = postgres::open_postgres(url, health, first_node).value();
    const auto turn = postgres::stand_by(url, health, node("second"));
    std::set<std::string> acknowledged;
    for (int i = 0; i < 20; ++i) {
        DatabaseSession(url).run(end_all_sessions);
        const auto name = std::to_string(i);
        while (!create_group(*first, name)) continue;
        acknowledged.insert(name);
        const auto looked = turn->look(); // its own connection was cut, too
        if (looked) {
            EXPECT_EQ(*looked, nullptr);
        }
    }
    await_role(*first_node.lease, NodeRole::active);
    EXPECT_EQ(names_in(*first), acknowledged);
}

// A slow answer to a stand-by says nothing of the active node.
TEST_F(PostgresNodes, a_stand_by_that_waits_long_for_an_answer_ends_no_session_of_a_live_node)
{
    const auto direct = url_of("slow_look");
    const auto first_node = node("first");
    auto rare = first_node;
    rare.times.renewal = rare.times.lease = std::chrono::hours(1); // the row stays as it is
    const auto first = postgres::open_postgres(direct, health, rare).value();
    const std::string holder =
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = (hashtext("
        "current_database() || '.' || current_schema())::bigint & 4294967295)::oid";
    const auto before = DatabaseSession(direct).run(holder);
    EXPECT_NE(before, "");

    const TemporaryFolder folder;
    CuttingProxy proxy(folder.path(), PostgresCluster::shared()->socket());
    const auto second_node = node("second");
    const auto turn = postgres::stand_by(proxy.url_for(direct), health, second_node);
    EXPECT_EQ(turn->look().value(), nullptr);
    proxy.hold_answers();
    const auto end = NodeLease::now() + 2 * second_node.times.silence;
    std::jthread looking([&] { EXPECT_EQ(turn->look().value(), nullptr); });
    while (NodeLease::now() < end) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    proxy.release();
    looking.join();
    EXPECT_EQ(DatabaseSession(direct).run(holder), before);
}

TEST_F(PostgresNodes, a_start_without_stand_by_waits_for_the_lease_of_a_node_that_was_killed)
{
    const auto url = url_of("was_killed");
    ASSERT_TRUE(postgres::open_postgres(url));
    DatabaseSession(url).run("UPDATE active_node SET is_over = 0, name = 'killed'");
    EXPECT_TRUE(postgres::open_postgres(url, health, node("next")));
}

TEST_F(PostgresNodes, a_stand_by_knows_where_the_active_node_can_be_reached_as_long_as_it_is_there)
{
    const auto url = url_of("addresses");
    auto first_node = node("first");
    first_node.address = "10.0.0.1:8090";
    auto first = postgres::open_postgres(url, health, first_node).value();
    auto second_node = node("second");
    second_node.address = "10.0.0.2:8090";
    const auto turn = postgres::stand_by(url, health, second_node);
    ASSERT_EQ(turn->look().value(), nullptr);
    const auto seen = second_node.lease->active_node();
    EXPECT_EQ(seen.address, "10.0.0.1:8090");

    first.reset();
    auto second = turn->look().value();
    ASSERT_NE(second, nullptr);
    EXPECT_EQ(second_node.lease->active_node().address, "") << "it has stopped";

    const auto third_node = node("third");
    const auto next = postgres::stand_by(url, health, third_node);
    ASSERT_EQ(next->look().value(), nullptr);
    EXPECT_EQ(third_node.lease->active_node().address, "10.0.0.2:8090");
    EXPECT_GT(third_node.lease->active_node().term, seen.term);
}

// Rolling upgrade: the older node renews its lease in tables that have no address.
TEST_F(PostgresNodes, a_newer_stand_by_looks_at_an_older_active_node_that_has_no_address)
{
    const auto url = url_of("no_address");
    const auto older = postgres::open_postgres(url, health, node("older")).value();
    DatabaseSession(url).run("ALTER TABLE active_node DROP COLUMN address; "
                             "UPDATE meta SET value = 6 WHERE name = 'schema_version'");
    const auto newer_node = node("newer");
    const auto turn = postgres::stand_by(url, health, newer_node);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(turn->look().value(), nullptr);
    EXPECT_EQ(newer_node.lease->active_node().name, "older");
    EXPECT_EQ(newer_node.lease->active_node().address, "");
    EXPECT_EQ(DatabaseSession(url).run("SELECT value FROM meta WHERE name = 'schema_version'"),
              "6");
}

// Rolling upgrade: the older node has the lock, and tables without a lease.
TEST_F(PostgresNodes, a_newer_stand_by_changes_no_table_beneath_an_older_active_node)
{
    const auto url = url_of("older");
    ASSERT_TRUE(postgres::open_postgres(url));
    DatabaseSession(url).run(
        "DROP TABLE active_node; UPDATE meta SET value = 5 WHERE name = 'schema_version'");
    const std::string version = "SELECT value FROM meta WHERE name = 'schema_version'";
    auto older = std::make_unique<DatabaseSession>(url);
    older->run("SELECT pg_advisory_lock(1297437524, "
               "hashtext(current_database() || '.' || current_schema()))");

    const auto turn = postgres::stand_by(url, health, node("newer"));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(turn->look().value(), nullptr);
    EXPECT_EQ(older->run(version), "5") << "its session was not ended either";

    older.reset();
    const auto newer = await_turn(*turn);
    EXPECT_EQ(DatabaseSession(url).run(version), std::to_string(postgres::newest_schema_version()));
    EXPECT_TRUE(create_group(*newer, "after the upgrade"));
}

TEST_F(PostgresNodes, an_older_node_refuses_the_tables_of_a_newer_one)
{
    const auto url = url_of("newer");
    ASSERT_TRUE(postgres::open_postgres(url));
    DatabaseSession(url).run("UPDATE meta SET value = 1000 WHERE name = 'schema_version'");
    const auto turn = postgres::stand_by(url, health, node("older"));
    const auto refused = turn->look();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::unsupported);
}

} // namespace
} // namespace muster::store::test
