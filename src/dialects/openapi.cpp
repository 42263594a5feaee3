// Puts the operations of the routes together as an OpenAPI 3.1 document.
#include "dialects/openapi.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "base/text.h"
#include "dialects/promises.h"
#include "wire/schema.h"

namespace muster::dialects {

namespace {

constexpr int not_modified = 304; // has no body

Json object(std::initializer_list<std::pair<std::string_view, Json>> members)
{
    Json json = Json::object();
    for (const auto& [name, value] : members) json.set(name, value);
    return json;
}

// Text of our own tables: it is JSON, or the test of the documents fails.
Json json_of(std::string_view text)
{
    auto json = parse_json('[' + std::string(text) + ']');
    return json ? json->as_array()->front() : Json(text);
}

std::string_view path_parameter(std::string_view segment)
{
    const bool is_parameter = segment.starts_with('{') && segment.ends_with('}');
    return is_parameter ? segment.substr(1, segment.size() - 2) : std::string_view{};
}

// The first segment that names a thing: "/api/v3/{storeId}/customers/…" is about customers.
std::string tag_of(const Route& route)
{
    for (const auto segment : split(route.path, '/')) {
        const bool is_version = segment.size() == 2 && segment[0] == 'v';
        if (segment.empty() || segment == "api" || is_version) continue;
        if (!path_parameter(segment).empty()) continue;
        return std::string(segment.substr(0, segment.find(':')));
    }
    return "other";
}

// "get_customers_customerId": unique, as verb and path are.
std::string id_of(const Route& route)
{
    std::string id = lower_ascii(http::name_of(route.verb));
    for (const auto segment : split(route.path, '/')) {
        if (segment.empty()) continue;
        const auto name = path_parameter(segment);
        id.append(1, '_').append(name.empty() ? segment : name);
    }
    std::replace(id.begin(), id.end(), ':', '_');
    return id;
}

// What the example has for the parameter of the path at that segment.
std::string_view example_segment(const Route& route, std::size_t at)
{
    const std::string_view target = route.operation.example.target;
    const auto segments = split(target.substr(0, target.find('?')), '/');
    return at < segments.size() ? segments[at] : std::string_view{};
}

// An example as the parameter's schema wants it: a number, or a text.
Json example_value(std::string_view text, const wire::Codec& codec)
{
    return codec.type == "string" ? Json(text) : json_of(text);
}

class DocumentWriter {
public:
    explicit DocumentWriter(const Dialect& dialect)
        : dialect_(dialect), reference_(*dialect.reference)
    {}

    Json write()
    {
        Json paths = Json::object();
        for (const auto& route : dialect_.routes) {
            if (paths.find(route.path) == nullptr) paths.set(route.path, Json::object());
            paths.find(route.path)
                ->set(lower_ascii(http::name_of(route.verb)), operation_of(route));
        }
        const std::string mount = dialect_.mount.empty() ? "/" : std::string(dialect_.mount);
        Json document = object({
            {"openapi", "3.1.0"},
            {"info", info()},
            {"servers", Json(Json::Array{object({{"url", mount}})})},
            {"tags", tags()},
            {"paths", std::move(paths)},
        });
        add_components(document);
        return document;
    }

private:
    Json info() const
    {
        return object(
            {{"title", reference_.title}, {"version", "1"}, {"summary", reference_.summary}});
    }

    Json tags() const
    {
        std::vector<std::string> names;
        for (const auto& route : dialect_.routes) {
            auto tag = tag_of(route);
            if (std::find(names.begin(), names.end(), tag) == names.end())
                names.push_back(std::move(tag));
        }
        Json tags = Json::array();
        for (const auto& name : names) tags.push_back(object({{"name", name}}));
        return tags;
    }

    void add_components(Json& document) const
    {
        Json components = Json::object();
        components.set("schemas", schemas_.components());
        components.set("securitySchemes", json_of(reference_.security_schemes));
        document.set("security", json_of(reference_.security));
        document.set("components", std::move(components));
    }

    Json operation_of(const Route& route)
    {
        const Operation& operation = route.operation;
        Json json = object({{"operationId", id_of(route)}});
        Json tag_names = Json::array();
        tag_names.push_back(Json(tag_of(route)));
        json.set("tags", std::move(tag_names));
        if (!operation.summary.empty()) json.set("summary", operation.summary);
        if (!operation.description.empty()) json.set("description", operation.description);
        if (auto parameters = parameters_of(route); !parameters.as_array()->empty()) {
            json.set("parameters", std::move(parameters));
        }
        if (auto body = body_of(operation); !body.is_null()) {
            json.set("requestBody", std::move(body));
        }
        json.set("responses", responses_of(route));
        const bool is_open = (route.flags & Flag::open) != 0;
        if (is_open) json.set("security", Json::array());
        Json scopes = Json::array();
        for (const auto scope : split(route.scopes, ' ')) {
            if (!scope.empty()) scopes.push_back(scope);
        }
        json.set("x-scopes", std::move(scopes));
        json.set("x-promise", route.claim);
        const auto promise = promise_text(dialect_.name, route.claim);
        if (!promise.empty()) json.set("x-promise-text", promise);
        return json;
    }

    const Parameter* known_path_parameter(std::string_view name) const
    {
        const Parameter* found = nullptr;
        reference_.path_parameters.each([&](const Parameter& parameter) {
            if (parameter.name == name) found = &parameter;
        });
        return found;
    }

    Json path_parameter_of(const Route& route, std::string_view name, std::size_t at) const
    {
        const Parameter* known = known_path_parameter(name);
        const auto& codec = known == nullptr ? wire::text_codec : *known->codec;
        Json json = object({{"name", name},
                            {"in", "path"},
                            {"required", true},
                            {"schema", wire::schema_of(codec)}});
        if (known != nullptr) json.set("description", known->description);
        const auto example = example_segment(route, at);
        if (!example.empty()) json.set("example", example_value(example, codec));
        return json;
    }

    // Parameters with a common beginning: an object of which each member is a parameter.
    static Json prefix_of(const Parameter& parameter)
    {
        Json schema = wire::schema("object");
        schema.set("additionalProperties", wire::schema_of(*parameter.codec));
        return object({{"name", std::string(parameter.name) + '*'},
                       {"in", "query"},
                       {"description", parameter.description},
                       {"style", "form"},
                       {"explode", true},
                       {"schema", std::move(schema)}});
    }

    Json parameters_of(const Route& route)
    {
        Json parameters = Json::array();
        std::size_t at = 0;
        for (const auto segment : split(route.path, '/')) {
            const auto name = path_parameter(segment);
            if (!name.empty()) parameters.push_back(path_parameter_of(route, name, at));
            ++at;
        }
        route.operation.parameters.each([&](const Parameter& parameter) {
            const bool is_query = parameter.place == ParameterPlace::query;
            if (parameter.is_prefix()) return parameters.push_back(prefix_of(parameter));
            Json schema = wire::schema_of(*parameter.codec);
            if (!parameter.default_text.empty()) {
                schema.set("default", example_value(parameter.default_text, *parameter.codec));
            }
            if (parameter.is_repeatable) schema = wire::list_of(std::move(schema));
            Json json = object({{"name", parameter.name}, {"in", is_query ? "query" : "header"}});
            if (!parameter.description.empty()) json.set("description", parameter.description);
            if (parameter.is_required) json.set("required", true);
            json.set("schema", std::move(schema));
            if (!parameter.example.empty()) {
                Json example = example_value(parameter.example, *parameter.codec);
                if (parameter.is_repeatable) example = Json(Json::Array{std::move(example)});
                json.set("example", std::move(example));
            }
            parameters.push_back(std::move(json));
        });
        return parameters;
    }

    // {"application/json": {"schema": …}}; null when there is no body.
    Json content_of(const wire::Shape& shape, wire::Side side)
    {
        using Kind = wire::Shape::Kind;
        if (!shape) return {};
        Json schema = Json::object();
        std::string_view media = "application/json";
        switch (shape.kind) {
        case Kind::object: schema = schemas_.schema_of(shape.record(), side); break;
        case Kind::list: schema = wire::list_of(schemas_.schema_of(shape.record(), side)); break;
        case Kind::text:
            schema = wire::schema("string");
            media = "text/plain";
            break;
        case Kind::bytes: media = "application/octet-stream"; break;
        case Kind::any:
        case Kind::none: break;
        }
        if (!shape.media_type.empty()) media = shape.media_type;
        Json content = object({{"schema", std::move(schema)}});
        return object({{media, std::move(content)}});
    }

    Json body_of(const Operation& operation)
    {
        const auto side = operation.body.is_partial ? wire::Side::patch : wire::Side::body;
        Json content = content_of(operation.body, side);
        if (content.is_null()) return {};
        if (!operation.example.body.empty()) {
            auto& media = content.as_object()->front().value;
            const bool is_json =
                content.as_object()->front().name.find("json") != std::string::npos;
            media.set("example",
                      is_json ? json_of(operation.example.body) : Json(operation.example.body));
        }
        return object({{"required", !operation.body.is_optional}, {"content", std::move(content)}});
    }

    Json responses_of(const Route& route)
    {
        const Operation& operation = route.operation;
        std::map<int, std::string> problems;
        const auto add = [&](const ErrorCase& error) {
            std::string& text = problems[error.status];
            if (!text.empty()) text += "\n\n";
            if (!error.code.empty()) text += '`' + std::string(error.code) + "`: ";
            text += error.when;
        };
        operation.errors.each(add);
        reference_.errors.each(add);

        std::string success = "success";
        // Some APIs answer problems with the status of success.
        if (const auto inside = problems.extract(operation.status); !inside.empty()) {
            success += "\n\n" + inside.mapped();
        }
        Json answer = object({{"description", std::move(success)}});
        Json content = content_of(operation.answer, wire::Side::answer);
        if (!content.is_null()) answer.set("content", std::move(content));
        Json responses = object({{std::to_string(operation.status), std::move(answer)}});
        add_dry_run(responses, operation);
        for (auto& [status, text] : problems) {
            Json problem = object({{"description", std::move(text)}});
            Json body = content_of(reference_.error_body, wire::Side::answer);
            if (!body.is_null() && status != not_modified) problem.set("content", std::move(body));
            responses.set(std::to_string(status), std::move(problem));
        }
        return responses;
    }

    // A dry run that answers otherwise than the call itself, with 200.
    void add_dry_run(Json& responses, const Operation& operation)
    {
        if (!operation.dry_run) return;
        Json content = content_of(operation.dry_run, wire::Side::answer);
        Json* same = responses.find("200");
        if (same == nullptr) {
            responses.set("200", object({{"description", "with dry_run=true: what would happen"},
                                         {"content", std::move(content)}}));
            return;
        }
        const auto schema_in = [](Json& media) -> Json& {
            return *media.as_object()->front().value.find("schema");
        };
        Json& schema = schema_in(*same->find("content"));
        Json either = Json(Json::Array{schema, schema_in(content)});
        schema = object({{"anyOf", std::move(either)}});
    }

    const Dialect& dialect_;
    const Reference& reference_;
    wire::SchemaSet schemas_;
};

// One member or item a line, indented by two; empty objects and lists, and what holds no other,
// stay on their line.
void indent(std::string& out, const Json& json, std::size_t depth)
{
    const auto begin_line = [&](std::size_t at) { out.append(1, '\n').append(2 * at, ' '); };
    if (const auto* members = json.as_object(); members != nullptr && !members->empty()) {
        out += '{';
        for (const auto& member : *members) {
            if (&member != &members->front()) out += ',';
            begin_line(depth + 1);
            out += Json(member.name).text() + ": ";
            indent(out, member.value, depth + 1);
        }
        begin_line(depth);
        out += '}';
    } else if (const auto* items = json.as_array(); items != nullptr && !items->empty()) {
        out += '[';
        for (const auto& item : *items) {
            if (&item != &items->front()) out += ',';
            begin_line(depth + 1);
            indent(out, item, depth + 1);
        }
        begin_line(depth);
        out += ']';
    } else {
        out += json.text();
    }
}

} // namespace

std::string openapi_text(const Dialect& dialect)
{
    std::string text;
    indent(text, openapi_of(dialect), 0);
    return text + '\n';
}

Json openapi_of(const Dialect& dialect) { return DocumentWriter(dialect).write(); }

} // namespace muster::dialects
