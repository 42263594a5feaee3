// Promise 28 of docs/dialects/ecwid.md: no event is lost by a kill or a slow receiver, and no
// change waits for a receiver.
#include <atomic>
#include <condition_variable>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <semaphore>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "e2e/ecwid_store.h"
#include "http/server/server.h"

namespace muster::e2e {

using http::Verb;

namespace {

// A receiver of webhooks: stores each event of a customer once.
class WebhookApplication final : public http::Service {
public:
    WebhookApplication()
    {
        http::ServerOptions options;
        options.listeners = {{"127.0.0.1", 0, {}}};
        server_ = *http::Server::start(std::move(options), *this);
    }
    ~WebhookApplication() override { server_.reset(); }
    WebhookApplication(const WebhookApplication&) = delete;
    WebhookApplication& operator=(const WebhookApplication&) = delete;

    std::size_t body_limit(const http::Request&) const override { return limits::body_bytes; }
    http::RunOn run_on(const http::Request&) const override { return http::RunOn::pool; }
    http::Response handle(const http::Request& request) override
    {
        if (holds_next.exchange(false)) {
            is_asked.release();
            may_answer.acquire();
        }
        const auto body = parse_json(request.body);
        const std::lock_guard lock(mutex_);
        const bool is_new = body && ids_.insert(text(*body, "eventId")).second;
        if (is_new && text(*body, "eventType").starts_with("customer.")) {
            types_[integer(*body, "entityId")].push_back(text(*body, "eventType"));
            ++events_;
            has_come_.notify_all();
        }
        return {};
    }
    http::Response refuse(const http::Request&, http::Refusal) const override { return {}; }

    std::uint16_t port() const { return server_->ports().front(); }
    void wait_for(std::size_t events)
    {
        std::unique_lock lock(mutex_);
        has_come_.wait(lock, [&] { return events_ >= events; });
    }
    // The events of each customer, in the order of their arrival.
    std::map<std::int64_t, std::vector<std::string>> types() const
    {
        const std::lock_guard lock(mutex_);
        return types_;
    }

    std::atomic<bool> holds_next = false;
    std::binary_semaphore is_asked{0};
    std::binary_semaphore may_answer{0};

private:
    mutable std::mutex mutex_;
    std::condition_variable has_come_;
    std::set<std::string> ids_;
    std::map<std::int64_t, std::vector<std::string>> types_;
    std::size_t events_ = 0;
    std::unique_ptr<http::Server> server_;
};

void configure(const DataFolder& folder, std::uint16_t port, const std::string& more = {})
{
    std::filesystem::create_directories(folder.path("data"));
    std::ofstream(folder.path("data/muster.toml"))
        << "[[webhook]]\nname = \"crm\"\ndialect = \"ecwid\"\ntenant = \"shop\"\n"
        << "url = \"http://127.0.0.1:" << port << "/changes\"\nsecret = \"signs\"\n"
        << more;
}

// A receiver can only be configured for a tenant that exists.
EcwidStore create_store(const DataFolder& folder)
{
    ServerProcess server(folder);
    const auto store = EcwidStore::create(folder, server);
    EXPECT_EQ(server.stop(), 0);
    return store;
}

// Creates a customer, changes it `changes` times and removes it. Each call must succeed.
void live_and_die(const EcwidStore& store, const ServerProcess& server, int number, int changes)
{
    auto client = server.client();
    Json body = Json::object();
    body.set("email", "c" + std::to_string(number) + "@example.org");
    const auto made = store.send(client, Verb::post, "/customers", body);
    EXPECT_EQ(made.status, 200) << made.body.text();
    const auto path = "/customers/" + std::to_string(integer(made.body, "id"));
    for (int i = 2; i < changes; ++i) {
        EXPECT_EQ(store.send(client, Verb::put, path, Json::object()).status, 200);
    }
    EXPECT_EQ(store.send(client, Verb::remove, path).status, 200);
}

} // namespace

TEST(EcwidWebhooks, AKillLosesNoEvent)
{
    WebhookApplication application;
    const DataFolder folder;
    const auto store = create_store(folder);
    configure(folder, application.port(), "events = [\"customer.created\"]\n");
    constexpr int customers = 300;
    {
        ServerProcess server(folder);
        auto client = server.client();
        for (int i = 0; i < customers; ++i) {
            Json body = Json::object();
            body.set("email", "c" + std::to_string(i) + "@example.org");
            ASSERT_EQ(store.send(client, Verb::post, "/customers", body).status, 200);
        }
        server.kill();
    }
    const ServerProcess again(folder);
    application.wait_for(customers);
    EXPECT_EQ(application.types().size(), std::size_t{customers});
}

// The first event is one of a group: if its answer comes too late, events of customers do not wait.
TEST(EcwidWebhooks, AThousandChangesAreAnsweredWhileTheReceiverHoldsAnEventAndArriveInOrder)
{
    WebhookApplication application;
    application.holds_next = true;
    const DataFolder folder;
    const auto store = create_store(folder);
    configure(folder, application.port());
    const ServerProcess server(folder);
    auto client = server.client();
    Json group = Json::object();
    group.set("name", "First");
    ASSERT_EQ(store.send(client, Verb::post, "/customer_groups", group).status, 200);
    application.is_asked.acquire();

    constexpr int customers = 20;
    constexpr int changes = 50; // of each
    std::vector<std::thread> writers;
    for (int i = 0; i < customers; ++i) {
        writers.emplace_back([&, i] { live_and_die(store, server, i, changes); });
    }
    for (auto& writer : writers) writer.join();
    application.may_answer.release();

    application.wait_for(std::size_t{customers} * changes);
    std::vector<std::string> lived(changes, "customer.updated");
    lived.front() = "customer.created";
    lived.back() = "customer.deleted";
    const auto types = application.types();
    EXPECT_EQ(types.size(), std::size_t{customers});
    for (const auto& [customer, told] : types) EXPECT_EQ(told, lived) << customer;
}

TEST(EcwidWebhooks, AWrongReceiverIsNamedAtTheStart)
{
    const DataFolder folder;
    configure(folder, 22);
    const auto finished =
        run_muster({"serve", "--data", folder.path("data"), "--listen", "127.0.0.1:0"});
    EXPECT_NE(finished.code, 0);
    EXPECT_NE(finished.err.find("muster.toml line 5: url: the port must be"), std::string::npos)
        << finished.err;
    EXPECT_EQ(finished.err.find("signs"), std::string::npos) << "secrets are not shown";
}

} // namespace muster::e2e
