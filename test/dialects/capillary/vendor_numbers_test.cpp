// A client that has stored the ids of its customers and groups works unchanged: paths, queries,
// bodies, answers and messages have the vendor numbers, and the ids of this server appear nowhere.
#include <gtest/gtest.h>

#include "base/json.h"
#include "dialects/all.h"
#include "dialects/world.h"

namespace muster::dialects::test {
namespace {

using http::Verb;

// Customer 1 (Ada, in group 1) is known by 387654321012, customer 2 (Grace, in group 2) by
// 387654321013, group 1 by 9015213, and group 2 by 9015214. Customer 3 has no number.
class CapillaryVendorNumbers : public testing::Test {
protected:
    CapillaryVendorNumbers()
    {
        give("/v1/customers/1", "387654321012");
        give("/v1/customers/2", "387654321013");
        give("/v1/groups/1", "9015213");
        give("/v1/groups/2", "9015214");
        for (const auto* group : {"9015213", "9015214"}) {
            send(Verb::put, "/v2/userGroup2",
                 std::string(R"({"id": )") + group + R"(, "externalId": "ext-)" + group +
                     R"(", "maxGroupSize": 100})");
        }
    }

    void give(const std::string& target, const std::string& number)
    {
        const auto given = native_.send(Verb::patch, target,
                                        R"({"vendor_numbers": {"capillary": )" + number + "}}",
                                        {{"Authorization", "Bearer " + native_.get("key")}});
        ASSERT_EQ(given.status, 200) << given.body;
    }

    std::string send(Verb verb, const std::string& target, const std::string& body = {})
    {
        return caller_.send(verb, target, body, {{"Authorization", caller_.get("basic")}}).body;
    }
    std::string get(const std::string& target) { return send(Verb::get, target); }

    static bool has(const std::string& answer, const std::string& text)
    {
        return answer.find(text) != answer.npos;
    }

    World world_;
    Caller native_{world_, own()};
    Caller caller_{world_, *find("capillary")};
};

#define EXPECT_HAS(answer, text) EXPECT_TRUE(has(answer, text)) << (answer)

TEST_F(CapillaryVendorNumbers, stand_in_paths_and_answers_of_customers)
{
    const auto details = get("/v2/customers/387654321012?source=INSTORE");
    EXPECT_HAS(details, R"({"id":387654321012,)");
    EXPECT_HAS(details, R"("userId":387654321012)");
    EXPECT_HAS(get("/v2/customers/3?source=INSTORE"), R"({"id":3,)");
    EXPECT_HAS(get("/v2/customers/1?source=INSTORE"), "8015") << "it has a number now";
    EXPECT_HAS(
        get("/v2/customers/lookup?source=INSTORE&identifierName=id&identifierValue=387654321013"),
        R"("entity":387654321013)");
    const std::string last = R"({"profiles": [{"source": "INSTORE", "lastName": "Byron"}]})";
    EXPECT_HAS(send(Verb::put, "/v2/customers/387654321012?source=INSTORE", last),
               R"("createdId":387654321012)");
    EXPECT_HAS(get("/v2/customers/387654321012?source=INSTORE"), R"("lastName":"Byron")");
    EXPECT_HAS(send(Verb::post, "/v2/customers/387654321012/changeIdentifier?source=INSTORE",
                    R"({"add": [{"type": "wechat", "value": "wx-1"}]})"),
               R"("createdId":387654321012)");
}

TEST_F(CapillaryVendorNumbers, stand_in_queries_bodies_and_answers_of_groups)
{
    EXPECT_HAS(get("/v2/userGroup2?id=9015213"), R"({"id":9015213,"externalId":"ext-9015213")");
    EXPECT_HAS(get("/v2/userGroup2?id=1"), "1632") << "it has a number now";
    EXPECT_HAS(send(Verb::put, "/v2/userGroup2", R"({"id": "9015214", "maxGroupSize": 50})"),
               R"({"id":9015214,)");
    EXPECT_HAS(get("/v2/userGroup2/search?q=9015213"), R"("groupId":9015213)");
    EXPECT_HAS(get("/v2/userGroup2/promisedPointsSchedule?id=9015213"), R"("entityId":-9015213)");
}

TEST_F(CapillaryVendorNumbers, stand_in_calls_about_members)
{
    const auto joined = send(Verb::post, "/v2/userGroup2/join?id=9015214",
                             R"([{"userId": "387654321012", "primaryMember": true}, {"userId": 3},
                                {"userId": 1}])");
    EXPECT_HAS(joined, R"("failureCount":1)") << "our id of a customer with a number is unknown";
    EXPECT_HAS(joined, R"("userId":387654321012,"groupId":9015214)");
    const auto members =
        get("/v2/userGroup2/members?identifierName=primaryUserId&identifierValue=387654321012");
    EXPECT_HAS(members, R"("fleetUserId":387654321012)");
    EXPECT_HAS(members, R"("fleetUserId":387654321013)");
    EXPECT_HAS(members, R"("fleetUserId":3,)");
    const auto group = get("/v2/userGroup2?primaryUserId=387654321012&primaryMemberDetails=true");
    EXPECT_HAS(group, R"({"userId":387654321013,"groupId":9015214)");
    EXPECT_HAS(group, R"("primaryMemberDetails":{"userId":387654321012)");
    send(Verb::post, "/v2/userGroup2", R"({"externalId": "other", "maxGroupSize": 5})");
    const auto again = send(Verb::post, "/v2/userGroup2/join?externalId=other",
                            R"([{"userId": 387654321012, "primaryMember": true}])");
    EXPECT_HAS(again, R"("message":)") << "a customer is the primary member of one group only";
    EXPECT_FALSE(has(again, " 1 ")) << again;
    EXPECT_HAS(get("/v2/customers/387654321013?source=INSTORE&userGroup2Id=9015214"),
               R"("userGroups2":[{"id":9015214)");
    EXPECT_FALSE(has(get("/v2/customers/387654321013?source=INSTORE&userGroup2Id=2"), "9015214"));
    EXPECT_HAS(send(Verb::put, "/v2/userGroup2/members/permissions?id=9015214",
                    R"([{"userId": 387654321013, "permissions": ["allow_points_redemption"]}])"),
               R"("failureCount":0)");
}

TEST_F(CapillaryVendorNumbers, stand_in_transfers_and_leaves)
{
    const auto moved =
        send(Verb::post, "/v2/userGroup2/transfer",
             R"({"leaveGroupId": 9015214, "joinGroupId": "9015213", "userIds": ["387654321013"]})");
    EXPECT_HAS(moved, R"("success":true)");
    const std::string by = "source=INSTORE&identifierName=id&identifierValue=387654321013";
    const auto wrong = send(Verb::remove, "/v2/userGroup2/9015214/leave?" + by);
    EXPECT_HAS(wrong, "387654321013");
    EXPECT_HAS(wrong, "9015214");
    EXPECT_HAS(send(Verb::remove, "/v2/userGroup2/9015213/leave?" + by), R"("success":true)");
    const auto members = get("/v2/userGroup2/members?identifierName=id&identifierValue=9015213");
    EXPECT_HAS(members, R"("fleetUserId":387654321012)");
    EXPECT_FALSE(has(members, "387654321013"));
}

TEST_F(CapillaryVendorNumbers, name_a_deleted_group_for_ever)
{
    send(Verb::remove, "/v2/userGroup2?id=9015213");
    EXPECT_HAS(get("/v2/userGroup2?id=9015213"), R"("groupStatus":"DELETED")");
}

} // namespace
} // namespace muster::dialects::test
