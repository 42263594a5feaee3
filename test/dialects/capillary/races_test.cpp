// Rules of this API under races, and settings that case files cannot test.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "base/instant.h"
#include "base/json.h"
#include "dialects/all.h"
#include "dialects/world.h"
#include "directory/customers.h"
#include "directory/tenants.h"

namespace muster::dialects::test {
namespace {

const directory::Principal maker{{}, {}, {}, "test", "test", {}};

class CapillaryRaces : public testing::Test {
protected:
    http::Response send(http::Verb verb, std::string_view target, std::string body = {})
    {
        return caller_.send(verb, target, std::move(body),
                            {{"Authorization", caller_.get("basic")}});
    }

    void add_customers(int count)
    {
        const auto added = world_.directory().write(
            maker, {1}, [&](directory::Transaction& transaction) -> Result<void> {
                for (int i = 0; i < count; ++i) {
                    model::Customer draft;
                    draft.name = "Customer " + std::to_string(i);
                    TRY(directory::create_customer(transaction, std::move(draft)));
                }
                return {};
            });
        ASSERT_TRUE(added);
    }

    World world_;
    Caller caller_{world_, *find("capillary")};
};

// Promise 13: of 200 customers, 100 can join a group of size 100.
TEST_F(CapillaryRaces, members_never_exceed_the_size_of_the_group)
{
    add_customers(200); // ids 5 to 204
    send(http::Verb::post, "/v2/userGroup2", R"({"externalId": "race", "maxGroupSize": 100})");
    std::atomic<int> joined = 0;
    std::atomic<int> refused = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 8; ++thread) {
        threads.emplace_back([&, thread] {
            for (int i = 0; i < 25; ++i) {
                const auto user = std::to_string(5 + thread * 25 + i);
                const auto answer = send(http::Verb::post, "/v2/userGroup2/join?externalId=race",
                                         R"([{"userId": )" + user + "}]");
                if (answer.body.find("\"failureCount\":0") != answer.body.npos) ++joined;
                if (answer.body.find("\"code\":1638") != answer.body.npos) ++refused;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(joined, 100);
    EXPECT_EQ(refused, 100);
    const auto group = send(http::Verb::get, "/v2/userGroup2?externalId=race");
    EXPECT_NE(group.body.find("\"totalActiveMembers\":100,"), group.body.npos);
}

// Promise 13: a group has at most one primary member.
TEST_F(CapillaryRaces, one_primary_at_most)
{
    add_customers(16);
    send(http::Verb::post, "/v2/userGroup2", R"({"externalId": "first", "maxGroupSize": 100})");
    std::atomic<int> joined = 0;
    std::atomic<int> refused = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 16; ++thread) {
        threads.emplace_back([&, thread] {
            const auto answer =
                send(http::Verb::post, "/v2/userGroup2/join?externalId=first",
                     R"([{"primaryMember": true, "userId": )" + std::to_string(5 + thread) + "}]");
            if (answer.body.find("\"failureCount\":0") != answer.body.npos) ++joined;
            if (answer.body.find("\"code\":1637") != answer.body.npos) ++refused;
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(joined, 1);
    EXPECT_EQ(refused, 15);
}

// promise 18
TEST_F(CapillaryRaces, an_organisation_without_groups_has_no_group_calls)
{
    const auto off = world_.directory().write(
        maker, model::system_tenant, [](directory::Transaction& transaction) -> Result<void> {
            TRY(directory::update_tenant(transaction, {1},
                                         [](model::Tenant& tenant) -> Result<void> {
                                             tenant.fields.set("capillary.groups_enabled", false);
                                             return {};
                                         }));
            return {};
        });
    ASSERT_TRUE(off);
    EXPECT_EQ(send(http::Verb::get, "/v2/userGroup2?id=1").status, 403);
    EXPECT_EQ(
        send(http::Verb::get, "/v2/customers/lookup?source=ALL&identifierName=id&identifierValue=1")
            .status,
        200);
}

// Promise 26: toDate names a second, and all of it belongs to the range.
TEST_F(CapillaryRaces, a_range_of_joining_times_has_its_whole_last_second)
{
    send(http::Verb::post, "/v2/userGroup2", R"({"externalId": "second", "maxGroupSize": 5})");
    world_.later(std::chrono::seconds(1));
    world_.later(std::chrono::milliseconds(500));
    const auto joined =
        send(http::Verb::post, "/v2/userGroup2/join?externalId=second", R"([{"userId": 1}])");
    ASSERT_NE(joined.body.find("\"failureCount\":0"), joined.body.npos) << joined.body;
    const auto second = std::chrono::floor<std::chrono::seconds>(world_.directory().clock().now());
    const auto count = [&](Time to) {
        std::string text = format_plain(to);
        text.replace(text.find(' '), 1, "%20");
        const auto listed =
            send(http::Verb::get, "/v2/userGroup2/members?identifierName=externalId"
                                  "&identifierValue=second&paginationDetails=true&toDate=" +
                                      text);
        return parse_json(listed.body)->find("pagination")->find("total")->text();
    };
    EXPECT_EQ(count(second), "1");
    EXPECT_EQ(count(second - std::chrono::seconds(1)), "0");
}

} // namespace
} // namespace muster::dialects::test
