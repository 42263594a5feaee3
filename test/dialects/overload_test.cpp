// Promise 11: an overloaded server answers 503 early, in each dialect's form, with Retry-After.
#include <algorithm>

#include <gtest/gtest.h>

#include "dialects/all.h"
#include "dialects/world.h"

namespace muster::dialects::test {
namespace {

TEST(Overload, every_dialect_answers_503_with_retry_after)
{
    World world;
    for (const auto* dialect : all()) {
        SCOPED_TRACE(std::string(dialect->name));
        http::Request request;
        request.verb = http::Verb::get;
        request.method = "GET";
        ASSERT_TRUE(http::parse_target(std::string(dialect->mount) + "/v1/customers", request));
        const auto response = world.service().refuse(request, http::Refusal::overloaded);
        EXPECT_EQ(response.status, 503);
        const auto said = std::ranges::count_if(response.headers, [](const auto& header) {
            return http::same_name(header.name, "Retry-After") && header.value == "1";
        });
        EXPECT_EQ(said, 1);
        EXPECT_FALSE(response.body.empty());
    }
}

} // namespace
} // namespace muster::dialects::test
