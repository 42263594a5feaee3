// A client that has stored the id of its account goes on to send it (core promise 6).
#include <gtest/gtest.h>

#include "dialects/all.h"
#include "dialects/world.h"

namespace muster::dialects::test {
namespace {

using http::Verb;

TEST(NudgescribeAccount, is_known_by_the_id_that_the_client_has_stored)
{
    World world;
    Caller client(world, *find("nudgescribe"));
    Caller administrator(world, own());
    const auto named = administrator.send(
        Verb::patch, "/v1/tenants/first", R"({"settings": {"nudgescribe.account_id": "ACME-77"}})",
        {{"Authorization", "Bearer " + administrator.get("key.admin")}});
    ASSERT_EQ(named.status, 200) << named.body;

    const auto status_with = [&](const std::string& account) {
        return client
            .send(Verb::post, "/v1/campaign/all", {},
                  {{"Authorization", "Bearer " + client.get("token.account")},
                   {"x-auth-context", R"({"api_access": true, "api_code": ")" + account + R"("})"}})
            .status;
    };
    EXPECT_EQ(status_with("ACME-77"), 200);
    EXPECT_EQ(status_with("ACME-78"), 403);
    EXPECT_EQ(status_with(client.get("account")), 403);
}

} // namespace
} // namespace muster::dialects::test
