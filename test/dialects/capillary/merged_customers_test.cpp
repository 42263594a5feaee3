// Customers that were merged into others: reading calls lead to the survivor with warning 8069,
// groups refuse the old id with error 8069 (promises 24, 25, 31, 34).
#include <gtest/gtest.h>

#include "dialects/all.h"
#include "dialects/world.h"

namespace muster::dialects::test {
namespace {

using http::Verb;

// Grace (2) became part of Ada (1). Both had a vendor number, and Ada keeps hers.
class CapillaryMergedCustomers : public testing::Test {
protected:
    CapillaryMergedCustomers()
    {
        native(Verb::patch, "/v1/customers/1", R"({"vendor_numbers": {"capillary": 7001}})");
        native(Verb::patch, "/v1/customers/2", R"({"vendor_numbers": {"capillary": 7002}})");
        native(Verb::post, "/v1/customers/1/merge", R"({"customer_id": 2})");
        send(Verb::post, "/v2/userGroup2", R"({"externalId": "fresh", "maxGroupSize": 5})");
    }

    void native(Verb verb, const std::string& target, const std::string& body)
    {
        const auto done =
            native_.send(verb, target, body, {{"Authorization", "Bearer " + native_.get("key")}});
        ASSERT_EQ(done.status, 200) << done.body;
    }
    std::string send(Verb verb, const std::string& target, const std::string& body = {})
    {
        return caller_.send(verb, target, body, {{"Authorization", caller_.get("basic")}}).body;
    }
    static bool has(const std::string& answer, const std::string& text)
    {
        return answer.find(text) != answer.npos;
    }

    World world_;
    Caller native_{world_, own()};
    Caller caller_{world_, *find("capillary")};
};

constexpr const char* warning = R"("warnings":[{"status":false,"code":8069,)"
                                R"("message":"customer was merged into customer 7001"}])";

TEST_F(CapillaryMergedCustomers, are_read_as_their_survivors_with_a_warning)
{
    for (const auto* target : {"/v2/customers/7002?source=INSTORE",
                               "/v2/customers/lookup?source=INSTORE&identifierName=id"
                               "&identifierValue=7002",
                               "/v2/customers/lookup/customerDetails?source=ALL&identifierName=id"
                               "&identifierValue=7002"}) {
        const auto answer = send(Verb::get, target);
        EXPECT_TRUE(has(answer, R"({"id":7001,)") || has(answer, R"({"entity":7001,)")) << answer;
        EXPECT_TRUE(has(answer, warning)) << answer;
    }
    const auto survivor = send(Verb::get, "/v2/customers/7001?source=INSTORE");
    EXPECT_TRUE(has(survivor, R"("warnings":[])")) << survivor;
    const auto elsewhere = send(Verb::get, "/v2/customers/7002?source=WECHAT");
    EXPECT_TRUE(has(elsewhere, "8065")) << elsewhere;
}

TEST_F(CapillaryMergedCustomers, can_neither_join_nor_leave)
{
    const auto joined = send(Verb::post, "/v2/userGroup2/join?externalId=fresh",
                             R"([{"userId": 7002}, {"userId": 7001}, {"userId": 2}])");
    EXPECT_TRUE(has(joined, R"("code":8069)")) << joined;
    EXPECT_TRUE(has(joined, R"("code":8015)")) << "our own id of it is unknown: " << joined;
    EXPECT_TRUE(has(joined, R"("failureCount":2)")) << joined;
    const auto left = send(Verb::remove, "/v2/userGroup2/1/leave?source=INSTORE&identifierName=id"
                                         "&identifierValue=7002");
    EXPECT_TRUE(has(left, R"("code":8069)")) << left;
}

TEST_F(CapillaryMergedCustomers, are_unknown_like_others_when_the_survivor_is_removed)
{
    EXPECT_EQ(native_.send(Verb::remove, "/v1/customers/1", {},
                           {{"Authorization", "Bearer " + native_.get("key")}})
                      .status /
                  100,
              2);
    const auto answer = send(Verb::get, "/v2/customers/7002?source=INSTORE");
    EXPECT_TRUE(has(answer, "8015")) << answer;
}

TEST_F(CapillaryMergedCustomers, are_not_changed)
{
    const auto answer = send(Verb::put, "/v2/customers/7002?source=INSTORE",
                             R"({"profiles": [{"source": "INSTORE", "lastName": "Byron"}]})");
    EXPECT_TRUE(has(answer, "8015")) << answer;
}

} // namespace
} // namespace muster::dialects::test
