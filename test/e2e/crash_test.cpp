// Promise 1 under kill -9: each acknowledged write is stored, and no write is stored in part.
#include <array>
#include <atomic>
#include <map>
#include <thread>

#include <gtest/gtest.h>

#include "e2e/server_process.h"

namespace muster::e2e {

using http::Verb;

namespace {

constexpr int writers = 64;

struct CrashStory {
    std::string url;
    std::string key;
    std::vector<std::int64_t> groups;
    std::array<std::atomic<int>, writers> acknowledged{}; // number of the last update answered
    std::atomic<int> answers{0};
};

std::vector<http::Header> headers_of(const std::string& key)
{
    auto headers = bearer(key);
    headers.push_back({"Muster-Tenant", "shop"});
    return headers;
}

Json named(const std::string& name)
{
    Json body = Json::object();
    body.set("name", name);
    body.set("description", name);
    return body;
}

std::string name_of(int writer, int number)
{
    return "writer " + std::to_string(writer) + " update " + std::to_string(number);
}

// Renames its group again and again until the server is gone.
void write_on(CrashStory& story, int writer)
{
    auto client = http::Client::create(story.url).value();
    const auto headers = headers_of(story.key);
    const auto place = static_cast<std::size_t>(writer);
    const std::string target = "/v1/groups/" + std::to_string(story.groups[place]);
    for (int number = 1; number < 100'000; ++number) {
        const auto answer =
            call(client, Verb::patch, target, headers, named(name_of(writer, number)));
        if (answer.status != 200) return;
        story.acknowledged[place] = number;
        ++story.answers;
    }
}

} // namespace

TEST(Crash, EveryAcknowledgedUpdateSurvivesAKillAndNothingIsHalf)
{
    const DataFolder folder;
    CrashStory story;
    {
        ServerProcess server(folder);
        story.url = server.url();
        story.key = server.admin_key();
        ASSERT_EQ(run_muster({"tenant", "create", "shop", "--server", story.url, "--data",
                              folder.path("data")})
                      .code,
                  0);
        auto client = server.client();
        for (int writer = 0; writer < writers; ++writer) {
            const auto made = call(client, Verb::post, "/v1/groups", headers_of(story.key),
                                   named(name_of(writer, 0)));
            story.groups.push_back(integer(made.body, "id"));
        }
        std::vector<std::thread> threads;
        for (int writer = 0; writer < writers; ++writer) {
            threads.emplace_back([&story, writer] { write_on(story, writer); });
        }
        while (story.answers < 2000) std::this_thread::yield();
        server.kill();
        for (auto& thread : threads) thread.join();
    }
    const auto check = run_muster({"check", "--data", folder.path("data")});
    EXPECT_EQ(check.code, 0) << check.out;

    ServerProcess again(folder);
    auto client = again.client();
    for (int writer = 0; writer < writers; ++writer) {
        const auto place = static_cast<std::size_t>(writer);
        const auto group =
            call(client, Verb::get, "/v1/groups/" + std::to_string(story.groups[place]),
                 headers_of(story.key));
        const int last = story.acknowledged[place];
        const auto name = text(group.body, "name");
        // The update that was running when the server was killed may be stored too.
        EXPECT_TRUE(name == name_of(writer, last) || name == name_of(writer, last + 1)) << name;
        EXPECT_EQ(text(group.body, "description"), name) << "never half";
    }
}

} // namespace muster::e2e
