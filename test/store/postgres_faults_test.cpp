// The PostgreSQL engine when the server, the connection or another Muster gets in the way: an
// acknowledged write is there, a refused one is whole or absent, and the store goes on by itself.
#include <atomic>
#include <map>
#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include "store/cutting_proxy.h"
#include "store/engines.h"
#include "store/postgres/store.h"
#include "store/postgres_cluster.h"

namespace muster::store::test {
namespace {

using namespace model;

const Origin origin{Time{std::chrono::seconds{1}}, "tester", "native"};

Result<Revision> create_group(Store& store, const std::string& name)
{
    return store.write(tenant, origin, [&](Writer& writer) -> Result<void> {
        Group group;
        group.id.value = TRY(writer.next_id(tenant, Kind::group));
        group.name = name;
        const Key key{Kind::group, tenant, "external_id", name};
        return writer.put({Action::created, tenant, std::nullopt, group, {}, {key}, true});
    });
}

// What the commit listener has heard of.
struct HeardNames : CommitListener {
    void committed(TenantId, Revision, std::span<const MutationRef> mutations) override
    {
        for (const auto& mutation : mutations) names.insert(std::get<Group>(mutation->after).name);
    }
    std::set<std::string> names;
};

class PostgresFaults : public testing::Test {
protected:
    void SetUp() override
    {
        if (!PostgresCluster::is_installed()) GTEST_SKIP() << "PostgreSQL is not installed";
    }

    static std::unique_ptr<Store> open(const std::string& url)
    {
        auto opened = postgres::open_postgres(url);
        EXPECT_TRUE(opened.has_value()) << opened.error().message;
        return opened ? *std::move(opened) : nullptr;
    }

    // The names of all groups. Each must have its key and its entry in the log.
    static std::set<std::string> stored_names(const Store& store)
    {
        Query query;
        query.kind = Kind::group;
        query.tenant = tenant;
        query.limit = 100'000;
        const auto page = store.page(query);
        EXPECT_TRUE(page.has_value()) << page.error().detail;
        std::set<std::string> names;
        if (!page) return names;
        for (const auto& row : page->rows) {
            const auto& group = std::get<Group>(row);
            names.insert(group.name);
            EXPECT_TRUE(find<Group>(store, {Kind::group, tenant, "external_id", group.name}));
        }
        const auto log = store.changes({tenant, 0, 100'000, {}, 0});
        EXPECT_EQ(log->size(), names.size());
        EXPECT_EQ(*store.revision(tenant), std::ssize(names));
        return names;
    }

    static void run_sql(const std::string& url, const std::string& text)
    {
        PGconn* connection = PQconnectdb(url.c_str());
        PQclear(PQexec(connection, text.c_str()));
        PQfinish(connection);
    }
};

constexpr int writers = 4;

// Writes groups from several threads while `disturb` runs, then until a write succeeds again.
std::set<std::string> write_during(Store& store, const std::string& prefix,
                                   const std::function<void()>& disturb)
{
    std::atomic<bool> is_over = false;
    std::vector<std::set<std::string>> acknowledged(writers);
    std::vector<std::jthread> threads;
    for (int writer = 0; writer < writers; ++writer) {
        threads.emplace_back([&, writer] {
            auto& mine = acknowledged[static_cast<std::size_t>(writer)];
            bool succeeded = false;
            for (int i = 0; !is_over || !succeeded; ++i) {
                const std::string name = prefix + std::to_string(writer) + '-' + std::to_string(i);
                const auto done = create_group(store, name);
                succeeded = done.has_value();
                if (succeeded) {
                    mine.insert(name);
                } else {
                    EXPECT_EQ(done.error().code, Code::unavailable) << done.error().detail;
                }
            }
        });
    }
    disturb();
    is_over = true;
    threads.clear();
    std::set<std::string> all;
    for (auto& mine : acknowledged) all.merge(mine);
    return all;
}

void expect_among(const std::set<std::string>& names, const std::set<std::string>& all)
{
    for (const auto& name : names) EXPECT_TRUE(all.contains(name)) << name;
}

TEST_F(PostgresFaults, no_acknowledged_write_is_lost_when_the_server_is_killed) // promise 1
{
    const auto cluster = PostgresCluster::start();
    const auto url = cluster->url_of("killed");
    const auto store = open(url);
    ASSERT_TRUE(create_group(*store, "first"));
    HeardNames heard;
    store->set_commit_listener(&heard);
    std::set<std::string> acknowledged{"first"};
    for (int round = 0; round < 3; ++round) {
        acknowledged.merge(write_during(*store, std::to_string(round) + '-', [&] {
            cluster->kill();
            cluster->resume();
        }));
    }
    store->set_commit_listener(nullptr);
    const auto names = stored_names(*store);
    expect_among(acknowledged, names);
    heard.names.insert("first");
    EXPECT_EQ(heard.names, names) << "the index knows exactly what is stored (promise 4)";
}

TEST_F(PostgresFaults, no_write_is_half_when_connections_are_cut)
{
    const auto url = PostgresCluster::shared()->url_of("terminated");
    const auto store = open(url);
    HeardNames heard;
    store->set_commit_listener(&heard);
    const auto acknowledged = write_during(*store, "", [&] {
        for (int i = 0; i < 30; ++i) {
            run_sql(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                         "WHERE application_name = 'muster' AND pid <> pg_backend_pid()");
        }
    });
    store->set_commit_listener(nullptr);
    const auto names = stored_names(*store);
    expect_among(acknowledged, names);
    EXPECT_EQ(heard.names, names);
}

// The connection ends after every possible number of bytes: in the log-in, in a statement, in the
// answer to a commit.
TEST_F(PostgresFaults, a_connection_may_end_at_any_byte)
{
    const auto direct = PostgresCluster::shared()->url_of("cut");
    ASSERT_NE(open(direct), nullptr); // makes the tables
    const TemporaryFolder folder;
    CuttingProxy proxy(folder.path(), PostgresCluster::shared()->socket());
    const auto url = proxy.url_for(direct);
    // A start whose connection was cut after it had begun leaves a lease that must run out.
    using std::chrono::milliseconds;
    const NodeOptions node{"cut",
                           std::make_shared<NodeLease>(),
                           {milliseconds(50), milliseconds(100), milliseconds(150)}};
    std::set<std::string> acknowledged;
    constexpr std::int64_t step = 157;
    bool was_cut = true;
    for (std::int64_t bytes = step; was_cut; bytes += step) {
        proxy.cut_once_after(bytes);
        auto store = postgres::open_postgres(url, std::make_shared<StoreHealth>(), node);
        for (int i = 0; store && i < 3; ++i) {
            const std::string name = std::to_string(bytes) + '-' + std::to_string(i);
            if (create_group(**store, name)) acknowledged.insert(name);
        }
        was_cut = proxy.has_cut();
        if (store) store->reset();
    }
    const auto store = open(direct);
    ASSERT_NE(store, nullptr);
    expect_among(acknowledged, stored_names(*store));
    EXPECT_GT(acknowledged.size(), 10U);
}

TEST_F(PostgresFaults, one_server_at_a_time_uses_the_tables)
{
    const auto url = PostgresCluster::shared()->url_of("shared");
    auto first = open(url);
    const auto second = postgres::open_postgres(url);
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, Code::conflict);
    EXPECT_NE(second.error().message.find("another server uses this database"), std::string::npos);
    EXPECT_TRUE(postgres::open_postgres(PostgresCluster::shared()->url_of("shared_2")));
    first.reset();
    EXPECT_TRUE(postgres::open_postgres(url));
}

TEST_F(PostgresFaults, a_text_that_the_database_cannot_store_harms_no_other_write)
{
    const auto store = open(PostgresCluster::shared()->url_of("nul"));
    std::vector<std::jthread> threads;
    std::atomic<int> refused = 0;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
            const std::string name = i % 2 == 0 ? std::string("a\0b", 3) : std::to_string(i);
            const auto done = create_group(*store, name);
            if (done) return;
            EXPECT_EQ(done.error().code, Code::invalid_value);
            ++refused;
        });
    }
    threads.clear();
    EXPECT_EQ(refused, 4);
    EXPECT_EQ(stored_names(*store).size(), 4U);
}

} // namespace
} // namespace muster::store::test
