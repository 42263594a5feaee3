// Promise 22: a credential that the clients of its API can never present is not made.
#include <algorithm>

#include <gtest/gtest.h>

#include "base/secrets.h"
#include "base/text.h"
#include "dialects/all.h"
#include "dialects/world.h"

namespace muster::dialects::native {
namespace {

using http::Verb;

class UsableCredentials : public testing::Test {
protected:
    http::Response make(const std::string& body)
    {
        return caller_.send(
            Verb::post, "/v1/credentials", body,
            {{"Authorization", "Bearer " + caller_.get("key.admin")}, {"Muster-Tenant", "1"}});
    }

    // The first problem: "/kind: must be …".
    std::string refusal(const std::string& body)
    {
        const auto answer = make(body);
        EXPECT_EQ(answer.status, 400) << body << answer.body;
        const auto problem = parse_json(answer.body);
        const Json* errors = problem ? problem->find("errors") : nullptr;
        if (errors == nullptr) return answer.body;
        const auto& first = errors->as_array()->front();
        return *first.find("pointer")->as_text() + ": " + *first.find("detail")->as_text();
    }

    test::World world_;
    test::Caller caller_{world_, own()};
};

TEST_F(UsableCredentials, are_of_a_kind_that_the_api_accepts)
{
    const std::pair<const char*, const char*> wrong[] = {
        {R"({"dialect": "capillary", "kind": "key"})",
         "/kind: must be login or client: capillary accepts no other kind of credential"},
        {R"({"dialect": "ecwid", "kind": "login", "login": "a"})",
         "/kind: must be key: ecwid accepts no other kind of credential"},
        {R"({"dialect": "xtrakit", "kind": "login", "login": "a"})",
         "/kind: must be key: xtrakit accepts no other kind of credential"},
        {R"({"dialect": "nuweb", "kind": "client", "login": "a"})",
         "/kind: must be login or key: nuweb accepts no other kind of credential"},
        {R"({"dialect": "nudgescribe", "kind": "client", "login": "a"})",
         "/kind: must be key or login: nudgescribe accepts no other kind of credential"},
        {R"({"kind": "client", "login": "a"})",
         "/kind: must be key or login: native accepts no other kind of credential"},
    };
    for (const auto& [body, right] : wrong) EXPECT_EQ(refusal(body), right);
}

TEST_F(UsableCredentials, have_the_form_of_secret_that_clients_send)
{
    const std::pair<const char*, const char*> wrong[] = {
        {R"({"kind": "login", "login": "a", "secret_form": "md5"})",
         "/secret_form: must be plain: so the clients of native send the secret of a login"},
        {R"({"dialect": "nuweb", "kind": "login", "login": "a", "secret_form": "md5"})",
         "/secret_form: must be plain: so the clients of nuweb send the secret of a login"},
        {R"({"dialect": "capillary", "kind": "client", "login": "a", "secret_form": "md5"})",
         "/secret_form: must be plain: so the clients of capillary send the secret of a client"},
        {R"({"dialect": "capillary", "kind": "login", "login": "a", "secret_form": "plain"})",
         "/secret_form: must be md5: so the clients of capillary send the secret of a login"},
    };
    for (const auto& [body, right] : wrong) EXPECT_EQ(refusal(body), right);
}

// Without secret_form the server stores what the clients send; rotation too.
TEST_F(UsableCredentials, of_a_till_log_in_without_a_word_about_the_form)
{
    const auto made = make(R"({"dialect": "capillary", "kind": "login", "login": "till.9",
        "secret": "Correct-Horse-7", "scopes": ["user_groups.read"]})");
    ASSERT_EQ(made.status, 201) << made.body;
    test::Caller till(world_, *find("capillary"));
    const auto status_with = [&](const std::string& password) {
        return till
            .send(Verb::get, "/v2/userGroup2?id=1", {},
                  {{"Authorization", "Basic " + to_base64("till.9:" + md5_hex(password))}})
            .status;
    };
    EXPECT_EQ(status_with("Correct-Horse-7"), 200);
    const auto id = parse_json(made.body)->find("id")->text();
    const auto rotated = caller_.send(Verb::post, "/v1/credentials/" + id + "/rotate",
                                      R"({"secret": "Correct-Horse-8"})",
                                      {{"Authorization", "Bearer " + caller_.get("key.admin")}});
    ASSERT_EQ(rotated.status, 200) << rotated.body;
    EXPECT_EQ(status_with("Correct-Horse-8"), 200);
    EXPECT_EQ(status_with("Correct-Horse-7"), 401);
}

// The demonstration makes one credential of each kind that it shows.
TEST_F(UsableCredentials, are_what_the_demonstration_makes)
{
    for (const auto* dialect : all()) {
        const auto credentials = parse_json(dialect->demo->credentials);
        for (const auto& body : *credentials->as_array()) {
            const auto answer = make(body.text());
            EXPECT_EQ(answer.status, 201) << dialect->name << answer.body;
        }
    }
}

} // namespace
} // namespace muster::dialects::native
