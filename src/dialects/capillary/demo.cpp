// This API's part of the demonstration: a till, an API client and a curl command to try.
#include "dialects/capillary/demo.h"

#include "base/secrets.h"
#include "base/text.h"

namespace muster::dialects::capillary {

namespace {

const std::string& demo_text(const Json& object, std::string_view name)
{
    return *object.find(name)->as_text();
}

Json describe(const model::Tenant&, const Json& created)
{
    const auto& answers = *created.as_array();
    Json described = Json::object();
    described.set("user", demo_text(answers[0], "login"));
    described.set("password", demo_text(answers[0], "secret"));
    described.set("password_md5", md5_hex(demo_text(answers[0], "secret"))); // what clients send
    described.set("client_key", demo_text(answers[1], "login"));
    described.set("client_secret", demo_text(answers[1], "secret"));
    return described;
}

std::string example(const std::string& base, const Json& described)
{
    return "curl -u '" + demo_text(described, "user") + ':' + demo_text(described, "password_md5") +
           "' '" + base + "/v2/userGroup2?id=1'";
}

std::vector<http::Header> headers(const Json& described, const SendExample&)
{
    const auto pair = demo_text(described, "user") + ':' + demo_text(described, "password_md5");
    return {{"Authorization", "Basic " + to_base64(pair)}};
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
    .headers = headers,
};

} // namespace muster::dialects::capillary
