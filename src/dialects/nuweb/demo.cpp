// The demonstration's user of this API, who has every right, and a log-in as that user.
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/nuweb.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::nuweb {

namespace {

Json describe_demo(const model::Tenant& tenant, const Json& created)
{
    const Json& user = created.as_array()->front();
    Json described = Json::object();
    described.set("company_id", Json(model::shown_id(tenant, dialect_name)));
    described.set("email", *user.find("login"));
    described.set("password", *user.find("secret"));
    described.set("user_id", Json(user.find("id")->text()));
    return described;
}

std::string demo_command(const std::string& base, const Json& described)
{
    Json body = Json::object();
    body.set("email", *described.find("email"));
    body.set("password", *described.find("password"));
    return "curl -H 'Content-Type: application/json' -d '" + body.text() + "' " + base +
           "/v1/login";
}

std::vector<http::Header> demo_headers(const Json& described, const SendExample& send)
{
    Json body = Json::object();
    body.set("email", *described.find("email"));
    body.set("password", *described.find("password"));
    const Json answer =
        send(http::Verb::post, "/v1/login", {{"Content-Type", "application/json"}}, body.text());
    return {{"Authorization", "Bearer " + *answer.find("token")->as_text()}};
}

} // namespace

const Demo demo{
    .credentials = R"([{"dialect": "nuweb", "kind": "login", "name": "Demo",
        "login": "demo@nuweb.example", "scopes": ["customers.view", "customers.create",
        "customers.edit", "customers.delete", "customer_groups.edit", "company_users.view",
        "company_users.edit"]}])",
    .describe = describe_demo,
    .example = demo_command,
    .headers = demo_headers,
};

} // namespace muster::dialects::nuweb
