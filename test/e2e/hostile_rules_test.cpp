// Promise 11 and base/limits.h: a hostile rule gets an error or an answer, the server keeps
// running, and its memory is bounded.
#include <functional>

#include <gtest/gtest.h>

#include "e2e/server_process.h"

namespace muster::e2e {

using http::Verb;

namespace {

std::string repeated(const std::string& piece, std::size_t times, const std::string& between = {})
{
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += (i > 0 ? between : "") + piece;
    return text;
}

constexpr std::size_t rule_bytes = 64 * 1024;

struct Attack {
    std::string rule;
    std::string answer; // the code of the error; empty: an answer
};

std::vector<Attack> attacks()
{
    const std::string deep = repeated("(", 60) + "id = 1" + repeated(")", 60);
    const std::string in_list = "id IN (" + repeated("7", 20'000, ",") + ")";
    return {
        {repeated("(", rule_bytes), "too_large"},
        {repeated("(", rule_bytes / 2 - 8) + "id = 1" + repeated(")", rule_bytes / 2 - 8),
         "too_large"},
        {repeated("NOT ", rule_bytes / 4 - 4) + "TRUE", "too_large"},
        {repeated("id = 1", 10'000, " OR "), "too_large"},
        {repeated("id=1", 5'000, " OR "), "too_large"},
        {std::string(rule_bytes + 1, ' '), "too_large"},
        {"name LIKE '" + repeated("%a", 30'000) + "'", "too_large"},
        {"name LIKE '" + repeated("%_", 400) + "b'", ""},
        {repeated("name LIKE '%" + std::string(40, 'a') + "_b'", 900, " OR "), ""},
        {repeated("email LIKE '%x'", 499, " AND NOT "), ""},
        {repeated("NOT MEMBER OF 1", 499, " AND "), ""},
        {repeated("NOT MEMBER OF 1", 500, " AND "), "too_large"},
        {deep, ""},
        {in_list, ""},
        {"'" + std::string(60'000, 'q') + "' = name", ""},
        {"name = '" + std::string(60'000, 'q') + "'", ""},
        {"id = " + std::string(30'000, '9'), "invalid_value"},
        {"spent = 1" + std::string(30'000, '0') + ".5", "invalid_value"},
        {"created_at < NOW() - INTERVAL '99999999999999999999 years'", "invalid_value"},
        {"\"and\" = 1 AND \"select\" = 2 AND \"null\" IS NULL AND \"member\" = 'of'", ""},
        {"and = 1", "invalid_value"},
        {"\"and = 1", "invalid_value"},
        {"id = 1; DROP TABLE customers", "invalid_value"},
        {"/* */ id = 1", "invalid_value"},
        {std::string(1, '\x01'), "invalid_value"},
        {"MEMBER OF '" + std::string(60'000, 'g') + "'", "invalid_value"},
    };
}

// On a slow machine an answer may come too late: then the error must say so.
void expect_answer(const JsonAnswer& answer)
{
    EXPECT_TRUE(answer.status == 200 || answer.status == 504) << answer.body.text().substr(0, 500);
}

class HostileRulesShop {
public:
    explicit HostileRulesShop(const ServerProcess& server)
        : client_(server.client()), headers_(bearer(server.admin_key()))
    {
        headers_.push_back({"Muster-Tenant", "shop"});
    }

    JsonAnswer ask(Verb verb, const std::string& target, const Json& body)
    {
        return call(client_, verb, target, headers_, body);
    }

    JsonAnswer query(const std::vector<std::string>& rules)
    {
        Json where = Json::array();
        for (const auto& rule : rules) where.push_back(rule);
        Json body = Json::object();
        body.set("where", std::move(where));
        return ask(Verb::post, "/v1/query", body);
    }

    void make()
    {
        for (const char* key : {"and", "select", "null", "member"}) {
            Json field = Json::object();
            field.set("entity", "customer");
            field.set("key", key);
            field.set("type", std::string_view(key) == "member" ? "text" : "integer");
            EXPECT_EQ(ask(Verb::post, "/v1/fields", field).status, 201);
        }
        Json group = Json::object();
        group.set("name", "VIP");
        EXPECT_EQ(ask(Verb::post, "/v1/groups", group).status, 201);
        for (int number = 0; number < 200; ++number) {
            Json customer = Json::object();
            customer.set("name", std::string(200, 'a') + std::to_string(number));
            customer.set("email", "p" + std::to_string(number) + "@example.org");
            EXPECT_EQ(ask(Verb::post, "/v1/customers", customer).status, 201);
        }
    }

private:
    http::Client client_;
    std::vector<http::Header> headers_;
};

} // namespace

TEST(HostileRules, GetAnErrorOrAnAnswerAndTheServerStays)
{
    const DataFolder folder;
    ServerProcess server(folder);
    ASSERT_EQ(run_muster({"tenant", "create", "shop", "--server", server.url(), "--data",
                          folder.path("data")})
                  .code,
              0);
    HostileRulesShop shop(server);
    shop.make();
    for (const auto& attack : attacks()) {
        SCOPED_TRACE(attack.rule.substr(0, 80));
        const auto answer = shop.query({attack.rule});
        if (attack.answer.empty()) {
            expect_answer(answer);
            continue;
        }
        EXPECT_TRUE(answer.status == 400 || answer.status == 413 || answer.status == 422)
            << answer.status;
        EXPECT_NE(answer.body.text().find('"' + attack.answer + '"'), std::string::npos)
            << answer.body.text().substr(0, 500);
    }
    // As many as a body holds, each as wide as rules may be.
    const std::string wide = repeated("email LIKE '%x'", 999, " OR ");
    expect_answer(shop.query(std::vector<std::string>(50, wide)));
    constexpr std::int64_t most_bytes = std::int64_t{1} << 30U;
    EXPECT_LT(server.peak_bytes(), most_bytes);
}

} // namespace muster::e2e
