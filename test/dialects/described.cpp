// Compares a value with its schema recursively.
#include "dialects/described.h"

#include <map>

#include "base/text.h"
#include "dialects/openapi.h"

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
    if (type == "null") return value.is_null();
    if (type == "integer") return value.as_integer() != nullptr;
    if (type == "number") return value.as_integer() != nullptr || value.as_double() != nullptr;
    if (type == "boolean") return value.as_bool() != nullptr;
    if (type == "array") return value.is_array();
    if (type == "object") return value.is_object();
    return value.as_text() != nullptr;
}

// Compares a value with a schema; `components` holds what "$ref" points at.
class SchemaComparison {
public:
    explicit SchemaComparison(const Json* components) : components_(components) {}

    void compare(const Json& value, const Json& schema, const std::string& place)
    {
        if (const Json* reference = schema.find("$ref")) {
            const std::string& name = *reference->as_text();
            const Json* target = components_ == nullptr
                                     ? nullptr
                                     : components_->find(name.substr(name.rfind('/') + 1));
            if (target == nullptr) return add(place, "refers to " + name);
            return compare(value, *target, place);
        }
        if (const Json* either = schema.find("anyOf")) return compare_any(value, *either, place);
        if (!fits_type(value, schema)) return add(place, "is described as " + schema.text());
        const Json* items = schema.find("items");
        if (items != nullptr && value.is_array()) {
            for (const auto& item : *value.as_array()) compare(item, *items, place + "[]");
        }
        compare_members(value, schema, place);
    }
    std::string lines() const { return lines_; }

private:
    static bool fits_type(const Json& value, const Json& schema)
    {
        const Json* type = schema.find("type");
        if (type == nullptr) return true;
        if (type->as_text() != nullptr) return has_type(value, *type->as_text());
        for (const auto& one : *type->as_array()) {
            if (has_type(value, *one.as_text())) return true;
        }
        return false;
    }

    void compare_any(const Json& value, const Json& schemas, const std::string& place)
    {
        std::string problems;
        for (const auto& schema : *schemas.as_array()) {
            SchemaComparison inner(components_);
            inner.compare(value, schema, place);
            if (inner.lines_.empty()) return;
            problems += inner.lines_;
        }
        lines_ += problems;
    }

    void compare_members(const Json& value, const Json& schema, const std::string& place)
    {
        const Json* properties = schema.find("properties");
        if (properties == nullptr || !value.is_object()) return;
        for (const auto& [name, member] : *value.as_object()) {
            const Json* described = properties->find(name);
            const std::string inside = place + '.' + name;
            if (described == nullptr) {
                add(inside, "is not described");
            } else {
                compare(member, *described, inside);
            }
        }
    }

    void add(const std::string& place, const std::string& problem)
    {
        lines_ += place + ": " + problem + '\n';
    }

    const Json* components_;
    std::string lines_;
};

} // namespace

const Json* answer_schema(const Json& document, const Route& route, int status)
{
    const Json* json = &document;
    for (const std::string& step :
         {std::string("paths"), std::string(route.path), lower_ascii(http::name_of(route.verb)),
          std::string("responses"), std::to_string(status), std::string("content"),
          std::string("application/json"), std::string("schema")}) {
        if (json != nullptr) json = json->find(step);
    }
    return json;
}

std::string undescribed(const Dialect& dialect, http::Verb verb, const std::string& target,
                        const http::Response& response)
{
    static std::map<std::string_view, Json> documents;
    const bool is_success = response.status >= 200 && response.status < 300;
    const Route* route = route_of(dialect, verb, target);
    if (route == nullptr || !is_success || dialect.reference == nullptr) return {};
    auto known = documents.find(dialect.name);
    if (known == documents.end()) {
        known = documents.emplace(dialect.name, openapi_of(dialect)).first;
    }
    const Json* schema = answer_schema(known->second, *route, response.status);
    const auto body = parse_json(response.body);
    return schema == nullptr || !body ? std::string{} : differences(*body, *schema, known->second);
}

std::string differences(const Json& value, const Json& schema, const Json& document)
{
    const Json* components = document.find("components");
    SchemaComparison comparison(components == nullptr ? nullptr : components->find("schemas"));
    comparison.compare(value, schema, {});
    return comparison.lines();
}

} // namespace muster::dialects::test
