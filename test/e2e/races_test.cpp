// Promise 3 over HTTP: 200 joins race for 100 places, through each API that has joins.
#include <array>
#include <atomic>
#include <functional>
#include <thread>

#include <gtest/gtest.h>

#include "base/secrets.h"
#include "base/text.h"
#include "e2e/server_process.h"

namespace muster::e2e {

using http::Verb;

namespace {

constexpr int capacity = 100;
constexpr int racers = 200;
constexpr int clients = 16;

struct RacingRequest {
    Verb verb;
    std::string target;
    std::vector<http::Header> headers;
    Json body;
};

std::string number(std::int64_t id) { return std::to_string(id); }

Json object(std::initializer_list<std::pair<const char*, Json>> members)
{
    Json made = Json::object();
    for (const auto& [name, value] : members) made.set(name, value);
    return made;
}

// What the test needs of an API: how to log in, how to join, and how to recognise success.
struct RacingApi {
    std::string name;
    std::function<std::vector<http::Header>(http::Client&, const Json& demo)> log_in;
    std::function<RacingRequest(std::int64_t group, std::int64_t customer)> join;
    std::function<bool(const JsonAnswer&)> joined = [](const JsonAnswer& answer) {
        return answer.status >= 200 && answer.status < 300;
    };
};

std::vector<http::Header> with_basic(http::Client&, const Json& demo)
{
    const auto pair = text(demo, "user") + ':' + md5_hex(text(demo, "password"));
    return {{"Authorization", "Basic " + to_base64(pair)}};
}

std::vector<http::Header> with_log_in(http::Client& client, const Json& demo,
                                      const std::string& target, const std::string& member,
                                      std::vector<http::Header> headers)
{
    const auto answer =
        call(client, Verb::post, target, headers,
             object({{"email", text(demo, "email")}, {"password", text(demo, "password")}}));
    return bearer(text(answer.body, member));
}

const std::array<RacingApi, 6> apis{{
    {"native", [](http::Client&, const Json& demo) { return bearer(text(demo, "key")); },
     [](std::int64_t group, std::int64_t customer) {
         return RacingRequest{Verb::post,
                              "/v1/groups/" + number(group) + "/members",
                              {},
                              object({{"customer_id", customer}})};
     }},
    {"ecwid", [](http::Client&, const Json& demo) { return bearer(text(demo, "token")); },
     [](std::int64_t group, std::int64_t customer) {
         return RacingRequest{Verb::put,
                              "/ecwid/api/v3/1/customers/" + number(customer),
                              {},
                              object({{"customerGroupId", group}})};
     }},
    {"capillary", with_basic,
     [](std::int64_t group, std::int64_t customer) {
         return RacingRequest{Verb::post,
                              "/capillary/v2/userGroup2/join?id=" + number(group),
                              {},
                              Json(Json::Array{object({{"userId", customer}})})};
     },
     [](const JsonAnswer& answer) {
         const Json* failures = answer.body.find("failureCount");
         return failures != nullptr && *failures == Json(0);
     }},
    {"nudgescribe",
     [](http::Client& client, const Json& demo) {
         return with_log_in(client, demo, "/nudgescribe/v1/auth", "access_token",
                            {{"x-api-key", text(demo, "api_key")}});
     },
     [](std::int64_t group, std::int64_t customer) {
         return RacingRequest{
             Verb::post,
             "/nudgescribe/v1/customer/check",
             {},
             object(
                 {{"workspace_id", "1"},
                  {"customer_group_id", number(group)},
                  {"customers", Json(Json::Array{object({{"customer_id", number(customer)}})})}})};
     }},
    {"xtrakit", [](http::Client&, const Json& demo) { return bearer(text(demo, "key")); },
     [](std::int64_t group, std::int64_t customer) {
         return RacingRequest{Verb::put,
                              "/xtrakit/api/v1/customers/" + number(customer),
                              {},
                              object({{"customer_name", "Racer"},
                                      {"customer_phone", "+23330" + number(1'000'000 + customer)},
                                      {"customer_country", "Ghana"},
                                      {"customer_city", "Accra"},
                                      {"customer_state", "Accra"},
                                      {"address1", "1 High Street"},
                                      {"customer_group_id", group}})};
     }},
    {"nuweb",
     [](http::Client& client, const Json& demo) {
         return with_log_in(client, demo, "/nuweb/v1/login", "token", {});
     },
     [](std::int64_t group, std::int64_t customer) {
         return RacingRequest{
             Verb::post,
             "/nuweb/v1/customer-groups/customers",
             {},
             object({{"customerGroupId", group},
                     {"customers", Json(Json::Array{object({{"email", "racer" + number(customer) +
                                                                          "@example.org"}})})}})};
     }},
}};

std::int64_t make_group(http::Client& client, const std::vector<http::Header>& key,
                        const std::string& name)
{
    const auto made = call(client, Verb::post, "/v1/groups", key,
                           object({{"name", name}, {"capacity", std::int64_t{capacity}}}));
    return integer(made.body, "id");
}

// Gives the customers e-mails, by which an API without ids finds them.
void name_racers(http::Client& client, const std::vector<http::Header>& key)
{
    Json::Array items;
    for (std::int64_t id = 1; id <= racers; ++id) {
        items.push_back(object({{"id", id}, {"email", "racer" + number(id) + "@example.org"}}));
    }
    const auto done = call(client, Verb::post, "/v1/customers:batch", key,
                           object({{"mode", "update"}, {"key", "id"}, {"items", Json(items)}}));
    ASSERT_EQ(integer(done.body, "updated"), racers) << done.body.text();
}

int race(const ServerProcess& server, const RacingApi& api, std::int64_t group)
{
    const Json demo = *server.demo().find(api.name);
    auto first = server.client();
    const auto credentials = api.log_in(first, demo);
    std::atomic<std::int64_t> next{1};
    std::atomic<int> joined{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < clients; ++i) {
        threads.emplace_back([&] {
            auto client = server.client();
            for (auto customer = next++; customer <= racers; customer = next++) {
                auto request = api.join(group, customer);
                auto headers = credentials;
                headers.insert(headers.end(), request.headers.begin(), request.headers.end());
                const auto answer =
                    call(client, request.verb, request.target, headers, request.body);
                joined += api.joined(answer) ? 1 : 0;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    return joined;
}

} // namespace

TEST(Races, OfTwoHundredJoinsExactlyAHundredSucceedInEveryApi)
{
    const DataFolder folder;
    const ServerProcess server(folder, {"--demo"});
    auto client = server.client();
    const auto key = bearer(text(*server.demo().find("native"), "key"));
    name_racers(client, key);
    for (const auto& api : apis) {
        const auto group = make_group(client, key, "Race of " + api.name);
        EXPECT_EQ(race(server, api, group), capacity) << api.name;
        const auto after = call(client, Verb::get, "/v1/groups/" + number(group), key);
        EXPECT_EQ(integer(after.body, "member_count"), capacity) << api.name;
    }
}

} // namespace muster::e2e
