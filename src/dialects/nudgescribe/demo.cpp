// What the demonstration shows of this API: an API key, a user, and a log-in with them.
#include "base/json.h"
#include "dialects/nudgescribe/handlers.h"

namespace muster::dialects::nudgescribe {

namespace {

std::string text_of(const Json& object, std::string_view name)
{
    return *object.find(name)->as_text();
}

Json describe(const model::Tenant& tenant, const Json& created)
{
    const auto& answers = *created.as_array();
    Json described = Json::object();
    described.set("account_id", std::to_string(tenant.account.value));
    described.set("workspace_id", std::to_string(tenant.id.value));
    described.set("api_key", text_of(answers[0], "secret"));
    described.set("email", text_of(answers[1], "login"));
    described.set("password", text_of(answers[1], "secret"));
    return described;
}

std::string example(const std::string& base, const Json& described)
{
    return "curl -X POST " + base + "/v1/auth -H 'x-api-key: " + text_of(described, "api_key") +
           "' -d '{\"email\": \"" + text_of(described, "email") + "\", \"password\": \"" +
           text_of(described, "password") + "\"}'";
}

} // namespace

const Demo demo{
    .credentials = R"([
        {"dialect": "nudgescribe", "kind": "key", "name": "Demo key"},
        {"dialect": "nudgescribe", "kind": "login", "name": "Demo user",
         "login": "demo@nudgescribe.example",
         "scopes": ["read", "write", "delete"]}])",
    .describe = describe,
    .example = example,
};

} // namespace muster::dialects::nudgescribe
