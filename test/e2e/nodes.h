// Nodes on one PostgreSQL database, as processes, for the stories about them.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "e2e/server_process.h"
#include "store/postgres_cluster.h"

namespace muster::e2e {

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

inline Json named(const std::string& name)
{
    Json body = Json::object();
    body.set("name", name);
    return body;
}

inline constexpr std::size_t most_nodes = 3;
inline constexpr int writers = 6;
inline constexpr int imported = 6000;

inline std::string people()
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
        if (!store::test::PostgresCluster::is_installed())
            GTEST_SKIP() << "PostgreSQL is not installed";
        static int tests = 0;
        store_ = store::test::PostgresCluster::shared()->url_of("nodes_" + std::to_string(++tests));
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

    static std::string name_of(std::size_t i) { return "node-" + std::to_string(i); }
    // Before a node starts: its options and its files.
    virtual void prepare(std::size_t i, std::vector<std::string>& options)
    {
        static_cast<void>(i);
        static_cast<void>(options);
    }

    void start(std::size_t i)
    {
        std::vector<std::string> options{"--store",    store_,   "--standby",  "--node-name",
                                         name_of(i),   "--jobs", jobs_.path(), "--metrics-listen",
                                         "127.0.0.1:0"};
        prepare(i, options);
        auto started = std::make_unique<ServerProcess>(folders_[i], std::move(options));
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

    JsonAnswer ask(std::size_t i, http::Verb verb, const std::string& target, const Json& body = {})
    {
        auto client = http::Client::create(url(i)).value();
        return call(client, verb, target, headers_, body);
    }
    bool is_ready(std::size_t i) { return ask(i, http::Verb::get, "/ready").status == 200; }
    bool stands_by(std::size_t i)
    {
        return ask(i, http::Verb::get, "/ready").body.text().find("another node is active") !=
               std::string::npos;
    }
    // Asks the nodes in turn until one answers.
    JsonAnswer ask_any(http::Verb verb, const std::string& target, const Json& body = {})
    {
        JsonAnswer answer;
        eventually([&] {
            for (std::size_t i = 0; i < urls_.size(); ++i) {
                if (url(i).empty()) continue; // never started
                answer = ask(i, verb, target, body);
                if (answer.status != 0 && answer.status != 503) return true;
            }
            return false;
        });
        return answer;
    }
    std::string make_group(const std::string& name)
    {
        const auto made = ask_any(http::Verb::post, "/v1/groups", named(name));
        EXPECT_EQ(made.status, 201) << made.body.text();
        return "/v1/groups/" + std::to_string(integer(made.body, "id"));
    }

    using Ask = std::function<JsonAnswer(http::Verb, const std::string& target, const Json& body)>;

    // Each writer renames a group of its own through `ask`, reads every name back through it, and
    // counts the answers, until it is over.
    std::vector<std::jthread> start_writers(const Ask& ask, std::atomic<int>& answers,
                                            const std::atomic<bool>& is_over)
    {
        std::vector<std::jthread> threads;
        for (int writer = 0; writer < writers; ++writer) {
            const auto group = make_group("writer " + std::to_string(writer));
            threads.emplace_back([ask, writer, group, &answers, &is_over] {
                for (int number = 1; !is_over; ++number) {
                    const auto name = std::to_string(writer) + " update " + std::to_string(number);
                    const auto done = ask(http::Verb::patch, group, named(name));
                    EXPECT_EQ(done.status, 200) << done.body.text();
                    EXPECT_EQ(text(ask(http::Verb::get, group, {}).body, "name"), name);
                    ++answers;
                }
            });
        }
        return threads;
    }

    // An import on node 0 that is in the middle.
    void begin_import()
    {
        auto client = node(0).client();
        ASSERT_TRUE(client.send(http::Verb::post, "/v1/imports", headers_, people()));
        ASSERT_TRUE(eventually([&] {
            return integer(ask(0, http::Verb::get, "/v1/imports/1").body, "rows") > imported / 10;
        }));
    }

    // No row is lost or counted twice, and the file of the refused rows has each once.
    void expect_import_is_whole(std::size_t active)
    {
        JsonAnswer job;
        ASSERT_TRUE(eventually([&] {
            job = ask_any(http::Verb::get, "/v1/imports/1");
            return text(job.body, "status") != "running" && text(job.body, "status") != "waiting";
        })) << job.body.text();
        EXPECT_EQ(text(job.body, "status"), "done") << job.body.text();
        EXPECT_EQ(integer(job.body, "inserted"), imported - imported / 100);
        EXPECT_EQ(integer(job.body, "refused"), imported / 100);
        auto client = node(active).client();
        const auto refused = client.send(http::Verb::get, "/v1/imports/1/refused", headers_, {});
        ASSERT_TRUE(refused);
        EXPECT_EQ(std::ranges::count(refused->body, '\n'), imported / 100 + 1);
        EXPECT_EQ(refused->body.find('\0'), std::string::npos);
    }

    DataFolder folders_[most_nodes];
    DataFolder jobs_; // shared by the nodes
    std::string store_;
    std::vector<http::Header> headers_;

private:
    std::mutex mutex_;
    std::array<std::string, most_nodes> urls_; // under mutex_
    std::array<std::unique_ptr<ServerProcess>, most_nodes> nodes_;
};

} // namespace muster::e2e
