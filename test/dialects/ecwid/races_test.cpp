// Concurrent changes of one customer lose nothing.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "dialects/ecwid/client.h"
#include "directory/groups.h"

namespace muster::dialects::test {
namespace {

using http::Verb;

constexpr int rounds = 50;

void put(EcwidClient& client, const std::string& body)
{
    const auto response = client.send(Verb::put, "customers/1", body);
    EXPECT_EQ(response.status, 200) << response.body;
}

TEST(EcwidRaces, concurrent_changes_of_members_and_lists_lose_nothing)
{
    EcwidClient client;
    std::thread notes([&] {
        for (int i = 1; i <= rounds; ++i) {
            put(client, R"({"privateAdminNotes": "n)" + std::to_string(i) + "\"}");
        }
    });
    std::thread fields([&] {
        for (int i = 1; i <= rounds; ++i) {
            const auto number = std::to_string(i);
            put(client, R"({"extrafields": [{"key": "k)" + number + R"(", "value": "v"}]})");
        }
    });
    for (int i = 1; i <= rounds; ++i) {
        const auto made =
            client.send(Verb::post, "customers/1/contacts", R"({"contact": "c", "type": "URL"})");
        EXPECT_EQ(made.status, 200) << made.body;
        put(client, R"({"billingPerson": {"city": "c)" + std::to_string(i) + "\"}}");
    }
    notes.join();
    fields.join();
    const auto customer = client.read("customers/1");
    EXPECT_EQ(*customer.find("privateAdminNotes")->as_text(), "n50");
    EXPECT_EQ(*customer.find("billingPerson")->find("city")->as_text(), "c50");
    EXPECT_EQ(customer.find("extrafields")->as_array()->size(), std::size_t{rounds});
    EXPECT_EQ(customer.find("contacts")->as_array()->size(), std::size_t{rounds + 1});
}

// Two clients change different members of one customer: both changes stay.
TEST(EcwidRaces, concurrent_changes_of_different_members_lose_nothing)
{
    EcwidClient client;
    const std::vector<std::string> names{"taxId", "fiscalCode", "lang", "privateAdminNotes",
                                         "electronicInvoiceSdiCode"};
    std::vector<std::thread> threads;
    for (const auto& name : names) {
        threads.emplace_back([&client, name] {
            for (int i = 0; i <= 20; ++i) {
                Json body = Json::object();
                body.set(name, std::to_string(i));
                EXPECT_EQ(client.send(http::Verb::put, "customers/1", body.text()).status, 200);
            }
        });
    }
    for (auto& thread : threads) thread.join();
    const auto read = client.read("customers/1");
    for (const auto& name : names) EXPECT_EQ(*read.find(name), Json("20")) << name;
}

// Promise 12, and core promise 3: 40 customers move into a group with capacity 10 at the same time.
TEST(EcwidRaces, no_more_customers_move_into_a_group_than_it_has_room_for)
{
    EcwidClient client;
    const auto bounded = client.world().directory().write(
        directory::Principal{}, model::TenantId{1}, [](directory::Transaction& t) {
            return directory::update_group(t, model::GroupId{3},
                                           [](model::Group& group) -> Result<void> {
                                               group.capacity = 10;
                                               return {};
                                           });
        });
    ASSERT_TRUE(bounded);
    std::atomic<int> moved{0};
    std::atomic<int> refused{0};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&, thread] {
            for (int i = 0; i < 10; ++i) {
                const auto email = std::to_string(thread) + '-' + std::to_string(i) + "@x.example";
                const auto made =
                    client.send(http::Verb::post, "customers",
                                R"({"customerGroupId": 3, "email": ")" + email + "\"}");
                (made.status == 200 ? moved : refused) += 1;
                EXPECT_TRUE(made.status == 200 || made.status == 409) << made.body;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(moved, 10);
    EXPECT_EQ(refused, 30);
    const auto found = client.send(http::Verb::get, "customers?customerGroupIds=3&"
                                                    "responseFields=total,allCustomerCount");
    EXPECT_EQ(found.body, R"({"total":10,"allCustomerCount":13})");
}

} // namespace
} // namespace muster::dialects::test
