// The demonstration of this API: a key, and a command that lists groups.
#include "dialects/native/native.h"

namespace muster::dialects::native {

namespace {

Json describe(const model::Tenant&, const Json& created)
{
    Json described = Json::object();
    described.set("key", *created.as_array()->front().find("secret"));
    return described;
}

std::string example(const std::string& base, const Json& described)
{
    return "curl " + base + "/v1/groups -H 'Authorization: Bearer " +
           *described.find("key")->as_text() + "'";
}

// The administrator of the demonstration, in its tenant: he may make every call of this API. One
// example restores a group, which is removed here.
std::vector<http::Header> headers(const Json& described, const SendExample& send)
{
    const std::vector<http::Header> administrator{
        {"Authorization", "Bearer " + *described.find("administrator_key")->as_text()},
        {"Muster-Tenant", "1"}};
    auto with_body = administrator;
    with_body.push_back({"Content-Type", "application/json"});
    send(http::Verb::post, "/v1/groups", with_body, R"({"name": "Past"})");
    send(http::Verb::remove, "/v1/groups/4", administrator, {});
    return administrator;
}

} // namespace

constinit const Demo demo{
    .credentials = R"([{"name": "Demo key", "scopes": ["read", "write", "manage"]}])",
    .describe = describe,
    .example = example,
    .headers = headers,
};

} // namespace muster::dialects::native
