// Events over real sockets: the receiver is down, broken and slow while customers are changed.
#include <mutex>
#include <semaphore>
#include <set>
#include <thread>

#include "dialects/ecwid/webhook_story.h"
#include "http/server/server.h"

namespace muster::dialects::test {
namespace {

using http::Verb;
using namespace std::chrono_literals;

// Somebody's application: takes events, unless told otherwise.
class Application final : public http::Service {
public:
    std::size_t body_limit(const http::Request&) const override { return limits::body_bytes; }
    http::RunOn run_on(const http::Request&) const override { return http::RunOn::pool; }
    http::Response handle(const http::Request& request) override
    {
        if (is_slow) {
            has_asked.release();
            may_answer.acquire();
        }
        http::Response response;
        response.status = is_broken ? 500 : 200;
        const std::lock_guard lock(mutex_);
        if (!is_broken) ids_.insert(*parse_json(request.body)->find("eventId")->as_text());
        return response;
    }
    http::Response refuse(const http::Request&, http::Refusal refusal) const override
    {
        http::Response response;
        response.status = http::status_of(refusal);
        return response;
    }
    std::size_t events() const
    {
        const std::lock_guard lock(mutex_);
        return ids_.size();
    }

    std::atomic<bool> is_broken = false;
    std::atomic<bool> is_slow = false;
    std::binary_semaphore has_asked{0};
    std::binary_semaphore may_answer{0};

private:
    mutable std::mutex mutex_;
    std::set<std::string> ids_;
};

class EcwidReceiver : public EcwidWebhooks {
protected:
    std::uint16_t start(std::uint16_t port)
    {
        http::ServerOptions options;
        options.listeners = {{"127.0.0.1", port, {}}};
        options.io_threads = 1;
        options.pool_threads = 2;
        server_ = *http::Server::start(std::move(options), application_);
        return server_->ports().front();
    }
    void change_many(int count)
    {
        for (int i = 0; i < count; ++i) change(1 + i % 3, std::to_string(i));
    }
    void look(const Task& task)
    {
        auto doing = work();
        const auto done = task(doing);
        EXPECT_TRUE(done) << done.error().message;
    }

    Application application_;
    std::unique_ptr<http::Server> server_;
};

TEST_F(EcwidReceiver, gets_everything_although_it_was_down_broken_and_slow)
{
    const auto port = start(0);
    server_.reset();
    services().receivers.front().url = "http://127.0.0.1:" + std::to_string(port) + "/changes";
    const auto tasks = ecwid::webhook_tasks(services());
    ASSERT_TRUE(tasks) << tasks.error().message;
    const Task& task = tasks->front();

    change_many(300); // down
    look(task);
    start(port);
    application_.is_broken = true;
    client_.world().later(15min);
    change_many(300);
    look(task);
    EXPECT_EQ(application_.events(), 0U);

    application_.is_broken = false;
    application_.is_slow = true;
    client_.world().later(30min);
    std::thread worker([&] { look(task); });
    application_.has_asked.acquire();
    change_many(400); // while the receiver has not answered: no change waits for it
    application_.is_slow = false;
    application_.may_answer.release();
    worker.join();
    look(task);
    EXPECT_EQ(application_.events(), 1000U);
}

} // namespace
} // namespace muster::dialects::test
