// Several nodes on one PostgreSQL database, as processes: whatever happens to the active one,
// another takes over with everything that was acknowledged, and nobody gets an old answer (promises
// 1, 4).
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "e2e/server_process.h"
#include "store/postgres_cluster.h"

namespace muster::e2e {

using http::Verb;
using store::test::PostgresCluster;

namespace {

// Looks until the condition holds; bounded, so that a broken program fails.
template <class Until>
bool eventually(Until until)
{
    for (int looks = 0; looks < 6000; ++looks) {
        if (until()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}

Json named(const std::string& name)
{
    Json body = Json::object();
    body.set("name", name);
    return body;
}

constexpr int writers = 6;
constexpr int imported = 6000;

std::string people()
{
    std::string csv = "external_id,name,email\n";
    for (int i = 1; i <= imported; ++i) {
        const auto number = std::to_string(i);
        csv += "P-" + number + ",Person " + number + ",p" + number +
               (i % 100 == 0 ? "" : "@example.org") + '\n'; // every hundredth row is refused
    }
    return csv;
}

class Nodes : public testing::Test {
protected:
    void SetUp() override
    {
        if (!PostgresCluster::is_installed()) GTEST_SKIP() << "PostgreSQL is not installed";
        static int tests = 0;
        store_ = PostgresCluster::shared()->url_of("nodes_" + std::to_string(++tests));
        start(0);
        ASSERT_TRUE(eventually([&] { return is_ready(0); })) << node(0).log();
        headers_ = bearer(node(0).admin_key());
        ASSERT_EQ(run_muster({"tenant", "create", "shop", "--server", node(0).url(), "--data",
                              folders_[0].path("data")})
                      .code,
                  0);
        headers_.push_back({"Muster-Tenant", "shop"});
        start(1);
    }

    void start(std::size_t i)
    {
        auto started = std::make_unique<ServerProcess>(
            folders_[i], std::vector<std::string>{"--store", store_, "--standby", "--node-name",
                                                  "node-" + std::to_string(i), "--jobs",
                                                  jobs_.path(), "--metrics-listen", "127.0.0.1:0"});
        const std::lock_guard lock(mutex_);
        urls_[i] = started->url();
        nodes_[i] = std::move(started);
    }

    ServerProcess& node(std::size_t i) { return *nodes_[i]; }
    std::string url(std::size_t i)
    {
        const std::lock_guard lock(mutex_);
        return urls_[i];
    }

    JsonAnswer ask(std::size_t i, Verb verb, const std::string& target, const Json& body = {})
    {
        auto client = http::Client::create(url(i)).value();
        return call(client, verb, target, headers_, body);
    }
    bool is_ready(std::size_t i) { return ask(i, Verb::get, "/ready").status == 200; }
    bool stands_by(std::size_t i)
    {
        return ask(i, Verb::get, "/ready").body.text().find("another node is active") !=
               std::string::npos;
    }
    // Asks the nodes in turn until one answers.
    JsonAnswer ask_any(Verb verb, const std::string& target, const Json& body = {})
    {
        JsonAnswer answer;
        eventually([&] {
            for (std::size_t i = 0; i < urls_.size(); ++i) {
                answer = ask(i, verb, target, body);
                if (answer.status != 0 && answer.status != 503) return true;
            }
            return false;
        });
        return answer;
    }
    std::string make_group(const std::string& name)
    {
        const auto made = ask_any(Verb::post, "/v1/groups", named(name));
        EXPECT_EQ(made.status, 201) << made.body.text();
        return "/v1/groups/" + std::to_string(integer(made.body, "id"));
    }

    // An import on node 0 that is in the middle.
    void begin_import()
    {
        auto client = node(0).client();
        ASSERT_TRUE(client.send(Verb::post, "/v1/imports", headers_, people()));
        ASSERT_TRUE(eventually([&] {
            return integer(ask(0, Verb::get, "/v1/imports/1").body, "rows") > imported / 10;
        }));
    }

    // No row is lost or counted twice, and the file of the refused rows has each once.
    void expect_import_is_whole(std::size_t active)
    {
        JsonAnswer job;
        ASSERT_TRUE(eventually([&] {
            job = ask_any(Verb::get, "/v1/imports/1");
            return text(job.body, "status") != "running" && text(job.body, "status") != "waiting";
        })) << job.body.text();
        EXPECT_EQ(text(job.body, "status"), "done") << job.body.text();
        EXPECT_EQ(integer(job.body, "inserted"), imported - imported / 100);
        EXPECT_EQ(integer(job.body, "refused"), imported / 100);
        auto client = node(active).client();
        const auto refused = client.send(Verb::get, "/v1/imports/1/refused", headers_, {});
        ASSERT_TRUE(refused);
        EXPECT_EQ(std::ranges::count(refused->body, '\n'), imported / 100 + 1);
        EXPECT_EQ(refused->body.find('\0'), std::string::npos);
    }

    DataFolder folders_[2];
    DataFolder jobs_; // shared by the nodes
    std::string store_;
    std::vector<http::Header> headers_;

private:
    std::mutex mutex_;
    std::array<std::string, 2> urls_; // under mutex_
    std::array<std::unique_ptr<ServerProcess>, 2> nodes_;
};

} // namespace

TEST_F(Nodes, KillingTheActiveNodeAgainAndAgainLosesNoWriteAndShowsNothingOld)
{
    std::atomic<int> answers = 0;
    std::atomic<bool> is_over = false;
    std::vector<std::jthread> threads;
    for (int writer = 0; writer < writers; ++writer) {
        const auto group = make_group("writer " + std::to_string(writer));
        threads.emplace_back([&, writer, group] {
            for (int number = 1; !is_over; ++number) {
                const auto name = std::to_string(writer) + " update " + std::to_string(number);
                const auto done = ask_any(Verb::patch, group, named(name));
                EXPECT_EQ(done.status, 200) << done.body.text();
                EXPECT_EQ(text(ask_any(Verb::get, group).body, "name"), name);
                ++answers;
            }
        });
    }
    begin_import();

    std::size_t active = 0;
    for (int round = 0; round < 3; ++round) {
        node(active).kill();
        const auto other = 1 - active;
        ASSERT_TRUE(eventually([&] { return is_ready(other); })) << node(other).log();
        start(active);
        active = other;
        const int before = answers;
        ASSERT_TRUE(eventually([&] { return answers > before + 5 * writers; }));
    }
    is_over = true;
    threads.clear();

    expect_import_is_whole(active);
}

TEST_F(Nodes, ANodeThatWasPausedNeitherAnswersNorWritesAnythingOldAfterwards)
{
    const auto group = make_group("old");
    ASSERT_TRUE(eventually([&] { return stands_by(1); }));
    EXPECT_EQ(text(ask(0, Verb::get, group).body, "name"), "old");
    begin_import(); // its threads go on when the node wakes up

    node(0).freeze();
    std::jthread waiting([&] { // reaches the node, which handles it when it wakes up
        EXPECT_NE(ask(0, Verb::patch, group, named("late")).status, 200);
    });
    ASSERT_TRUE(eventually([&] { return is_ready(1); })) << node(1).log();
    ASSERT_EQ(ask(1, Verb::patch, group, named("new")).status, 200);
    node(0).thaw();
    EXPECT_TRUE(eventually([&] {
        EXPECT_NE(ask(0, Verb::get, group).status, 200);
        return stands_by(0);
    })) << node(0).log();
    waiting.join();
    expect_import_is_whole(1);
    EXPECT_EQ(text(ask(1, Verb::get, group).body, "name"), "new");

    EXPECT_EQ(node(1).stop(), 0); // hands over
    ASSERT_TRUE(eventually([&] { return is_ready(0); })) << node(0).log();
    EXPECT_EQ(text(ask(0, Verb::get, group).body, "name"), "new");
}

TEST_F(Nodes, AStandBySaysEverywhereThatAnotherNodeIsActive)
{
    ASSERT_TRUE(eventually([&] { return stands_by(1); })) << node(1).log();
    EXPECT_EQ(ask(1, Verb::get, "/health").status, 200);
    const auto ready = ask(1, Verb::get, "/ready");
    EXPECT_EQ(ready.status, 503);
    EXPECT_NE(ready.body.text().find("another node is active (node-0)"), std::string::npos);

    auto client = node(1).client();
    const auto refused = client.send(Verb::get, "/v1/customers", headers_, {}).value();
    EXPECT_EQ(refused.status, 503);
    EXPECT_NE(refused.body.find("another node is active (node-0)"), std::string::npos);
    EXPECT_TRUE(std::ranges::any_of(
        refused.headers, [](const auto& one) { return http::same_name(one.name, "Retry-After"); }));
    const auto page = client.send(Verb::get, "/", {}, {}).value();
    EXPECT_EQ(page.status, 503);
    EXPECT_NE(page.body.find("another node is active (node-0)"), std::string::npos);
    EXPECT_EQ(client.send(Verb::get, "/metrics", headers_, {}).value().status, 503);

    const auto& printed = node(1).output();
    const auto end = printed.find("  (metrics");
    const auto begin = printed.rfind("http://", end);
    auto metrics = http::Client::create(printed.substr(begin, end - begin)).value();
    const auto gauges = metrics.send(Verb::get, "/metrics", {}, {}).value();
    EXPECT_NE(gauges.body.find("muster_node_active 0"), std::string::npos) << gauges.body;
}

// It must not take over again and again, and keep those out that could.
TEST_F(Nodes, ANodeWhoseFilesCannotBeReadEndsInsteadOfTakingOverAgainAndAgain)
{
    ASSERT_TRUE(eventually([&] { return stands_by(1); })) << node(1).log();
    std::filesystem::create_directory(folders_[1].path("data/signing.key"));
    EXPECT_EQ(node(0).stop(), 0); // hands over
    EXPECT_EQ(node(1).wait(), 1);
    EXPECT_NE(node(1).log().find("signing.key"), std::string::npos) << node(1).log();
    start(0);
    EXPECT_TRUE(eventually([&] { return is_ready(0); })) << node(0).log();

    const auto refused = run_muster({"serve", "--data", folders_[1].path("data"), "--listen",
                                     "127.0.0.1:0", "--store", store_, "--standby"});
    EXPECT_EQ(refused.code, 1) << "it does not even stand by";
    EXPECT_NE(refused.err.find("signing.key"), std::string::npos) << refused.err;
}

TEST_F(Nodes, WithoutStandByASecondNodeIsRefusedAndSaysHowToStandBy)
{
    const DataFolder folder;
    const auto refused = run_muster(
        {"serve", "--data", folder.path("data"), "--listen", "127.0.0.1:0", "--store", store_});
    EXPECT_NE(refused.code, 0);
    EXPECT_NE(refused.err.find("another server uses this database"), std::string::npos);
    EXPECT_NE(refused.err.find("--standby"), std::string::npos);
}

} // namespace muster::e2e
