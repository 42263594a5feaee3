// Promise 11 on the built program: clients without credentials stop nobody and take no memory.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "e2e/server_process.h"

namespace muster::e2e {
namespace {

using http::Verb;

TEST(HostileClients, ParallelLogInsTakeLittleMemoryAndAreRefusedEarly)
{
    const DataFolder folder;
    ServerProcess server(folder, {"--demo"});
    constexpr int attackers = 100;
    std::atomic<int> wrong{0};
    std::atomic<int> refused{0};
    std::atomic<int> others{0};
    std::vector<std::thread> threads;
    for (int which = 0; which < attackers; ++which)
        threads.emplace_back([&, which] {
            auto client = server.client();
            Json body = Json::object();
            body.set("email", "nobody" + std::to_string(which) + "@example.org");
            body.set("password", "guess");
            const auto answer = call(client, Verb::post, "/nuweb/v1/login", {}, body);
            const bool is_early = answer.status == 503 || answer.status == 429;
            ++(answer.status == 422 ? wrong : is_early ? refused : others);
        });
    auto probe = server.client();
    EXPECT_EQ(call(probe, Verb::get, "/health", {}).status, 200);
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(others, 0);
    EXPECT_GT(wrong, 0);
    EXPECT_GT(refused, 0);
    constexpr std::int64_t most_bytes = std::int64_t{600} << 20U;
    EXPECT_LT(server.peak_bytes(), most_bytes);
    EXPECT_NE(server.audit_log().find("login_failed"), std::string::npos);
}

void configure(const DataFolder& folder, const std::string& text)
{
    std::filesystem::create_directories(folder.path("data"));
    std::ofstream(folder.path("data/muster.toml")) << text << '\n';
}

TEST(HostileClients, BehindATrustedProxyHaveAddressesOfTheirOwn)
{
    const DataFolder folder;
    configure(folder, R"(trusted_proxies = ["127.0.0.1"])");
    ServerProcess server(folder);
    auto client = server.client();
    Json body = Json::object();
    body.set("email", "nobody@example.org");
    body.set("password", "guess");
    const auto answer = call(client, Verb::post, "/nuweb/v1/login",
                             {{"X-Forwarded-For", "8.8.8.8, 2001:db8::7"}}, body);
    EXPECT_EQ(answer.status, 422);
    EXPECT_NE(server.audit_log().find("2001:db8::7"), std::string::npos);
}

TEST(HostileClients, SettingsThatCannotBeUsedStopTheStart)
{
    for (const std::string text : {"trusted_proxies = [\"10.0.0.0/99\"]", "trusted_proxies = 1",
                                   "connections = 0", "connections_per_address = \"many\""}) {
        const DataFolder folder;
        configure(folder, text);
        const auto done = run_muster({"serve", "--data", folder.path("data")});
        EXPECT_NE(done.code, 0) << text;
        EXPECT_NE(done.err.find(text.substr(0, text.find(' '))), std::string::npos) << done.err;
    }
}

} // namespace
} // namespace muster::e2e
