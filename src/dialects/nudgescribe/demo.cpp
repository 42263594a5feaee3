// The demonstration's credentials for this API (an API key and a user) and a log-in with them.
#include "base/json.h"
#include "dialects/nudgescribe/documents.h"
#include "dialects/nudgescribe/handlers.h"

namespace muster::dialects::nudgescribe {

namespace {

std::string text_member(const Json& object, std::string_view name)
{
    return *object.find(name)->as_text();
}

Json describe_demo(const model::Tenant& tenant, const Json& created)
{
    const auto& answers = *created.as_array();
    Json described = Json::object();
    described.set("account_id", account_id_of(tenant));
    described.set("workspace_id", workspace_id_of(tenant));
    described.set("api_key", text_member(answers[0], "secret"));
    described.set("email", text_member(answers[1], "login"));
    described.set("password", text_member(answers[1], "secret"));
    return described;
}

std::string demo_command(const std::string& base, const Json& described)
{
    return "curl -X POST " + base + "/v1/auth -H 'x-api-key: " + text_member(described, "api_key") +
           "' -d '{\"email\": \"" + text_member(described, "email") + "\", \"password\": \"" +
           text_member(described, "password") + "\"}'";
}

std::vector<http::Header> demo_headers(const Json& described, const SendExample& send)
{
    Json body = Json::object();
    body.set("email", text_member(described, "email"));
    body.set("password", text_member(described, "password"));
    const Json answer = send(http::Verb::post, "/v1/auth",
                             {{"x-api-key", text_member(described, "api_key")}}, body.text());
    return {{"x-api-key", text_member(described, "api_key")},
            {"Authorization", "Bearer " + text_member(answer, "access_token")}};
}

} // namespace

const Demo demo{
    .credentials = R"([
        {"dialect": "nudgescribe", "kind": "key", "name": "Demo key"},
        {"dialect": "nudgescribe", "kind": "login", "name": "Demo user",
         "login": "demo@nudgescribe.example",
         "scopes": ["read", "write", "delete"]}])",
    .describe = describe_demo,
    .example = demo_command,
    .headers = demo_headers,
};

} // namespace muster::dialects::nudgescribe
