// Promise 11: while a tenant is loaded into memory, calls that need it get that API's own 503 with
// Retry-After, and calls that do not need it are answered.
#include <gtest/gtest.h>

#include "dialects/all.h"
#include "dialects/world.h"
#include "directory/groups.h"

namespace muster::dialects::test {
namespace {

// A call that needs the index, and a part of the API's form of 503.
struct NeedyCall {
    std::string_view dialect;
    http::Verb verb;
    std::string_view target;
    std::string_view header;
    std::string_view body;
    std::string_view error;
};

constexpr NeedyCall needy_calls[] = {
    {"native", http::Verb::get, "/v1/customers?sort=name", "Authorization: Bearer {{key}}", "",
     "being loaded into memory"},
    {"ecwid", http::Verb::get, "/api/v3/{{tenant}}/customers", "Authorization: Bearer {{key}}", "",
     "INTERNAL_ERROR"},
    {"capillary", http::Verb::get, "/v2/userGroup2?externalId=dyn", "Authorization: {{basic}}", "",
     "\"errors\""},
    {"nudgescribe", http::Verb::post, "/v1/cg", "authorization: Bearer {{token}}",
     R"({"workspace_id": "{{tenant}}"})", "Server Error"},
    {"xtrakit", http::Verb::get, "/api/v1/customer-groups", "Authorization: Bearer {{key}}", "",
     "Service unavailable"},
    {"nuweb", http::Verb::get, "/v1/customers", "Authorization: Bearer {{key}}", "",
     "Service Unavailable"},
};

std::string retry_after(const http::Response& response)
{
    for (const auto& header : response.headers) {
        if (http::same_name(header.name, "Retry-After")) return header.value;
    }
    return {};
}

class WhileLoading : public testing::TestWithParam<NeedyCall> {
protected:
    WhileLoading()
    {
        const directory::Principal maker{{}, {}, tenant, "test", "test", {}};
        const auto made =
            world.directory().write(maker, tenant, [&](directory::Transaction& transaction) {
                model::Group group;
                group.name = "Everybody";
                group.external_id = "dyn";
                group.rule = "id > 0";
                return directory::create_group(transaction, group);
            });
        EXPECT_TRUE(made);
    }

    http::Response send()
    {
        const auto& call = GetParam();
        const auto filled = [&](std::string_view text) {
            return caller.variables().expand(text).value();
        };
        const auto header = filled(call.header);
        const auto colon = header.find(": ");
        return caller.send(call.verb, filled(call.target), filled(call.body),
                           {{header.substr(0, colon), header.substr(colon + 2)},
                            {"Content-Type", "application/json"}});
    }

    const model::TenantId tenant{1};
    World world{std::chrono::milliseconds{0}};
    Caller caller{world, *find(GetParam().dialect)};
};

TEST_P(WhileLoading, a_call_that_needs_the_index_gets_503_and_later_its_answer)
{
    world.held().hold();
    const auto refused = send();
    EXPECT_EQ(refused.status, 503) << refused.body;
    EXPECT_FALSE(retry_after(refused).empty());
    EXPECT_NE(refused.body.find(GetParam().error), std::string::npos) << refused.body;
    world.held().release();
    ASSERT_TRUE(world.index().preload(tenant));
    const auto answered = send();
    EXPECT_EQ(answered.status, 200) << answered.body;
}

INSTANTIATE_TEST_SUITE_P(Dialects, WhileLoading, testing::ValuesIn(needy_calls),
                         [](const auto& call) { return std::string(call.param.dialect); });

class NativeWhileLoading : public testing::Test {
protected:
    http::Response send(http::Verb verb, const std::string& target, const std::string& body = {})
    {
        return caller.send(verb, target, body,
                           {{"Authorization", "Bearer " + caller.get("key")},
                            {"Content-Type", "application/json"}});
    }

    World world{std::chrono::milliseconds{0}};
    Caller caller{world, own()};
};

TEST_F(NativeWhileLoading, calls_that_need_no_index_are_answered)
{
    world.held().hold();
    EXPECT_EQ(send(http::Verb::get, "/v1/customers?sort=name").status, 503);
    EXPECT_EQ(send(http::Verb::get, "/v1/customers/1").status, 200);
    EXPECT_EQ(send(http::Verb::get, "/v1/customers/1/groups").status, 200);
    EXPECT_EQ(send(http::Verb::get, "/v1/groups").status, 200);
    EXPECT_EQ(send(http::Verb::patch, "/v1/groups/1", R"({"name": "Golden"})").status, 200);
    EXPECT_EQ(send(http::Verb::post, "/v1/customers", R"({"name": "Nora"})").status, 201);
}

// The answer has a head count, which nobody knows yet. So the write must not be made either.
TEST_F(NativeWhileLoading, a_dynamic_group_is_not_made_when_its_answer_cannot_be_given)
{
    const std::string group = R"({"name": "All", "rule": "id > 0"})";
    world.held().hold();
    EXPECT_EQ(send(http::Verb::post, "/v1/groups", group).status, 503);
    world.held().release();
    ASSERT_TRUE(world.index().preload(model::TenantId{1}));
    const auto made = send(http::Verb::post, "/v1/groups", group);
    EXPECT_EQ(made.status, 201) << "no group of this name is there: " << made.body;
    EXPECT_NE(made.body.find(R"("member_count":3)"), std::string::npos) << made.body;
}

} // namespace
} // namespace muster::dialects::test
