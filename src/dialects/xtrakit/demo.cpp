// This API's part of the demonstration: one key and a curl command to try.
#include "dialects/xtrakit/handlers.h"

namespace muster::dialects::xtrakit {

namespace {

Json describe(const model::Tenant&, const Json& created)
{
    Json described = Json::object();
    described.set("key", *created.as_array()->front().find("secret"));
    return described;
}

std::string example(const std::string& base, const Json& described)
{
    return "curl -H 'Authorization: Bearer " + *described.find("key")->as_text() + "' " + base +
           "/api/v1/customer-groups";
}

std::vector<http::Header> headers(const Json& described, const SendExample&)
{
    return {{"Authorization", "Bearer " + *described.find("key")->as_text()}};
}

} // namespace

const Demo demo{
    .credentials = R"([{"dialect": "xtrakit", "kind": "key", "name": "Demo"}])",
    .describe = describe,
    .example = example,
    .headers = headers,
};

} // namespace muster::dialects::xtrakit
