// Walks an answer along its schema.
#include "dialects/described.h"

#include "dialects/description.h"

namespace muster::dialects::test {

namespace {

const Route* route_of(const Dialect& dialect, http::Verb verb, const std::string& target)
{
    http::Router<const Route*> router;
    for (const auto& route : dialect.routes) router.add(route.verb, route.path, &route);
    http::Request request;
    if (!http::parse_target(target, request)) return nullptr;
    const auto match = router.match(verb, request.segments);
    return match.status == http::RouteStatus::found ? match.value : nullptr;
}

bool has_type(const Json& value, const std::string& type)
{
    if (type == "integer") return value.as_integer() != nullptr;
    if (type == "number") return value.as_integer() != nullptr || value.as_double() != nullptr;
    if (type == "boolean") return value.as_bool() != nullptr;
    if (type == "array") return value.is_array();
    if (type == "object") return value.is_object();
    return value.as_text() != nullptr;
}

void compare(const Json& value, const Json& schema, const std::string& place, std::string& lines)
{
    const Json* type = schema.find("type");
    if (type != nullptr && !has_type(value, *type->as_text())) {
        lines += place + ": is described as " + *type->as_text() + '\n';
        return;
    }
    const Json* items = schema.find("items");
    if (items != nullptr) {
        for (const auto& item : *value.as_array()) compare(item, *items, place + "[]", lines);
    }
    const Json* properties = schema.find("properties");
    if (properties == nullptr) return;
    for (const auto& [name, member] : *value.as_object()) {
        const Json* described = properties->find(name);
        const std::string inside = place + '.' + name;
        if (described == nullptr) {
            lines += inside + ": is not described\n";
        } else {
            compare(member, *described, inside, lines);
        }
    }
}

} // namespace

std::string undescribed(const Dialect& dialect, http::Verb verb, const std::string& target,
                        const http::Response& response)
{
    const Route* route = route_of(dialect, verb, target);
    const bool is_success = response.status >= 200 && response.status < 300;
    if (route == nullptr || route->operation.describe == nullptr || !is_success) return {};
    const auto schema = route->operation.describe().answer;
    const auto body = parse_json(response.body);
    if (schema.is_null() || !body) return {};
    std::string lines;
    compare(*body, schema, {}, lines);
    return lines;
}

} // namespace muster::dialects::test
