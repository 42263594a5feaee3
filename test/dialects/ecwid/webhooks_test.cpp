// Which events receivers get, when, and how often (promises 26 to 28).
#include <algorithm>
#include <chrono>

#include "base/secrets.h"
#include "dialects/ecwid/webhook_story.h"
#include "dialects/ecwid/webhooks/webhook_events.h"
#include "directory/customers.h"
#include "directory/tenants.h"

namespace muster::dialects::test {
namespace {

using http::Verb;
using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

TEST_F(EcwidWebhooks, an_event_is_signed_over_its_time_and_id)
{
    EXPECT_EQ(ecwid::signature("demo-client-secret-0001", 1767225600,
                               "0f8fad5b-d9cb-469f-a165-70867728950e"),
              "JKgrYkGFS4qToq9fRO9rdGJpnB70c/zsznv3ObTXMwE=");
}

TEST_F(EcwidWebhooks, an_event_has_the_documented_form)
{
    services().receivers.front().headers = {{"X-Shop", "one"}, {"X-Shop", "two"}};
    change(1, "a");
    turn();
    ASSERT_EQ(arrived_.size(), 1U);
    const auto& sent = arrived_.front();
    EXPECT_EQ(sent.target, "/changes?eventtype=customer.updated");
    EXPECT_EQ(sent.header("Content-Type"), "application/json; charset=UTF-8");
    EXPECT_EQ(sent.header("Cache-Control"), "no-cache");
    EXPECT_EQ(sent.headers.size(), 5U) << "a header given twice is sent twice";
    const auto id = *sent.body.find("eventId")->as_text();
    EXPECT_EQ(id.size(), 36U);
    const auto created = *sent.body.find("eventCreated")->as_integer();
    EXPECT_EQ(sent.header("X-Ecwid-Webhook-Signature"),
              ecwid::signature("demo-client-secret-0001", created, id));
    EXPECT_EQ(sent.body.find("storeId")->text(), "1");
    EXPECT_EQ(sent.body.find("data")->text(), R"({"customerEmail":"ada@example.org"})");
}

TEST_F(EcwidWebhooks, the_query_of_an_address_is_sent)
{
    services().receivers.front().url = "http://127.0.0.1:9000/changes?a=b";
    change(1, "a");
    turn();
    EXPECT_EQ(arrived_.front().target, "/changes?a=b&eventtype=customer.updated");
}

TEST_F(EcwidWebhooks, every_change_is_sent_once_from_every_api)
{
    const auto customer =
        make("customers", R"({"email": "new@example.org", "customerGroupId": 2})");
    const auto group = make("customer_groups", R"({"name": "New"})");
    Caller native(client_.world(), own());
    const std::vector<http::Header> key{{"Authorization", "Bearer " + native.get("key")},
                                        {"Muster-Tenant", "first"}};
    const auto patched =
        native.send(Verb::patch, "/v1/customers/1", R"({"company": "Engines"})", key);
    EXPECT_EQ(patched.status, 200) << patched.body;
    client_.send(Verb::put, "customers/1", "{}");                  // counts as an update
    client_.send(Verb::put, "customers/1", R"({"email": "no"})");  // fails
    client_.send(Verb::put, "customers/1", R"({"lang": ["no"]})"); // fails
    client_.send(Verb::get, "customers/1");
    client_.send(Verb::remove, "customers/" + std::to_string(customer));
    client_.send(Verb::remove, "customer_groups/" + std::to_string(group));
    turn();
    turn();
    const auto c = std::to_string(customer);
    const auto g = std::to_string(group);
    EXPECT_EQ(told(), (Texts{"customer.created " + c, "customer_group.created " + g,
                             "customer.updated 1", "customer.updated 1", "customer.deleted " + c,
                             "customer_group.deleted " + g}));
}

// Clients have dropped the group, so it is new to them.
TEST_F(EcwidWebhooks, a_restored_group_is_created)
{
    Caller native(client_.world(), own());
    const std::vector<http::Header> key{{"Authorization", "Bearer " + native.get("key")},
                                        {"Muster-Tenant", "first"}};
    client_.send(Verb::remove, "customer_groups/3");
    const auto restored = native.send(Verb::post, "/v1/groups/3/restore", {}, key);
    EXPECT_EQ(restored.status, 200) << restored.body;
    turn();
    turn();
    EXPECT_EQ(told(), (Texts{"customer_group.deleted 3", "customer_group.created 3"}));
}

TEST_F(EcwidWebhooks, deleting_a_group_sends_events_of_the_customers_that_move)
{
    client_.send(Verb::remove, "customer_groups/1"); // Ada's home
    turn();
    auto texts = told();
    std::ranges::sort(texts);
    EXPECT_EQ(texts, (Texts{"customer.updated 1", "customer_group.deleted 1"}));
}

TEST_F(EcwidWebhooks, a_mass_update_sends_an_event_for_each_customer)
{
    client_.send(Verb::post, "customers_update",
                 R"({"mode": "ALL", "customer": {"taxExempt": true}})");
    turn();
    EXPECT_EQ(told(), (Texts{"customer.updated 1", "customer.updated 2", "customer.updated 3"}));
}

TEST_F(EcwidWebhooks, the_email_of_a_deleted_customer_is_not_sent)
{
    change(1, "a");
    client_.send(Verb::remove, "customers/1");
    turn();
    for (const auto& sent : arrived_) {
        EXPECT_EQ(sent.body.find("data")->text(), R"({"customerEmail":""})");
    }
    EXPECT_EQ(arrived_.size(), 2U);
}

TEST_F(EcwidWebhooks, only_wanted_events_are_sent)
{
    services().receivers.front().events = {"customer_group.created"};
    change(1, "a");
    make("customer_groups", R"({"name": "New"})");
    turn();
    EXPECT_EQ(told(), (Texts{"customer_group.created 5"}));
}

TEST_F(EcwidWebhooks, changes_before_the_receiver_are_not_sent_but_those_during_a_stop_are)
{
    turn();
    EXPECT_TRUE(arrived_.empty()) << "the world was made before";
    change(1, "while nobody worked");
    restart();
    turn();
    EXPECT_EQ(told(), (Texts{"customer.updated 1"}));
}

// Also when the program was killed before it sent the first event of that store.
TEST_F(EcwidWebhooks, all_changes_of_a_store_created_after_the_receiver_are_sent)
{
    services().receivers.front().tenant = "new";
    const auto store = client_.world().directory().write(
        directory::Principal{}, model::system_tenant, [](directory::Transaction& t) {
            model::Tenant draft;
            draft.account = {1};
            draft.slug = "new";
            return directory::create_tenant(t, draft);
        });
    ASSERT_TRUE(store) << store.error().message;
    const auto made = client_.world().directory().write(
        directory::Principal{}, store->id,
        [](directory::Transaction& t) { return directory::create_customer(t, {}); });
    ASSERT_TRUE(made) << made.error().message;
    restart();
    turn();
    EXPECT_EQ(told(), (Texts{"customer.created 1"}));
}

TEST_F(EcwidWebhooks, only_five_statuses_are_success)
{
    const auto arrives = [&](int status) {
        change(1, std::to_string(status));
        answer_ = [&](const Sent&) -> Result<int> { return status; };
        turn();
        const auto before = attempts_;
        client_.world().later(15min);
        answer_ = [](const Sent&) -> Result<int> { return 200; };
        turn(); // a failure is tried again
        return attempts_ == before;
    };
    for (const int status : {200, 201, 202, 204, 209}) EXPECT_TRUE(arrives(status)) << status;
    for (const int status : {203, 205, 206, 208, 301, 302, 404, 500}) {
        EXPECT_FALSE(arrives(status)) << status;
    }
}

TEST_F(EcwidWebhooks, retries_come_after_15_30_and_45_minutes_then_every_hour_for_a_day)
{
    answer_ = [](const Sent&) -> Result<int> { return 500; };
    change(1, "a");
    std::vector<int> minutes;
    for (int minute = 0; minute <= 25 * 60; ++minute) {
        const int before = attempts_;
        turn();
        if (attempts_ > before) minutes.push_back(minute);
        client_.world().later(1min);
    }
    std::vector<int> documented{0, 15, 30, 45};
    for (int hour = 1; hour <= 24; ++hour) documented.push_back(hour * 60);
    EXPECT_EQ(minutes, documented);
    ASSERT_EQ(warnings_.size(), 1U) << "given up, and told so";
    EXPECT_EQ(warnings_.front(),
              "webhook crm: given up after a day: customer.updated 1 of tenant 1");
}

TEST_F(EcwidWebhooks, events_after_a_failure_wait_only_for_the_same_customer)
{
    answer_ = [](const Sent& sent) -> Result<int> { return sent.entity() == 1 ? 500 : 200; };
    change(1, "a");
    change(2, "a");
    turn();
    change(1, "b");
    client_.send(Verb::remove, "customers/1");
    turn();
    EXPECT_EQ(told(), (Texts{"customer.updated 2"}));
    EXPECT_EQ(attempts_, 2);
    answer_ = [](const Sent&) -> Result<int> { return 200; };
    client_.world().later(15min);
    turn();
    turn();
    EXPECT_EQ(told(), (Texts{"customer.updated 2", "customer.updated 1", "customer.updated 1",
                             "customer.deleted 1"}));
}

TEST_F(EcwidWebhooks, the_same_event_has_the_same_id_each_time)
{
    Texts ids;
    answer_ = [&](const Sent& sent) -> Result<int> {
        ids.push_back(*sent.body.find("eventId")->as_text());
        return fail(Code::timed_out, "server", "no answer");
    };
    change(1, "a");
    turn();
    client_.world().later(15min);
    turn();
    ASSERT_EQ(ids.size(), 2U);
    EXPECT_EQ(ids[0], ids[1]);
}

TEST_F(EcwidWebhooks, two_weeks_of_failure_block_until_a_restart_tries_again)
{
    answer_ = [](const Sent&) -> Result<int> { return 500; };
    change(1, "a");
    turn();
    for (int day = 0; day < 14; ++day) {
        client_.world().later(24h);
        change(1, std::to_string(day));
        turn();
    }
    ASSERT_FALSE(warnings_.empty());
    EXPECT_EQ(warnings_.back(),
              "webhook crm is blocked in tenant 1: nothing has arrived for two weeks");
    const int blocked = attempts_;
    client_.world().later(48h);
    turn();
    EXPECT_EQ(attempts_, blocked);

    answer_ = [](const Sent&) -> Result<int> { return 200; };
    restart();
    turn();
    EXPECT_GT(attempts_, blocked);
    EXPECT_FALSE(arrived_.empty());
}

// Promise 28: a receiver that fails during 1,000 changes gets all events in order.
TEST_F(EcwidWebhooks, a_receiver_that_fails_during_a_thousand_changes_gets_them_all_in_order)
{
    std::vector<std::int64_t> customers;
    for (int i = 0; i < 200; ++i) {
        customers.push_back(
            make("customers", R"({"email": "c)" + std::to_string(i) + R"(@example.org"})"));
    }
    int count = 0;
    answer_ = [&](const Sent&) -> Result<int> {
        const int at = ++count % 3; // down, slow, broken
        if (at == 0) return fail(Code::unavailable, "server", "no connection");
        if (at == 1) return fail(Code::timed_out, "server", "no answer");
        return 500;
    };
    for (int i = 0; i < 800; ++i) {
        change(customers[static_cast<std::size_t>(i) % 200], std::to_string(i));
        if (i % 50 == 0) turn();
    }
    turn();
    EXPECT_TRUE(arrived_.empty());
    const auto kept = ecwid::read_progress(services().directory.rows(), model::TenantId{1}, "crm");
    EXPECT_EQ((*kept)->held.size(), 100U) << "what waits takes no more room than this";

    answer_ = [](const Sent&) -> Result<int> { return 200; };
    for (int quarter = 0; quarter < 4; ++quarter) {
        client_.world().later(15min);
        turn();
    }
    EXPECT_EQ(arrived_.size(), 1000U) << "nothing lost, nothing twice";
    std::map<std::int64_t, std::int64_t> newest;
    for (const auto& sent : arrived_) {
        const bool is_first = newest.count(sent.entity()) == 0;
        EXPECT_EQ(sent.type(), is_first ? "customer.created" : "customer.updated");
        const auto created = *sent.body.find("eventCreated")->as_integer();
        EXPECT_LE(newest[sent.entity()], created) << "in the order of its changes";
        newest[sent.entity()] = created;
    }
}

} // namespace
} // namespace muster::dialects::test
