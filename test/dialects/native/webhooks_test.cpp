// Native webhooks: which events a receiver gets, signed, in order, until it takes them (promise
// 47).
#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include "base/secrets.h"
#include "base/text.h"
#include "dialects/all.h"
#include "dialects/native/webhooks/delivery.h"
#include "dialects/webhook_board.h"
#include "dialects/world.h"

namespace muster::dialects::test {
namespace {

using http::Verb;
using namespace std::chrono_literals;
using Events = std::vector<std::string>;

struct Posted {
    std::string url;
    std::vector<http::Header> headers;
    std::string body;

    std::string header(std::string_view name) const
    {
        for (const auto& one : headers) {
            if (one.name == name) return one.value;
        }
        return {};
    }
    Json json() const { return parse_json(body).value(); }
    std::string type() const { return *json().find("type")->as_text(); }
};

class NativeWebhooks : public testing::Test {
protected:
    http::Response send(Verb verb, const std::string& target, const std::string& body = {},
                        std::vector<http::Header> more = {})
    {
        more.push_back({"Authorization", "Bearer " + caller_.get("key")});
        more.push_back({"Content-Type", "application/json"});
        return caller_.send(verb, target, body, std::move(more));
    }
    Json ask(Verb verb, const std::string& target, const std::string& body, int status)
    {
        const auto response = send(verb, target, body);
        EXPECT_EQ(response.status, status) << response.body;
        return response.body.empty() ? Json{} : parse_json(response.body).value();
    }
    // Returns the path of the new webhook.
    std::string make(const std::string& body)
    {
        created_ = ask(Verb::post, "/v1/webhooks", body, 201);
        return "/v1/webhooks/" + created_.find("id")->text();
    }
    std::string secret() const { return *created_.find("secret")->as_text(); }
    std::string state(const std::string& path)
    {
        return *ask(Verb::get, path, {}, 200).find("state")->as_text();
    }

    // Everything that is due; it uses no state but that of the store and the board.
    void deliver()
    {
        world_.later(2s);
        Work work{world_.services(), dynamic_cast<const Dispatch&>(world_.service()),
                  [] { return false; }, [](std::chrono::seconds) { return true; },
                  [this](const std::string& line) { warnings_.push_back(line); }};
        const auto post = [this](const std::string& url, const std::vector<http::Header>& headers,
                                 const std::string& body) -> Result<int> {
            ++tries_;
            const auto status = answer_({url, headers, body});
            if (status && *status < 300) arrived_.push_back({url, headers, body});
            return status;
        };
        const auto done = native::deliver_due(work, post);
        ASSERT_TRUE(done) << done.error().message;
    }
    Events types() const
    {
        Events types;
        for (const auto& one : arrived_) types.push_back(one.type());
        return types;
    }

    World world_;
    Caller caller_{world_, own()};
    std::function<Result<int>(const Posted&)> answer_ = [](const Posted&) -> Result<int> {
        return 204;
    };
    Json created_;
    std::vector<Posted> arrived_;
    int tries_ = 0;
    std::vector<std::string> warnings_;
};

TEST_F(NativeWebhooks, get_every_change_from_their_creation_on)
{
    send(Verb::patch, "/v1/customers/1", R"({"company": "Before"})");
    make(R"({"url": "https://crm.example/in?x=1"})");
    send(Verb::patch, "/v1/customers/1", R"({"company": "After"})");
    send(Verb::post, "/v1/groups/3/members", R"({"customer_id": 1})");
    send(Verb::remove, "/v1/groups/3/members/1");
    deliver();
    EXPECT_EQ(types(), (Events{"customer.updated", "membership.entered", "membership.left"}));
    ASSERT_FALSE(arrived_.empty());
    EXPECT_EQ(arrived_.front().url, "https://crm.example/in?x=1");
    const auto change = *arrived_.front().json().find("change");
    EXPECT_EQ(*change.find("after")->find("company")->as_text(), "After");
    deliver();
    EXPECT_EQ(arrived_.size(), 3U) << "nothing is sent twice";
}

TEST_F(NativeWebhooks, a_dynamic_group_that_a_customer_enters_is_an_event)
{
    const auto group =
        ask(Verb::post, "/v1/groups", R"({"name": "York", "rule": "city = 'York'"})", 201)
            .find("id")
            ->text();
    make(R"({"url": "http://127.0.0.1:9000/", "events": ["membership.entered"], "groups": [)" +
         group + "]}");
    send(Verb::post, "/v1/groups/3/members", R"({"customer_id": 1})"); // another group
    send(Verb::patch, "/v1/customers/2", R"({"address": {"city": "York"}})");
    deliver();
    ASSERT_EQ(types(), (Events{"membership.entered"}));
    const auto change = *arrived_.front().json().find("change");
    EXPECT_EQ(change.find("id")->text(), group);
    EXPECT_EQ(change.find("customer_id")->text(), "2");
}

TEST_F(NativeWebhooks, the_end_of_a_job_is_an_event)
{
    make(R"({"url": "http://127.0.0.1:9000/", "events": ["job.done", "job.failed"]})");
    const auto job = ask(Verb::post, "/v1/exports", "{}", 201).find("id")->text();
    world_.work(own());
    deliver();
    ASSERT_EQ(types(), (Events{"job.done"}));
    const auto change = *arrived_.front().json().find("change");
    EXPECT_EQ(change.find("id")->text(), job);
    EXPECT_EQ(change.find("after")->text(), R"({"work":"export","status":"done"})");
    const auto listed = ask(Verb::get, "/v1/changes?entity=job", {}, 200);
    EXPECT_EQ(listed.find("items")->as_array()->size(), 1U);
}

TEST_F(NativeWebhooks, events_are_signed_with_the_time_and_the_secret)
{
    make(R"({"url": "http://127.0.0.1:9000/"})");
    send(Verb::patch, "/v1/customers/1", R"({"company": "A"})");
    deliver();
    ASSERT_EQ(arrived_.size(), 1U);
    const auto& sent = arrived_.front();
    const auto signature = sent.header("Muster-Signature");
    const auto time = signature.substr(2, signature.find(',') - 2);
    EXPECT_EQ(signature,
              "t=" + time + ",v1=" + to_hex(hmac_sha256(secret(), time + '.' + sent.body)));
    EXPECT_EQ(sent.header("Muster-Event-Id"), *sent.json().find("id")->as_text());
    const auto shown = send(Verb::get, "/v1/webhooks").body;
    EXPECT_EQ(shown.find(secret()), std::string::npos);
}

TEST_F(NativeWebhooks, a_former_secret_signs_until_the_overlap_is_over)
{
    const auto path = make(R"({"url": "http://127.0.0.1:9000/"})");
    const auto former = secret();
    const auto rotated = ask(Verb::post, path + "/rotate", R"({"overlap_seconds": 60})", 200);
    const auto fresh = *rotated.find("secret")->as_text();
    EXPECT_NE(former, fresh);
    const auto signs = [&](const std::string& with) {
        const auto& sent = arrived_.back();
        const auto signature = sent.header("Muster-Signature");
        const auto time = signature.substr(2, signature.find(',') - 2);
        return signature.find(to_hex(hmac_sha256(with, time + '.' + sent.body))) !=
               std::string::npos;
    };
    send(Verb::patch, "/v1/customers/1", R"({"company": "A"})");
    deliver();
    EXPECT_TRUE(signs(former));
    EXPECT_TRUE(signs(fresh));
    world_.later(60s);
    send(Verb::patch, "/v1/customers/1", R"({"company": "B"})");
    deliver();
    EXPECT_FALSE(signs(former));
    EXPECT_TRUE(signs(fresh));
}

TEST_F(NativeWebhooks, a_repeated_creation_shows_the_same_secret_once_more)
{
    const std::string body = R"({"url": "http://127.0.0.1:9000/"})";
    const std::vector<http::Header> once{{"Idempotency-Key", "k-1"}};
    const auto first = send(Verb::post, "/v1/webhooks", body, once);
    const auto second = send(Verb::post, "/v1/webhooks", body, once);
    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(first.body, second.body);
    EXPECT_NE(first.body.find("whsec_"), std::string::npos);
}

// Events wait in order behind one that fails, so that no customer's changes arrive out of order.
TEST_F(NativeWebhooks, a_failed_event_is_sent_again_after_growing_gaps_and_the_rest_waits)
{
    const auto path = make(R"({"url": "http://127.0.0.1:9000/"})");
    answer_ = [](const Posted&) -> Result<int> { return 500; };
    send(Verb::patch, "/v1/customers/1", R"({"company": "A"})");
    send(Verb::patch, "/v1/customers/2", R"({"company": "B"})");
    deliver();
    deliver();
    EXPECT_EQ(tries_, 1);
    world_.later(10s);
    deliver();
    EXPECT_EQ(tries_, 2);
    world_.later(10s);
    deliver();
    EXPECT_EQ(tries_, 2) << "the second gap is longer";
    const auto shown = ask(Verb::get, path, {}, 200);
    EXPECT_EQ(*shown.find("state")->as_text(), "failing");
    EXPECT_EQ(*shown.find("last_failure")->as_text(), "the receiver answered 500");
    EXPECT_FALSE(shown.find("next_try")->is_null());
    EXPECT_FALSE(shown.find("failing_since")->is_null());
    EXPECT_GE(*shown.find("delay_seconds")->as_integer(), 20);

    answer_ = [](const Posted&) -> Result<int> { return 200; };
    world_.later(20s);
    deliver();
    ASSERT_EQ(arrived_.size(), 2U);
    EXPECT_NE(arrived_[0].body.find("\"A\""), std::string::npos);
    EXPECT_EQ(state(path), "active");
}

TEST_F(NativeWebhooks, a_blocked_receiver_is_shown_and_resumed)
{
    const auto path = make(R"({"url": "http://127.0.0.1:9000/"})");
    answer_ = [](const Posted&) -> Result<int> {
        return fail(Code::unavailable, "receiver", "no connection");
    };
    for (int day = 0; day < 15; ++day) {
        send(Verb::patch, "/v1/customers/1", "{\"company\": \"" + std::to_string(day) + "\"}");
        deliver();
        world_.later(24h);
    }
    EXPECT_EQ(state(path), "blocked");
    const int before = tries_;
    deliver();
    EXPECT_EQ(tries_, before);
    EXPECT_EQ(world_.services()
                  .webhooks->totals(world_.directory().clock().now())
                  .states[WebhookState::blocked],
              1);
    answer_ = [](const Posted&) -> Result<int> { return 200; };
    ask(Verb::post, path + "/resume", {}, 200);
    deliver();
    EXPECT_EQ(state(path), "active");
    EXPECT_FALSE(arrived_.empty());
}

TEST_F(NativeWebhooks, an_event_that_is_not_taken_for_a_day_is_given_up_and_counted)
{
    const auto path = make(R"({"url": "http://127.0.0.1:9000/"})");
    answer_ = [](const Posted& posted) -> Result<int> {
        return posted.body.find("poison") != std::string::npos ? 422 : 200;
    };
    send(Verb::patch, "/v1/customers/1", R"({"company": "poison"})");
    send(Verb::patch, "/v1/customers/2", R"({"company": "good"})");
    for (int hour = 0; hour < 48; ++hour) {
        deliver();
        world_.later(1h);
    }
    ASSERT_EQ(arrived_.size(), 1U);
    EXPECT_NE(arrived_[0].body.find("good"), std::string::npos);
    EXPECT_EQ(*ask(Verb::get, path, {}, 200).find("events_given_up")->as_integer(), 1);
}

TEST_F(NativeWebhooks, a_paused_one_gets_later_what_happened_meanwhile)
{
    const auto path = make(R"({"url": "http://127.0.0.1:9000/", "active": false})");
    send(Verb::patch, "/v1/customers/1", R"({"company": "A"})");
    deliver();
    EXPECT_EQ(tries_, 0);
    EXPECT_EQ(state(path), "paused");
    ask(Verb::patch, path, R"({"active": true})", 200);
    deliver();
    EXPECT_EQ(arrived_.size(), 1U);
}

TEST_F(NativeWebhooks, a_restart_goes_on_where_it_was)
{
    make(R"({"url": "http://127.0.0.1:9000/"})");
    send(Verb::patch, "/v1/customers/1", R"({"company": "A"})");
    deliver();
    send(Verb::patch, "/v1/customers/1", R"({"company": "B"})");
    world_.services().webhooks = make_webhook_board();
    ASSERT_TRUE(native::webhook_tasks(world_.services()));
    deliver();
    ASSERT_EQ(arrived_.size(), 2U);
    EXPECT_NE(arrived_[1].body.find("\"B\""), std::string::npos);
}

TEST_F(NativeWebhooks, are_changed_read_back_and_removed)
{
    const auto path = make(R"({"url": "http://127.0.0.1:9000/"})");
    const auto read = send(Verb::get, path).body;
    EXPECT_EQ(send(Verb::patch, path, read).status, 200) << "what was read can be sent back";
    const auto changed =
        ask(Verb::patch, path, R"({"events": ["customer.created"], "groups": [1]})", 200);
    EXPECT_EQ(changed.find("events")->text(), R"(["customer.created"])");
    EXPECT_EQ(changed.find("groups")->text(), "[1]");
    send(Verb::patch, "/v1/customers/1", R"({"company": "A"})");
    deliver();
    EXPECT_EQ(tries_, 0);
    EXPECT_EQ(send(Verb::remove, path).status, 204);
    EXPECT_EQ(send(Verb::get, path).status, 404);
    EXPECT_EQ(send(Verb::remove, path).status, 404);
}

TEST_F(NativeWebhooks, bad_ones_are_refused)
{
    const auto refused = [&](const std::string& body, std::string_view pointer) {
        const auto response = send(Verb::post, "/v1/webhooks", body);
        EXPECT_EQ(response.status / 100, 4) << body;
        EXPECT_NE(response.body.find(pointer), std::string::npos) << response.body;
    };
    refused("{}", "/url");
    refused(R"({"url": "ftp://example.org/"})", "/url");
    refused(R"({"url": "http://example.org:22/"})", "/url");
    refused(R"({"url": "http://user@example.org/"})", "/url");
    refused(R"({"url": "http://example.org/", "events": ["customer.sneezed"]})", "/events");
    refused(R"({"url": "http://example.org/", "events": [5]})", "/events/0");
    refused(R"({"url": "http://example.org/", "groups": [999]})", "/groups");
    refused(R"({"url": "http://example.org/", "active": 1})", "/active");
    refused(R"({"url": "http://example.org/", "secret": "mine"})", "/secret");
    EXPECT_EQ(ask(Verb::get, "/v1/webhooks", {}, 200).find("items")->as_array()->size(), 0U);
}

TEST_F(NativeWebhooks, a_tenant_has_a_limited_number)
{
    for (std::int64_t i = 0; i < limits::webhooks; ++i) {
        make(R"({"url": "http://127.0.0.1:9000/"})");
    }
    EXPECT_EQ(send(Verb::post, "/v1/webhooks", R"({"url": "http://127.0.0.1:9000/"})").status, 413);
}

TEST_F(NativeWebhooks, changes_can_be_listed_by_the_same_events_and_groups)
{
    send(Verb::post, "/v1/groups/3/members", R"({"customer_id": 1})");
    send(Verb::post, "/v1/groups/2/members", R"({"customer_id": 1})");
    send(Verb::patch, "/v1/customers/1", R"({"company": "A"})");
    const auto count = [&](const std::string& query) {
        return ask(Verb::get, "/v1/changes?after=1&" + query, {}, 200)
            .find("items")
            ->as_array()
            ->size();
    };
    EXPECT_EQ(count("events=membership.entered"), 2U);
    EXPECT_EQ(count("events=membership.entered&groups=3"), 1U);
    EXPECT_EQ(count("events=customer.updated,membership.entered&groups=3"), 2U);
    EXPECT_EQ(send(Verb::get, "/v1/changes?events=nothing").status, 400);
    EXPECT_EQ(send(Verb::get, "/v1/changes?groups=x").status, 400);
}

} // namespace
} // namespace muster::dialects::test
