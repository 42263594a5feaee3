// Quotas (core promise 11): what calls leave behind is bounded for one tenant and for all, and what
// exceeds it is refused by each API's own error. Promise 12: a bulk call that was cut off goes on.
#include <gtest/gtest.h>

#include "dialects/all.h"
#include "dialects/world.h"
#include "directory/quotas.h"

namespace muster::dialects::test {
namespace {

using directory::Quota;
using http::Verb;

std::int64_t limit_of_all(Quota quota)
{
    return directory::quota_rows()[static_cast<std::size_t>(quota)].all;
}

class TenantQuotas : public testing::Test {
protected:
    http::Response native(Verb verb, const std::string& target, std::string body = {},
                          const std::string& repetition = {})
    {
        std::vector<http::Header> headers{{"Authorization", "Bearer " + native_.get("key")}};
        if (!repetition.empty()) headers.push_back({"Idempotency-Key", repetition});
        return native_.send(verb, target, std::move(body), std::move(headers));
    }
    void use_up(Quota quota, std::int64_t left = 0)
    {
        world_.directory().quotas().set(quota, limit_of_all(quota) - left);
    }
    static std::string retry_after(const http::Response& response)
    {
        for (const auto& header : response.headers) {
            if (http::same_name(header.name, "Retry-After")) return header.value;
        }
        return {};
    }
    static std::string people(int count)
    {
        std::string items;
        for (int i = 0; i < count; ++i) {
            items += (i == 0 ? R"({"name": "N)" : R"(,{"name": "N)") + std::to_string(i) + "\"}";
        }
        return R"({"mode": "create", "items": [)" + items + "]}";
    }
    std::int64_t customers()
    {
        const auto page = native(Verb::get, "/v1/customers?limit=1&total=true");
        return *parse_json(page.body)->find("total")->as_integer();
    }

    World world_;
    Caller native_{world_, own()};
};

TEST_F(TenantQuotas, calls_with_a_key_are_refused_when_no_answer_can_be_stored)
{
    use_up(Quota::stored_replies);
    const auto before = customers();
    const auto refused = native(Verb::post, "/v1/customers", R"({"name": "Nora"})", "once");
    EXPECT_EQ(refused.status, 429) << refused.body;
    EXPECT_EQ(retry_after(refused), "600");
    EXPECT_EQ(customers(), before);
    EXPECT_EQ(world_.directory().quotas().refused(Quota::stored_replies), 1);
    EXPECT_EQ(native(Verb::post, "/v1/customers", R"({"name": "Nora"})").status, 201);
}

TEST_F(TenantQuotas, the_quota_of_one_tenant_is_smaller)
{
    directory::Quotas quotas;
    const auto& row = directory::quota_rows().front();
    EXPECT_TRUE(quotas.take(row.quota, row.per_tenant - 1, 1));
    EXPECT_EQ(quotas.take(row.quota, row.per_tenant, 1).error().code, Code::rate_limited);
    EXPECT_EQ(quotas.used(row.quota), 1);
}

TEST_F(TenantQuotas, each_api_refuses_jobs_by_its_own_error)
{
    use_up(Quota::jobs);
    EXPECT_EQ(native(Verb::post, "/v1/exports").status, 429);
    EXPECT_EQ(native(Verb::post, "/v1/imports", "name\nNora\n").status, 429);
    Caller ecwid(world_, *find("ecwid"));
    EXPECT_EQ(ecwid
                  .send(Verb::post, "/api/v3/1/batch",
                        R"([{"path": "/customers", "method": "GET"}])",
                        {{"Authorization", "Bearer " + ecwid.get("key")}})
                  .status,
              429);
    Caller nuweb(world_, *find("nuweb"));
    EXPECT_EQ(nuweb
                  .send(Verb::get, "/v1/customers?async=true", {},
                        {{"Authorization", "Bearer " + nuweb.get("key")}})
                  .status,
              429);
}

TEST_F(TenantQuotas, a_part_of_a_file_beyond_the_quota_is_refused_and_can_come_later)
{
    use_up(Quota::job_files, 40);
    const auto made = native(Verb::post, "/v1/imports?complete=false", "name\nNora\n");
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string part = "Another name that is long enough\n";
    EXPECT_EQ(native(Verb::put, "/v1/imports/1/content?offset=10&complete=true", part).status, 429);
    use_up(Quota::job_files, 1000);
    const auto later = native(Verb::put, "/v1/imports/1/content?offset=10&complete=true", part);
    EXPECT_EQ(later.status, 200) << later.body;
}

TEST_F(TenantQuotas, counting_again_gives_the_room_of_what_is_gone)
{
    ASSERT_EQ(native(Verb::post, "/v1/customers", R"({"name": "Nora"})", "once").status, 201);
    auto& quotas = world_.directory().quotas();
    use_up(Quota::stored_replies);
    const auto warn = [](const std::string& line) { ADD_FAILURE() << line; };
    ASSERT_TRUE(directory::measure_quotas(world_.directory().rows(), quotas, warn));
    EXPECT_EQ(quotas.used(Quota::stored_replies), 1);
    EXPECT_EQ(quotas.used(Quota::jobs), 0);
}

// The quota cuts the call off behind its first piece.
TEST_F(TenantQuotas, a_bulk_call_that_was_cut_off_goes_on_when_it_is_repeated)
{
    const auto before = customers();
    use_up(Quota::stored_replies, 12);
    const auto body = people(1200);
    const auto cut_off = native(Verb::post, "/v1/customers:batch", body, "bulk");
    EXPECT_EQ(cut_off.status, 429) << cut_off.body.substr(0, 300);
    EXPECT_EQ(customers(), before + 500);

    use_up(Quota::stored_replies, 1000);
    const auto whole = native(Verb::post, "/v1/customers:batch", body, "bulk");
    ASSERT_EQ(whole.status, 200) << whole.body.substr(0, 300);
    const auto answer = *parse_json(whole.body);
    EXPECT_EQ(*answer.find("inserted")->as_integer(), 1200);
    EXPECT_EQ(answer.find("items")->as_array()->size(), 1200U);
    EXPECT_EQ(*answer.find("items")->as_array()->at(700).find("index")->as_integer(), 700);
    EXPECT_EQ(customers(), before + 1200);
    EXPECT_EQ(native(Verb::post, "/v1/customers:batch", body, "bulk").body, whole.body);
    EXPECT_EQ(customers(), before + 1200);
}

// Promise 12: the call takes a write for every 50 items while others wait, and its repetition finds
// the parts of the answer by their own sizes.
TEST_F(TenantQuotas, a_bulk_call_lets_others_write_between_its_pieces)
{
    const auto before = customers();
    const auto revision = [&] { return *world_.directory().rows().revision({1}); };
    const auto body = people(200);
    world_.crowd();
    const auto first = revision();
    const auto answer = native(Verb::post, "/v1/customers:batch", body, "bulk");
    ASSERT_EQ(answer.status, 200) << answer.body.substr(0, 300);
    EXPECT_EQ(revision(), first + 4);
    EXPECT_EQ(customers(), before + 200);
    const auto items = *parse_json(answer.body);
    EXPECT_EQ(*items.find("inserted")->as_integer(), 200);
    EXPECT_EQ(*items.find("items")->as_array()->at(199).find("index")->as_integer(), 199);
    EXPECT_EQ(native(Verb::post, "/v1/customers:batch", body, "bulk").body, answer.body);
    EXPECT_EQ(revision(), first + 4);
}

// Tokens do not expire: without a limit their number would only grow.
TEST_F(TenantQuotas, a_login_has_so_many_tokens)
{
    Caller nuweb(world_, *find("nuweb"));
    const std::string body = R"({"email": ")" + nuweb.get("login") + R"(", "password": ")" +
                             std::string(World::password) + "\"}";
    const auto log_in = [&] {
        const auto answer = nuweb.send(Verb::post, "/v1/login", body);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return *parse_json(answer.body)->find("token")->as_text();
    };
    const auto status_with = [&](const std::string& token) {
        return nuweb.send(Verb::get, "/v1/customers", {}, {{"Authorization", "Bearer " + token}})
            .status;
    };
    const auto first = log_in();
    const auto second = log_in();
    EXPECT_NE(status_with(first), 401);
    for (std::size_t i = 0; i + 1 < limits::tokens_per_login; ++i) log_in();
    EXPECT_EQ(status_with(first), 401);
    EXPECT_NE(status_with(second), 401);
}

} // namespace
} // namespace muster::dialects::test
