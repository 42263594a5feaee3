// Every row of the field table is served, and callers at once lose nothing of each other's.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "core/groups.h"
#include "dialects/ecwid/client.h"
#include "dialects/ecwid/fields.h"
#include "wire/form.h"

namespace muster::dialects::test {
namespace {

bool is_writable(const wire::Row<core::Customer>& row)
{
    return !row.name.empty() && row.access != wire::Access::read_only &&
           row.access != wire::Access::hidden;
}

Json sample_of(const wire::Row<core::Customer>& row)
{
    if (row.form == &wire::lenient_boolean_form) return Json(true);
    if (row.name == "b2b_b2c") return Json("b2b");
    if (row.name == "email") return Json("changed@example.org");
    return Json("a " + std::string(row.name));
}

// Promise 11.
TEST(EcwidFields, every_row_is_read_back_as_written)
{
    EcwidClient client;
    for (const auto& row : ecwid::customer_rows()) {
        if (!is_writable(row)) continue;
        const std::string name(row.name);
        Json wanted = Json::object();
        wanted.set(name, sample_of(row));
        EXPECT_EQ(client.send(http::Verb::put, "customers/1", wanted.text()).status, 200) << name;
        const auto read = client.send(http::Verb::get, "customers/1?responseFields=" + name);
        EXPECT_EQ(read.body, wanted.text());
    }
}

// Two clients that change different members of one customer keep both.
TEST(EcwidFields, changes_of_different_members_at_once_are_all_kept)
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

// Promise 12, and promise 3 of the core: 40 customers at once into a group with room for 10.
TEST(EcwidFields, no_more_customers_move_into_a_group_than_it_has_room_for)
{
    EcwidClient client;
    const auto bounded = client.world().directory().write(
        core::Principal{}, core::TenantId{1}, [](core::Transaction& t) {
            return core::update_group(t, core::GroupId{3}, [](core::Group& group) -> Result<void> {
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
