// Promise 28 of docs/dialects/ecwid.md: a kill loses no event.
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "e2e/ecwid_store.h"
#include "http/server.h"

namespace muster::e2e {

using http::Verb;

namespace {

class Application final : public http::Service {
public:
    std::size_t body_limit(const http::Request&) const override { return limits::body_bytes; }
    http::Place place(const http::Request&) const override { return http::Place::pool; }
    http::Response handle(http::Request&& request) override
    {
        const auto body = parse_json(request.body);
        const std::lock_guard lock(mutex_);
        if (body) customers_.insert(integer(*body, "entityId"));
        return {};
    }
    http::Response refuse(const http::Request&, http::Refusal) const override { return {}; }
    std::size_t customers() const
    {
        const std::lock_guard lock(mutex_);
        return customers_.size();
    }

private:
    mutable std::mutex mutex_;
    std::set<std::int64_t> customers_;
};

void configure(const Folder& folder, std::uint16_t port)
{
    std::filesystem::create_directories(folder.path("data"));
    std::ofstream(folder.path("data/muster.toml"))
        << "[[webhook]]\nname = \"crm\"\ndialect = \"ecwid\"\ntenant = \"shop\"\n"
        << "url = \"http://127.0.0.1:" << port << "/changes\"\nsecret = \"signs\"\n"
        << "events = [\"customer.created\"]\n";
}

} // namespace

TEST(EcwidWebhooks, AKillLosesNoEvent)
{
    Application application;
    http::ServerOptions options;
    options.listeners = {{"127.0.0.1", 0, {}}};
    const auto receiver = *http::Server::start(std::move(options), application);
    const Folder folder;
    configure(folder, receiver->ports().front());
    constexpr int customers = 300;
    {
        ServerProcess server(folder);
        const auto store = EcwidStore::create(folder, server);
        auto client = server.client();
        for (int i = 0; i < customers; ++i) {
            Json body = Json::object();
            body.set("email", "c" + std::to_string(i) + "@example.org");
            ASSERT_EQ(store.send(client, Verb::post, "/customers", body).status, 200);
        }
        server.kill();
    }
    const ServerProcess again(folder);
    while (application.customers() < customers) std::this_thread::yield();
    EXPECT_EQ(application.customers(), std::size_t{customers});
}

TEST(EcwidWebhooks, AWrongReceiverIsNamedAtTheStart)
{
    const Folder folder;
    configure(folder, 22);
    const auto finished =
        run_muster({"serve", "--data", folder.path("data"), "--listen", "127.0.0.1:0"});
    EXPECT_NE(finished.code, 0);
    EXPECT_NE(finished.err.find("webhook crm: the port must be"), std::string::npos)
        << finished.err;
    EXPECT_EQ(finished.err.find("signs"), std::string::npos) << "secrets are not shown";
}

} // namespace muster::e2e
