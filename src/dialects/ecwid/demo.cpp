// The part of the demonstration that shows this API: a store and a secret token of it.
#include "dialects/ecwid/demo.h"

#include "dialects/ecwid/ecwid.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::ecwid {

namespace {

const std::string& text_of(const Json& object, std::string_view name)
{
    return *object.find(name)->as_text();
}

Json describe(const model::Tenant& tenant, const Json& created)
{
    Json described = Json::object();
    described.set("store_id", model::shown_id(tenant, dialect_name));
    described.set("token", text_of(created.as_array()->front(), "secret"));
    return described;
}

std::string example(const std::string& base, const Json& described)
{
    return "curl -H 'Authorization: Bearer " + text_of(described, "token") + "' " + base +
           "/api/v3/" + described.find("store_id")->text() + "/customer_groups";
}

std::vector<http::Header> headers(const Json& described, const SendExample&)
{
    return {{"Authorization", "Bearer " + text_of(described, "token")}};
}

} // namespace

const Demo demo{
    .credentials =
        R"([{"dialect": "ecwid", "kind": "key", "name": "Demo token", "prefix": "secret_",
        "scopes": ["read_customers", "create_customers", "update_customers",
                    "read_customers_extrafields",
                   "update_customers_extrafields", "delete_customers_extrafields",
                    "read_store_profile",
                   "read_orders", "create_orders", "update_orders"]}])",
    .describe = describe,
    .example = example,
    .headers = headers,
};

} // namespace muster::dialects::ecwid
