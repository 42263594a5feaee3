// Promise 11: an overloaded server answers 503 early, in each dialect's form, with Retry-After.
// Passwords cannot be guessed quickly, and large bodies are read of known callers only.
#include <algorithm>

#include <gtest/gtest.h>

#include "base/text.h"
#include "dialects/all.h"
#include "dialects/audit.h"
#include "dialects/login_guard.h"
#include "dialects/world.h"

namespace muster::dialects::test {
namespace {

std::string retry_after(const http::Response& response)
{
    std::string all;
    for (const auto& header : response.headers) {
        if (http::same_name(header.name, "Retry-After")) all += header.value + ';';
    }
    return all;
}

http::Request request_of(http::Verb verb, const std::string& target)
{
    http::Request request;
    request.verb = verb;
    request.method = http::name_of(verb);
    EXPECT_TRUE(http::parse_target(target, request));
    return request;
}

TEST(Overload, every_dialect_answers_503_with_retry_after)
{
    World world;
    for (const auto* dialect : all()) {
        SCOPED_TRACE(std::string(dialect->name));
        const auto request =
            request_of(http::Verb::get, std::string(dialect->mount) + "/v1/customers");
        const auto response = world.service().refuse(request, http::Refusal::overloaded);
        EXPECT_EQ(response.status, 503);
        EXPECT_EQ(retry_after(response), "1;");
        EXPECT_FALSE(response.body.empty());
    }
}

// A log-in of one API, with the names of its caller.
struct LoginCall {
    std::string_view dialect;
    std::string_view target;
    std::string_view header; // "Name: value", or empty
    std::string_view body;
    std::string_view login; // as the body or header has it
};

constexpr LoginCall login_calls[] = {
    {"nuweb", "/v1/login", "", R"({"email": "{{login}}", "password": "wrong"})", "{{login}}"},
    {"nudgescribe", "/v1/auth", "x-api-key: {{key}}",
     R"({"email": "{{login}}", "password": "wrong"})", "{{login}}"},
    {"capillary", "/v3/oauth/token/generate", "", R"({"key": "{{client}}", "secret": "wrong"})",
     "{{client}}"},
    {"capillary", "/v2/customers",
     // "nobody" and the MD5 of nothing
     "Authorization: Basic bm9ib2R5OmQ0MWQ4Y2Q5OGYwMGIyMDRlOTgwMDk5OGVjZjg0Mjdl", "{}", "nobody"},
};

class Logins : public testing::TestWithParam<LoginCall> {
protected:
    http::Response attempt(const std::string& address)
    {
        const auto& call = GetParam();
        auto request = request_of(http::Verb::post,
                                  std::string(caller.dialect().mount) + std::string(call.target));
        request.body = filled(call.body);
        const auto header = filled(call.header);
        const auto colon = header.find(": ");
        if (colon != header.npos)
            request.headers = {{header.substr(0, colon), header.substr(colon + 2)}};
        request.headers.push_back({"Content-Type", "application/json"});
        request.peer = address;
        return world.send(std::move(request));
    }
    std::string filled(std::string_view text) { return caller.variables().expand(text).value(); }
    std::string account()
    {
        return std::string(GetParam().dialect) + ':' + filled(GetParam().login);
    }
    // As many wrong passwords as a minute has.
    void spend(const std::string& login, const std::string& address)
    {
        const auto now = world.directory().clock().now();
        for (int at = 0; at < limits::failures_per_address; ++at)
            world.services().logins->note_failure(login, address, now);
    }

    World world;
    Caller caller{world, *find(GetParam().dialect)};
};

TEST_P(Logins, slow_down_per_login)
{
    spend(account(), "192.0.2.1");
    const auto response = attempt("192.0.2.2");
    EXPECT_EQ(response.status, 429) << response.body;
    EXPECT_NE(retry_after(response), "1;");
    EXPECT_FALSE(response.body.empty());
    world.later(std::chrono::minutes(1));
    EXPECT_NE(attempt("192.0.2.2").status, 429);
}

TEST_P(Logins, slow_down_per_network_of_the_client)
{
    spend("another", "2001:db8:0:1::/64");
    EXPECT_EQ(attempt("2001:db8:0:1::7").status, 429);
    EXPECT_NE(attempt("2001:db8:0:2::7").status, 429);
}

TEST_P(Logins, failures_are_in_the_audit_log_with_the_address)
{
    std::string failed;
    world.services().audit = [&](const AuditEvent& event) {
        if (event.kind == AuditKind::login_failed)
            failed = std::string(event.dialect) + ' ' + std::string(event.address);
    };
    attempt("192.0.2.9");
    EXPECT_EQ(failed, std::string(GetParam().dialect) + " 192.0.2.9");
}

INSTANTIATE_TEST_SUITE_P(All, Logins, testing::ValuesIn(login_calls));

// Others can spend the failures of a login, but not lock out its owner.
TEST(LoginGuards, let_in_where_a_login_has_succeeded)
{
    LoginGuard guard;
    const Time now{};
    guard.note_success("pat", "192.0.2.1");
    for (int at = 0; at < limits::failures_per_login; ++at)
        guard.note_failure("pat", "192.0.2.66", now);
    EXPECT_TRUE(guard.check("pat", "192.0.2.1", now));
    const auto refused = guard.check("pat", "192.0.2.2", now);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::rate_limited);
    EXPECT_EQ(refused.error().retry_after, std::chrono::seconds(6));
}

// A call of one API whose query or path is not UTF-8, by a caller with all rights.
struct BrokenCall {
    std::string_view dialect;
    std::string_view target;
    std::string_view header;
    int status;
    std::string_view says = "UTF-8"; // part of the answer
};

constexpr BrokenCall broken_calls[] = {
    {"native", "/v1/customers?where=%ff", "Authorization: Bearer {{key}}", 400},
    {"native", "/v1/customers/%ff", "Authorization: Bearer {{key}}", 400},
    {"ecwid", "/api/v3/1/customers?keyword=%ff&token={{token}}", "", 400},
    {"ecwid", "/api/v3/1/customers?%ff=1&token={{token}}", "", 400},
    {"capillary", "/v2/customers/lookup?source=%ff", "Authorization: {{basic}}", 400},
    {"nudgescribe", "/v1/cg?x=%ff", "Authorization: Bearer {{token}}", 400},
    {"xtrakit", "/api/v1/customer-groups?x=%ff", "Authorization: Bearer {{key}}", 400,
     "The x field is invalid"},
    {"nuweb", "/v1/customers?filter[email]=%ff", "Authorization: Bearer {{key}}", 422},
};

TEST(Pipeline, refuses_text_that_is_not_utf8_in_every_dialect)
{
    for (const auto& call : broken_calls) {
        SCOPED_TRACE(std::string(call.dialect) + std::string(call.target));
        World world;
        Caller caller(world, *find(call.dialect));
        const auto header = caller.variables().expand(call.header).value();
        const auto colon = header.find(": ");
        std::vector<http::Header> headers;
        if (colon != header.npos) headers = {{header.substr(0, colon), header.substr(colon + 2)}};
        const auto verb = call.dialect == "nudgescribe" ? http::Verb::post : http::Verb::get;
        const auto response =
            caller.send(verb, caller.variables().expand(call.target).value(), {}, headers);
        EXPECT_EQ(response.status, call.status) << response.body;
        EXPECT_TRUE(is_utf8(response.body));
        EXPECT_NE(response.body.find(call.says), std::string::npos) << response.body;
    }
}

TEST(Pipeline, reads_large_bodies_of_known_callers_only)
{
    World world;
    Caller caller(world, *find("native"));
    auto head = request_of(http::Verb::post, "/v1/customers");
    world.service().find_route(head);
    auto refused = world.service().check_head(head);
    ASSERT_TRUE(refused.refusal);
    EXPECT_EQ(refused.refusal->status, 401);
    head.headers = {{"Authorization", "Bearer " + caller.get("key")}};
    const auto known = world.service().check_head(head);
    EXPECT_FALSE(known.refusal);
    EXPECT_EQ(known.caller, "tenant 1");
}

TEST(Pipeline, keeps_bodies_without_a_caller_small)
{
    World world;
    for (const auto* dialect : all()) {
        for (const auto& route : dialect->routes) {
            if ((route.flags & Flag::open) == 0) continue;
            auto head =
                request_of(route.verb, std::string(dialect->mount) + std::string(route.path));
            EXPECT_LE(world.service().body_limit(head), limits::unchecked_body_bytes) << route.path;
        }
    }
}

// Lists may be large: they are not made where other connections wait for the thread.
TEST(Pipeline, makes_lists_off_the_io_thread)
{
    World world;
    for (const auto* target : {"/v1/changes?limit=1000", "/v1/customers", "/v1/accounts",
                               "/v1/groups/1/members", "/ecwid/api/v3/1/batch?ticket=1"}) {
        EXPECT_EQ(world.service().run_on(request_of(http::Verb::get, target)),
                  http::RunOn::list_pool)
            << target;
    }
    EXPECT_EQ(world.service().run_on(request_of(http::Verb::get, "/health")),
              http::RunOn::page_pool);
}

} // namespace
} // namespace muster::dialects::test
