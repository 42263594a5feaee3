// What the demonstration shows of this API: a till and an OAuth client.
#include "dialects/capillary/demo.h"

#include "base/secrets.h"

namespace muster::dialects::capillary {

namespace {

const std::string& text_of(const Json& object, std::string_view name)
{
    return *object.find(name)->as_text();
}

Json describe(const model::Tenant&, const Json& created)
{
    const auto& answers = *created.as_array();
    Json described = Json::object();
    described.set("user", text_of(answers[0], "login"));
    described.set("password", text_of(answers[0], "secret"));
    described.set("client_key", text_of(answers[1], "login"));
    described.set("client_secret", text_of(answers[1], "secret"));
    return described;
}

std::string example(const std::string& base, const Json& described)
{
    // Clients send the MD5 of the password.
    return "curl -u '" + text_of(described, "user") + ':' +
           md5_hex(text_of(described, "password")) + "' '" + base + "/v2/userGroup2?id=1'";
}

} // namespace

const Demo demo{
    .credentials = R"([
        {"dialect": "capillary", "kind": "login", "name": "Demo till",
         "login": "demo.till", "secret_form": "md5",
         "scopes": ["user_groups.read", "user_groups.write", "customers.read", "customers.write"]},
        {"dialect": "capillary", "kind": "client", "name": "Demo client", "login": "demo-client",
         "scopes": ["user_groups.read", "user_groups.write",
                    "customers.read", "customers.write"]}])",
    .describe = describe,
    .example = example,
};

} // namespace muster::dialects::capillary
