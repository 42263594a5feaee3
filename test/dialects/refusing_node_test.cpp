// Promise 4 with several nodes: a node that is not the active one answers no call of any API, also
// none that was running when it lost its place.
#include <gtest/gtest.h>

#include "dialects/all.h"
#include "dialects/world.h"

namespace muster::dialects::test {
namespace {

// A call of the API, and a part of the API's form of 503.
struct RefusedCall {
    std::string_view dialect;
    std::string_view target;
    std::string_view error;
};

constexpr RefusedCall refused_calls[] = {
    {"native", "/v1/customers/1", "another node is active"},
    {"ecwid", "/api/v3/1/customers/1", "INTERNAL_ERROR"},
    {"capillary", "/v2/customers/1", "\"errors\""},
    {"nudgescribe", "/v1/cg", "Server Error"},
    {"xtrakit", "/api/v1/customer-groups", "Service unavailable"},
    {"nuweb", "/v1/customers/1", "Service Unavailable"},
};

Error other_node_is_active()
{
    Error error{Code::unavailable, "store", "another node is active: try again", {}, {}, {}};
    error.retry_after = std::chrono::seconds(5);
    return error;
}

std::string header_of(const http::Response& response, std::string_view name)
{
    for (const auto& header : response.headers) {
        if (http::same_name(header.name, name)) return header.value;
    }
    return {};
}

class OnRefusingNode : public testing::TestWithParam<RefusedCall> {};

TEST_P(OnRefusingNode, each_call_gets_the_503_of_its_api_before_its_credentials_are_checked)
{
    World world;
    Caller caller(world, *find(GetParam().dialect));
    world.refuse(other_node_is_active);
    for (const auto verb : {http::Verb::get, http::Verb::post, http::Verb::remove}) {
        const auto response = caller.send(verb, GetParam().target);
        EXPECT_EQ(response.status, 503) << response.body;
        EXPECT_EQ(header_of(response, "Retry-After"), "5");
        EXPECT_NE(response.body.find(GetParam().error), std::string::npos) << response.body;
    }
}

INSTANTIATE_TEST_SUITE_P(Dialects, OnRefusingNode, testing::ValuesIn(refused_calls),
                         [](const auto& tested) { return std::string(tested.param.dialect); });

TEST(OnRefusingNode, every_dialect_is_tested) { EXPECT_EQ(std::size(refused_calls), all().size()); }

TEST(LostPlace, an_answer_that_was_made_before_does_not_leave_afterwards)
{
    World world;
    Caller caller(world, *find("native"));
    const std::vector<http::Header> headers{
        {"Authorization", caller.variables().expand("Bearer {{key}}").value()},
        {"Content-Type", "application/json"}};
    ASSERT_EQ(caller.send(http::Verb::get, "/v1/customers/1", {}, headers).status, 200);
    int asked = 0;
    world.refuse([&]() -> std::optional<Error> {
        if (++asked == 1) return std::nullopt;
        return other_node_is_active();
    });
    EXPECT_EQ(caller.send(http::Verb::get, "/v1/customers/1", {}, headers).status, 503);
    EXPECT_EQ(asked, 2);
}

} // namespace
} // namespace muster::dialects::test
