#include "dialects/openapi.h"

#include <utility>

#include "base/text.h"
#include "dialects/description.h"

namespace muster::dialects {

namespace {

Json object(std::initializer_list<std::pair<std::string_view, Json>> members)
{
    Json json = Json::object();
    for (const auto& [name, value] : members) json.set(name, value);
    return json;
}

Json text_schema() { return object({{"type", "string"}}); }

std::string_view parameter_of(std::string_view segment)
{
    const bool is_parameter = segment.starts_with('{') && segment.ends_with('}');
    return is_parameter ? segment.substr(1, segment.size() - 2) : std::string_view{};
}

Json parameters_of(const Route& route, const Description& description)
{
    Json parameters = Json::array();
    for (const auto segment : split(route.path, '/')) {
        const auto name = parameter_of(segment);
        if (name.empty()) continue;
        parameters.push_back(object(
            {{"name", name}, {"in", "path"}, {"required", true}, {"schema", text_schema()}}));
    }
    for (const auto& parameter : description.query) {
        Json json =
            object({{"name", parameter.name}, {"in", "query"}, {"schema", parameter.schema}});
        if (parameter.is_required) json.set("required", true);
        parameters.push_back(std::move(json));
    }
    return parameters;
}

Json content_of(const Json& schema)
{
    return object({{"application/json", object({{"schema", schema}})}});
}

// "get_customers_customerId": unique, as verb and path are.
std::string id_of(const Route& route)
{
    std::string id = lower_ascii(http::name_of(route.verb));
    for (const auto segment : split(route.path, '/')) {
        if (segment.empty()) continue;
        const auto name = parameter_of(segment);
        id.append(1, '_').append(name.empty() ? segment : name);
    }
    return id;
}

Json operation_of(const Route& route)
{
    const auto description = route.describe == nullptr ? Description{} : route.describe();
    Json operation = object({{"operationId", id_of(route)}});
    if (auto parameters = parameters_of(route, description); !parameters.as_array()->empty()) {
        operation.set("parameters", std::move(parameters));
    }
    if (!description.body.is_null()) {
        operation.set("requestBody", object({{"content", content_of(description.body)}}));
    }
    Json success = object({{"description", "success"}});
    if (!description.answer.is_null()) success.set("content", content_of(description.answer));
    operation.set("responses", object({{"200", std::move(success)}}));
    if ((route.flags & Flag::open) != 0) operation.set("security", Json::array());
    Json scopes = Json::array();
    for (const auto scope : split(route.scopes, ' ')) {
        if (!scope.empty()) scopes.push_back(scope);
    }
    operation.set("x-scopes", std::move(scopes));
    operation.set("x-promise", route.claim);
    return operation;
}

} // namespace

Json openapi_of(const Dialect& dialect)
{
    Json paths = Json::object();
    for (const auto& route : dialect.routes) {
        if (paths.find(route.path) == nullptr) paths.set(route.path, Json::object());
        paths.find(route.path)->set(lower_ascii(http::name_of(route.verb)), operation_of(route));
    }
    const std::string mount = dialect.mount.empty() ? "/" : std::string(dialect.mount);
    Json document = object({
        {"openapi", "3.1.0"},
        {"info", object({{"title", "Muster: " + std::string(dialect.name)}, {"version", "1"}})},
        {"servers", Json(Json::Array{object({{"url", mount}})})},
        {"paths", std::move(paths)},
    });
    if (dialect.describe != nullptr) dialect.describe(document);
    return document;
}

} // namespace muster::dialects
