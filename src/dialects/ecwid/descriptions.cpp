// Puts the tables of the entities together, call by call. Numbers and names of small answers stand
// here: a test holds every answer of the cases against them.
#include "dialects/ecwid/descriptions.h"

#include <initializer_list>
#include <utility>

#include "dialects/ecwid/customers/contacts.h"
#include "dialects/ecwid/customers/customer_body.h"
#include "dialects/ecwid/customers/customer_filters.h"
#include "dialects/ecwid/customers/customer_writer.h"
#include "dialects/ecwid/customers/customers.h"
#include "dialects/ecwid/customers/fields.h"
#include "dialects/ecwid/extrafields/extrafields.h"
#include "dialects/ecwid/orders.h"
#include "wire/schema.h"

namespace muster::dialects::ecwid::describe {

namespace {

using wire::list_of;
using wire::ObjectSchema;
using wire::schema;
using wire::Side;

struct Named {
    const char* name;
    const char* type = "string";
};

std::vector<FormerParameter> query(std::initializer_list<Named> names)
{
    std::vector<FormerParameter> parameters;
    for (const auto& [name, type] : names) parameters.push_back({name, schema(type)});
    return parameters;
}

std::vector<FormerParameter> joined(std::vector<FormerParameter> some, std::initializer_list<Named> more)
{
    for (auto& parameter : query(more)) some.push_back(std::move(parameter));
    return some;
}

ObjectSchema object(std::initializer_list<Named> members)
{
    ObjectSchema object;
    for (const auto& [name, type] : members) object.add(name, type);
    return object;
}

constexpr Named responseFields{"responseFields"};
constexpr Named offset{"offset", "integer"};
constexpr Named limit{"limit", "integer"};

Json counted(const char* name) { return object({{name, "integer"}}).done(); }
Json updated() { return counted("updateCount"); }
Json deleted() { return counted("deleteCount"); }

ObjectSchema page_of(Json item)
{
    return object({{"total", "integer"}, {"count", "integer"}, offset, limit})
        .add("items", list_of(std::move(item)));
}

Json items_of(Json item) { return ObjectSchema().add("items", list_of(std::move(item))).done(); }

Json group_schema(Side side) { return ObjectSchema().add(group_table(), side).done(); }

Json named_code() { return object({{"code"}, {"name"}}).done(); }

} // namespace

Description search_customers()
{
    auto answer = page_of(customer_schema(Within::list)).add("allCustomerCount", "integer").done();
    return {joined(filter_parameters(Filters::all), {{"sortBy"}, offset, limit, responseFields}),
            {},
            std::move(answer)};
}

Description create_customer() { return {{}, customer_body_schema(), counted("id")}; }

Description list_deleted_customers()
{
    return {query({{"from_date"}, {"to_date"}, offset, limit, responseFields}),
            {},
            page_of(tombstone_schema()).done()};
}

Description list_customer_filters()
{
    auto place = object({{"street"}, {"city"}, {"countryCode"}, {"countryName"}}).done();
    auto answer = object({{"total", "integer"},
                          {"repeatedCustomersCount", "integer"},
                          {"oneTimeCustomersCount", "integer"}})
                      .add("storeGroups", list_of(object({{"id", "integer"}, {"name"}}).done()))
                      .add("shippingAddresses", list_of(std::move(place)))
                      .add("languages", list_of(schema("string")))
                      .done();
    return {{}, {}, std::move(answer)};
}

Description list_locations()
{
    return {query({{"name"}}), {}, items_of(object({{"country"}, {"countryCode"}}).done())};
}

Description list_products()
{
    auto product = object({{"productId", "integer"}, {"productName"}}).done();
    return {query({{"name"}}), {}, items_of(std::move(product))};
}

Description get_customer()
{
    return {query({responseFields}), {}, customer_schema(Within::single)};
}
Description update_customer() { return {{}, customer_body_schema(), updated()}; }
Description remove_customer() { return {{}, {}, deleted()}; }

Description list_contacts() { return {{}, {}, items_of(contact_schema(Side::answer))}; }
Description get_contact() { return {{}, {}, contact_schema(Side::answer)}; }
Description create_contact() { return {{}, contact_schema(Side::body), counted("createCount")}; }
Description update_contact() { return {{}, contact_schema(Side::body), updated()}; }
Description remove_contact() { return {{}, {}, deleted()}; }

Description list_customer_ids()
{
    return {joined(filter_parameters(Filters::bulk), {responseFields}),
            {},
            ObjectSchema().add("ids", list_of(schema("integer"))).done()};
}

Description update_customers()
{
    auto change = object({{"customerGroupId", "integer"},
                          {"taxExempt", "boolean"},
                          {"acceptMarketing", "boolean"}})
                      .done();
    auto body = object({{"mode"}, {"delete", "boolean"}})
                    .add("ids", list_of(schema("integer")))
                    .add("customer", std::move(change))
                    .done();
    return {filter_parameters(Filters::bulk), std::move(body), updated()};
}

Description list_groups()
{
    return {query({{"customerGroupId"},
                   {"customerGroupIds"},
                   {"keyword"},
                   offset,
                   limit,
                   responseFields}),
            {},
            page_of(group_schema(Side::answer)).done()};
}

Description get_group() { return {query({responseFields}), {}, group_schema(Side::answer)}; }
Description create_group() { return {{}, group_schema(Side::body), counted("id")}; }
Description update_group() { return {{}, group_schema(Side::body), updated()}; }
Description remove_group() { return {{}, {}, deleted()}; }

Description list_extrafields() { return {{}, {}, items_of(settings_schema(Side::answer))}; }
Description get_extrafield() { return {{}, {}, settings_schema(Side::answer)}; }

Description create_extrafield()
{
    return {{}, settings_schema(Side::body), object({{"createCount", "integer"}, {"key"}}).done()};
}

Description update_extrafield() { return {{}, settings_schema(Side::body), updated()}; }
Description remove_extrafield() { return {{}, {}, deleted()}; }

Description list_orders()
{
    return {query({{"email"}, offset, limit}), {}, page_of(order_schema()).done()};
}

Description list_customer_orders()
{
    return {query({offset, limit}), {}, page_of(order_schema()).done()};
}

Description create_order()
{
    return {{}, order_body_schema(), object({{"id", "integer"}, {"orderid"}}).done()};
}

Description remove_order() { return {{}, {}, deleted()}; }

Description create_batch()
{
    auto request = object({{"id"}, {"path"}, {"method"}}).add("body", Json::object()).done();
    return {query({{"stopOnFirstFailure", "boolean"},
                   {"allowParallelMode", "boolean"},
                   {"deduplicationKey"},
                   {"groupId"}}),
            list_of(std::move(request)), object({{"ticket"}}).done()};
}

// By its ticket; or those of a status, as items.
Description get_batch()
{
    auto response = object({{"id"},
                            {"status"},
                            {"httpStatusCode", "integer"},
                            {"httpStatusLine"},
                            {"httpBody", "object"},
                            {"escapedHttpBody"}})
                        .done();
    auto answer =
        object({{"status"}, {"totalRequests", "integer"}, {"completedRequests", "integer"}})
            .add("responses", list_of(std::move(response)))
            .add("items", list_of(object({{"ticket"}, {"status"}}).done()))
            .done();
    return {
        query({{"ticket"}, {"ticketId"}, {"escapedJson", "boolean"}, {"status"}, offset, limit}),
        {},
        std::move(answer)};
}

Description remove_batch() { return {query({{"ticketId"}, {"ticket"}}), {}, deleted()}; }

Description cancel_batches()
{
    return {query({{"groupId"}, {"ticketId"}}), object({{"groupId"}, {"ticketId"}}).done(),
            updated()};
}

Description get_profile()
{
    auto languages =
        object({{"defaultLanguage"}}).add("enabledLanguages", list_of(schema("string"))).done();
    auto answer = ObjectSchema()
                      .add("generalInfo", object({{"storeId", "integer"}, {"storeUrl"}}).done())
                      .add("account", object({{"accountName"}}).done())
                      .add("languages", std::move(languages))
                      .done();
    return {query({responseFields}), {}, std::move(answer)};
}

Description get_latest_stats()
{
    return {{}, {}, object({{"profileUpdated"}, {"customersUpdated"}}).done()};
}

Description get_token_info()
{
    auto answer =
        object({{"clientId"}, {"created"}}).add("permissions", list_of(schema("string"))).done();
    return {{}, {}, std::move(answer)};
}

Description list_countries()
{
    auto country = object({{"code"}, {"name"}}).add("states", list_of(named_code())).done();
    return {query({{"lang"}, {"withStates", "boolean"}}), {}, list_of(std::move(country))};
}

Description list_states()
{
    return {query({{"countryCode"}, {"lang"}}), {}, list_of(named_code())};
}

void document(Json& document)
{
    const auto scheme = [](std::initializer_list<std::pair<const char*, const char*>> members) {
        Json json = Json::object();
        for (const auto& [name, value] : members) json.set(name, value);
        return json;
    };
    Json schemes = Json::object();
    schemes.set("bearerToken", scheme({{"type", "http"}, {"scheme", "bearer"}}));
    schemes.set("queryToken", scheme({{"type", "apiKey"}, {"in", "query"}, {"name", "token"}}));
    Json components = Json::object();
    components.set("securitySchemes", schemes);
    Json schemas = Json::object();
    schemas.set("Error", object({{"errorMessage"}, {"errorCode"}}).done());
    components.set("schemas", std::move(schemas));
    document.set("components", std::move(components));
    Json security = Json::array();
    for (const auto& member : *schemes.as_object()) {
        Json one = Json::object();
        one.set(member.name, Json::array());
        security.push_back(std::move(one));
    }
    document.set("security", std::move(security));
}

} // namespace muster::dialects::ecwid::describe
