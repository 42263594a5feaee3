// Lists, races and settings of XtraKit that case files cannot test.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "dialects/all.h"
#include "dialects/world.h"
#include "directory/customers.h"
#include "directory/groups.h"
#include "directory/tenants.h"
#include "model/lookup.h"

namespace muster::dialects::test {
namespace {

using namespace model;
using namespace directory;

constexpr std::string_view address =
    R"("customer_phone": "1", "customer_country": "Ghana", "customer_city": "Accra",
       "customer_state": "Greater Accra", "address1": "1")";

class XtraKitTest : public testing::Test {
protected:
    http::Response send(http::Verb verb, std::string_view target, std::string body = {})
    {
        return caller.send(verb, target, std::move(body),
                           {{"Authorization", "Bearer " + caller.get("key")}});
    }

    template <class DecideIn>
    auto write(TenantId tenant, DecideIn&& decide)
    {
        const Principal other{{}, {}, {}, "someone", "other", {}};
        return world.directory().write(other, tenant, std::forward<DecideIn>(decide));
    }

    World world;
    Caller caller{world, *dialects::find("xtrakit")};
    const TenantId first{1};
};

// Promise 10: a list has all rows that match, however many.
TEST_F(XtraKitTest, a_list_has_all_rows)
{
    ASSERT_TRUE(write(first, [](Transaction& transaction) -> Result<void> {
        for (int i = 0; i < 1200; ++i) {
            Group draft;
            draft.name = "Group " + std::to_string(i);
            TRY(create_group(transaction, std::move(draft)));
        }
        return {};
    }));
    const auto answer = send(http::Verb::get, "/api/v1/customer-groups");
    const auto body = parse_json(answer.body).value();
    EXPECT_EQ(*body.find("message")->as_text(), "Groups found: 1203");
    EXPECT_EQ(body.find("data")->find("groups")->as_array()->size(), 1203U);
}

// The newest page of the vendor shows records without their owner; older clients may need it.
TEST_F(XtraKitTest, the_owner_of_records_can_be_brought_back)
{
    for (const auto* path : {"/api/v1/customers/1", "/api/v1/customer-groups/1"}) {
        const auto newest = send(http::Verb::get, path).body;
        EXPECT_EQ(newest.find("user_id"), std::string::npos) << newest;
        EXPECT_EQ(newest.find("business_code"), std::string::npos) << newest;
    }
    ASSERT_TRUE(write(system_tenant, [&](Transaction& transaction) {
        return update_tenant(transaction, first, [](Tenant& tenant) -> Result<void> {
            tenant.fields.set("xtrakit.legacy_fields", true);
            return {};
        });
    }));
    for (const auto* path : {"/api/v1/customers/1", "/api/v1/customer-groups/1"}) {
        const auto legacy = send(http::Verb::get, path).body;
        EXPECT_NE(legacy.find(R"("id":1,"user_id":")"), std::string::npos) << legacy;
        EXPECT_NE(legacy.find(R"("business_code":"1")"), std::string::npos) << legacy;
    }
}

// Data that only this API knows stays when another API changes the customer.
TEST_F(XtraKitTest, extras_survive_changes_by_other_apis)
{
    const auto body =
        R"({"customer_name": "Ada", "customer_whatsapp": "+44 1", "created_by": "Abena", )" +
        std::string(address) + "}";
    ASSERT_EQ(send(http::Verb::put, "/api/v1/customers/1", body).status, 200);

    ASSERT_TRUE(write(first, [](Transaction& transaction) {
        return update_customer(transaction, {1}, [](Customer& customer) -> Result<void> {
            customer.name = "Ada King";
            customer.country = "IT";
            return {};
        });
    }));

    const auto answer = parse_json(send(http::Verb::get, "/api/v1/customers/1").body).value();
    const Json& customer = *answer.find("data")->find("customer");
    EXPECT_EQ(*customer.find("customer_name"), Json("Ada King"));
    EXPECT_EQ(*customer.find("customer_country"), Json("Italy"));
    EXPECT_EQ(*customer.find("customer_whatsapp"), Json("+44 1"));
    EXPECT_EQ(*customer.find("created_by"), Json("Abena"));
}

// Promise 26: racing calls never exceed the capacity, and a refused customer is not created.
TEST_F(XtraKitTest, racing_joins_stop_at_the_capacity)
{
    constexpr int people = 40;
    ASSERT_TRUE(write(first, [](Transaction& transaction) {
        return update_group(transaction, {3}, [](Group& group) -> Result<void> {
            group.capacity = people / 2;
            return {};
        });
    }));
    std::atomic<int> joined{0};
    const auto join_some = [&](int from) {
        for (int i = from; i < people; i += 4) {
            const auto body =
                R"({"customer_group_id": 3, "customer_name": "P", )" + std::string(address) + "}";
            if (send(http::Verb::post, "/api/v1/customers/add", body).status == 200) ++joined;
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back(join_some, i);
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(joined, people / 2);
    EXPECT_EQ(live_group(world.directory().rows(), first, {3})->member_count, people / 2);
    Query everyone;
    everyone.tenant = first;
    EXPECT_EQ(world.directory().rows().count(everyone).value(), 3 + people / 2);
}

} // namespace
} // namespace muster::dialects::test
