// Several nodes on one PostgreSQL database, as processes: whatever happens to the active one,
// another takes over with everything that was acknowledged, and nobody gets an old answer (promises
// 1, 4).
#include <algorithm>
#include <atomic>
#include <thread>

#include "e2e/nodes.h"

namespace muster::e2e {

using http::Verb;

TEST_F(Nodes, KillingTheActiveNodeAgainAndAgainLosesNoWriteAndShowsNothingOld)
{
    std::atomic<int> answers = 0;
    std::atomic<bool> is_over = false;
    auto threads = start_writers([&](Verb verb, const std::string& target,
                                     const Json& body) { return ask_any(verb, target, body); },
                                 answers, is_over);
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
