// What the demonstration shows of this API: one user with every right, and how it logs in.
#include "dialects/nuweb/handlers.h"

namespace muster::dialects::nuweb {

namespace {

Json describe(const model::Tenant& tenant, const Json& created)
{
    const Json& user = created.as_array()->front();
    Json described = Json::object();
    described.set("company_id", Json(tenant.id.value));
    described.set("email", *user.find("login"));
    described.set("password", *user.find("secret"));
    return described;
}

std::string example(const std::string& base, const Json& described)
{
    Json body = Json::object();
    body.set("email", *described.find("email"));
    body.set("password", *described.find("password"));
    return "curl -H 'Content-Type: application/json' -d '" + body.text() + "' " + base +
           "/v1/login";
}

} // namespace

const Demo demo{
    .credentials = R"([{"dialect": "nuweb", "kind": "login", "name": "Demo",
        "login": "demo@nuweb.example", "scopes": ["customers.view", "customers.create",
        "customers.edit", "customers.delete", "customer_groups.edit"]}])",
    .describe = describe,
    .example = example,
};

} // namespace muster::dialects::nuweb
