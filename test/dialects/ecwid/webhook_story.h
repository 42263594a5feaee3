// A store with one receiver of its events: tests run the worker step by step and see what was sent.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "dialects/ecwid/client.h"
#include "dialects/ecwid/webhooks/webhooks.h"

namespace muster::dialects::test {

struct Sent {
    std::string target;
    std::vector<http::Header> headers;
    Json body;

    std::string header(std::string_view name) const
    {
        for (const auto& one : headers) {
            if (one.name == name) return one.value;
        }
        return {};
    }
    std::string type() const { return *body.find("eventType")->as_text(); }
    std::int64_t entity() const { return *body.find("entityId")->as_integer(); }
    std::string text() const { return type() + ' ' + std::to_string(entity()); }
};

class EcwidWebhooks : public testing::Test {
protected:
    EcwidWebhooks()
    {
        receiver_.name = "crm";
        receiver_.dialect = "ecwid";
        receiver_.tenant = "first";
        receiver_.url = "http://127.0.0.1:9000/changes";
        receiver_.secret = "demo-client-secret-0001";
        services().receivers = {receiver_};
        restart();
    }
    Services& services() { return client_.world().services(); }
    // Runs at the start of the program, before the first request.
    void restart()
    {
        const auto tasks = ecwid::webhook_tasks(services());
        ASSERT_TRUE(tasks) << tasks.error().message;
    }
    Work work()
    {
        return {services(), dynamic_cast<const Dispatch&>(client_.world().service()),
                [] { return false; }, [](std::chrono::seconds) { return true; },
                [this](const std::string& text) { warnings_.push_back(text); }};
    }
    // Uses no state but that of the store: so each call is like a restart.
    void turn()
    {
        auto doing = work();
        const auto send = [this](const std::string& target,
                                 const std::vector<http::Header>& headers,
                                 const std::string& body) -> Result<int> {
            Sent sent{target, headers, *parse_json(body)};
            ++attempts_;
            auto status = answer_(sent);
            if (status && *status == 200) arrived_.push_back(std::move(sent));
            return status;
        };
        const auto done = ecwid::notify_receiver(doing, services().receivers.front(), send);
        ASSERT_TRUE(done) << done.error().message;
    }
    std::int64_t make(const std::string& kind, const std::string& body)
    {
        const auto response = client_.send(http::Verb::post, kind, body);
        EXPECT_EQ(response.status, 200) << response.body;
        return *parse_json(response.body)->find("id")->as_integer();
    }
    void change(std::int64_t customer, const std::string& text)
    {
        const auto response = client_.send(http::Verb::put, "customers/" + std::to_string(customer),
                                           R"({"privateAdminNotes": ")" + text + "\"}");
        EXPECT_EQ(response.status, 200) << response.body;
    }
    std::vector<std::string> told() const
    {
        std::vector<std::string> texts;
        for (const auto& sent : arrived_) texts.push_back(sent.text());
        return texts;
    }

    EcwidClient client_;
    Receiver receiver_;
    std::function<Result<int>(const Sent&)> answer_ = [](const Sent&) -> Result<int> {
        return 200;
    };
    std::vector<Sent> arrived_; // in order
    int attempts_ = 0;
    std::vector<std::string> warnings_;
};

} // namespace muster::dialects::test
