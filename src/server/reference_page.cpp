// Turns an OpenAPI document into HTML: contents, how to authenticate, each call with a curl line,
// and the objects that calls share.
#include "server/reference_page.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "base/text.h"
#include "dialects/openapi.h"
#include "server/html.h"

namespace muster::server {

namespace {

using dialects::Dialect;
using dialects::Reference;
using dialects::Route;

// Where `./dev run` serves the demonstration.
constexpr std::string_view demonstration = "http://127.0.0.1:8080";

std::string text_at(const Json& json, std::string_view name)
{
    const Json* member = json.find(name);
    const auto* text = member == nullptr ? nullptr : member->as_text();
    return text == nullptr ? std::string{} : *text;
}

const Json& at(const Json& json, std::string_view name)
{
    static const Json nothing;
    const Json* member = json.find(name);
    return member == nullptr ? nothing : *member;
}

const Json::Array& items_of(const Json& json)
{
    static const Json::Array none;
    return json.as_array() == nullptr ? none : *json.as_array();
}

const Json::Object& members_of(const Json& json)
{
    static const Json::Object none;
    return json.as_object() == nullptr ? none : *json.as_object();
}

// "#/components/schemas/Group" is "Group".
std::string object_name(const Json& schema)
{
    const std::string reference = text_at(schema, "$ref");
    return reference.substr(reference.rfind('/') + 1);
}

// "text", "integer or null", "list of Group": objects with a name become links.
std::string type_of(const Json& schema)
{
    if (const auto name = object_name(schema); !name.empty()) {
        return "<a href=\"#object-" + html_text(name) + "\">" + html_text(name) + "</a>";
    }
    const auto join = [](const Json::Array& types, auto&& write) {
        std::string text;
        for (const auto& type : types) text += (text.empty() ? "" : " or ") + write(type);
        return text;
    };
    if (const Json* either = schema.find("anyOf")) return join(items_of(*either), type_of);
    if (const Json* choices = schema.find("enum")) {
        return join(items_of(*choices), [](const Json& one) { return html_code(one.text()); });
    }
    const Json* type = schema.find("type");
    if (type == nullptr) return "any JSON";
    const auto name_of_type = [&](const Json& one) -> std::string {
        const std::string& name = *one.as_text();
        if (name == "array") return "list of " + type_of(at(schema, "items"));
        if (name != "string") return name;
        const auto format = text_at(schema, "format");
        return format.empty() ? "text" : html_text(format);
    };
    return type->as_array() != nullptr ? join(*type->as_array(), name_of_type)
                                       : name_of_type(*type);
}

bool is_required(const Json& schema, std::string_view name)
{
    const auto& names = items_of(at(schema, "required"));
    return std::any_of(names.begin(), names.end(),
                       [&](const Json& one) { return *one.as_text() == name; });
}

// What a schema says beyond its type.
std::string notes_of(const Json& schema)
{
    std::string notes = html_prose(text_at(schema, "description"));
    if (const Json* value = schema.find("default"))
        notes += " Default: " + html_code(value->text()) + '.';
    for (const auto& example : items_of(at(schema, "examples")))
        notes += " <span class=\"soft\">Example: " + html_code(example.text()) + "</span>";
    return notes;
}

// One table row per member; members of objects without a name follow with a dotted name.
void add_members(std::string& rows, const Json& schema, const std::string& prefix)
{
    for (const auto& member : members_of(at(schema, "properties"))) {
        const std::string name = prefix + member.name;
        rows += "<tr><td>" + html_code(name) + "</td><td>" + type_of(member.value) +
                (is_required(schema, member.name) ? ", required" : "") + "</td><td>" +
                notes_of(member.value) + "</td></tr>";
        add_members(rows, member.value, name + '.');
        const Json& items = at(member.value, "items");
        if (!items.is_null()) add_members(rows, items, name + "[].");
    }
}

std::string table(std::string_view heads, const std::string& rows)
{
    return "<div class=\"scroll\"><table><tr>" + std::string(heads) + "</tr>" + rows +
           "</table></div>";
}

// A body or an answer: its media type, and its members unless it is a named object.
std::string content_text(const Json& content)
{
    std::string text;
    for (const auto& media : members_of(content)) {
        const Json& schema = at(media.value, "schema");
        text += "<p>" + html_code(media.name) + ": " + type_of(schema) + "</p>";
        std::string rows;
        add_members(rows, schema, "");
        add_members(rows, at(schema, "items"), "[].");
        if (!rows.empty()) {
            text += table("<th>member</th><th>type</th><th></th>", rows);
        }
    }
    return text;
}

// In single quotes for a shell.
std::string shell_quoted(std::string_view text)
{
    std::string shell = "'";
    for (const char c : text) shell += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return shell + "'";
}

std::string upper(std::string text)
{
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

// The names in braces, which are members of the dialect's part of demo.json, as shell variables.
std::string with_variables(std::string_view text, std::vector<std::string>* names = nullptr)
{
    std::string shell;
    while (true) {
        const auto open = text.find('{');
        const auto close = text.find('}', open);
        const auto name =
            close == text.npos ? std::string_view{} : text.substr(open + 1, close - open - 1);
        const bool is_name =
            !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == name.npos;
        if (close == text.npos) return shell.append(text);
        shell += text.substr(0, open);
        if (is_name) {
            shell += "$" + upper(std::string(name));
            if (names != nullptr) names->push_back(std::string(name));
        } else {
            shell += text.substr(open, close + 1 - open);
        }
        text.remove_prefix(close + 1);
    }
}

class ReferencePage {
public:
    explicit ReferencePage(const Dialect& dialect)
        : dialect_(dialect), document_(dialects::openapi_of(dialect))
    {}

    std::string write() const
    {
        const Json& info = at(document_, "info");
        const std::string title = text_at(info, "title");
        std::string body = "<p><a href=\"/docs\">All APIs</a></p><h1>" + html_text(title) +
                           "</h1><p>" + html_prose(text_at(info, "summary")) + "</p>" + begin();
        body += contents() + calls() + objects();
        return html_document(title, body);
    }

private:
    // Where it is served and how a caller authenticates.
    std::string begin() const
    {
        const std::string name(dialect_.name);
        std::string text = "<p>On the main port it is at " +
                           html_code(std::string(demonstration) + std::string(dialect_.mount)) +
                           ". Clients that can only change the host get a port of their own (" +
                           html_code("--listen " + name + "=HOST:PORT") + ") or a Host name (" +
                           html_code("--host " + name + "=NAME") +
                           "); paths begin without the mount there. <a href=\"/openapi/" +
                           html_text(name) + ".json\">OpenAPI document</a></p>";
        const Reference& reference = *dialect_.reference;
        std::vector<std::string> names;
        const std::string sign_in = with_variables(reference.sign_in, &names);
        with_variables(reference.curl_options, &names);
        std::sort(names.begin(), names.end());
        names.erase(std::unique(names.begin(), names.end()), names.end());
        std::string shell;
        for (const auto& variable : names) {
            shell += upper(variable) + "=$(jq -r ." + name + '.' + variable +
                     " muster-data/demo.json)\n";
        }
        if (!sign_in.empty()) shell += sign_in + '\n';
        if (shell.empty()) return text;
        return text +
               "<h2>Credentials</h2><p>The curl lines below work against the demonstration "
               "(<code>./dev run</code>) after these lines:</p><pre><code>" +
               html_text(shell) + "</code></pre>";
    }

    std::string contents() const
    {
        std::string text = "<nav><h2>Calls</h2>";
        for (const auto& tag : items_of(at(document_, "tags"))) {
            text += "<details open><summary>" + html_text(text_at(tag, "name")) + "</summary><ul>";
            each_call(text_at(tag, "name"), [&](const Route& route, const Json& operation) {
                text += "<li>" + verb(route) + "<a href=\"#" +
                        html_text(text_at(operation, "operationId")) + "\">" +
                        html_text(summary(route)) + "</a> <span class=\"soft\">" +
                        html_text(route.path) + "</span></li>";
            });
            text += "</ul></details>";
        }
        return text + "</nav>";
    }

    std::string calls() const
    {
        std::string text;
        for (const auto& tag : items_of(at(document_, "tags"))) {
            text += "<h2>" + html_text(text_at(tag, "name")) + "</h2>";
            each_call(text_at(tag, "name"), [&](const Route& route, const Json& operation) {
                text += call(route, operation);
            });
        }
        return text;
    }

    template <class Visit>
    void each_call(const std::string& tag, const Visit& visit) const
    {
        for (const auto& route : dialect_.routes) {
            const Json& operation =
                at(at(at(document_, "paths"), route.path), lower_ascii(http::name_of(route.verb)));
            if (*items_of(at(operation, "tags")).front().as_text() == tag) visit(route, operation);
        }
    }

    static std::string verb(const Route& route)
    {
        const std::string name(http::name_of(route.verb));
        return "<span class=\"verb " + name + "\">" + name + "</span>";
    }

    static std::string summary(const Route& route) { return std::string(route.operation.summary); }

    std::string call(const Route& route, const Json& operation) const
    {
        std::string text = "<section id=\"" + html_text(text_at(operation, "operationId")) +
                           "\"><h3>" + verb(route) + html_code(route.path) + "</h3><p><b>" +
                           html_text(summary(route)) + ".</b> " +
                           html_prose(text_at(operation, "description")) + "</p>";
        text += scopes(route, operation);
        if (const auto promise = text_at(operation, "x-promise-text"); !promise.empty()) {
            text += "<p class=\"promise\">" + html_prose(promise) +
                    " <span class=\"soft\">(promise " + std::to_string(route.claim) +
                    ")</span></p>";
        }
        text += parameters(operation);
        const Json& body = at(at(operation, "requestBody"), "content");
        if (!body.is_null()) text += "<h4>Body</h4>" + content_text(body);
        text += curl(route);
        text += responses(route, at(operation, "responses"));
        return text + "</section>";
    }

    static std::string scopes(const Route& route, const Json& operation)
    {
        if ((route.flags & dialects::Flag::open) != 0) {
            return "<p class=\"soft\">Needs no credential.</p>";
        }
        std::string names;
        for (const auto& scope : items_of(at(operation, "x-scopes"))) {
            names += (names.empty() ? "" : ", ") + html_code(*scope.as_text());
        }
        if (names.empty()) return {};
        return "<p class=\"soft\">Needs the scope " + names + ".</p>";
    }

    static std::string parameters(const Json& operation)
    {
        std::string rows;
        for (const auto& parameter : items_of(at(operation, "parameters"))) {
            const bool required = parameter.find("required") != nullptr;
            const Json* example = parameter.find("example");
            rows +=
                "<tr><td>" + html_code(text_at(parameter, "name")) + "</td><td>" +
                html_text(text_at(parameter, "in")) + "</td><td>" +
                type_of(at(parameter, "schema")) + (required ? ", required" : "") + "</td><td>" +
                html_prose(text_at(parameter, "description")) + notes_of(at(parameter, "schema")) +
                (example == nullptr
                     ? ""
                     : " <span class=\"soft\">Example: " + html_code(example->text()) + "</span>") +
                "</td></tr>";
        }
        if (rows.empty()) return {};
        return "<h4>Parameters</h4>" +
               table("<th>name</th><th>in</th><th>type</th><th></th>", rows);
    }

    std::string curl(const Route& route) const
    {
        const auto& example = route.operation.example;
        if (example.target.empty()) return {};
        std::string line = "curl ";
        if (route.verb != http::Verb::get) {
            line += "-X " + std::string(http::name_of(route.verb)) + ' ';
        }
        const bool is_open = (route.flags & dialects::Flag::open) != 0;
        if (!is_open) {
            line += with_variables(dialect_.reference->curl_options) + ' ';
        }
        line += shell_quoted(std::string(demonstration) + std::string(dialect_.mount) +
                             std::string(example.target));
        if (!example.body.empty()) {
            line += " \\\n  -H " +
                    shell_quoted("Content-Type: " + std::string(example.content_type)) +
                    " \\\n  --data-binary " + shell_quoted(example.body);
        }
        return "<h4>Try it</h4><pre><code>" + html_text(line) + "</code></pre>";
    }

    static std::string responses(const Route& route, const Json& responses)
    {
        const std::string success = std::to_string(route.operation.status);
        const Json& answer = at(responses, success);
        std::string text = "<h4>Answer " + success + "</h4>" + content_text(at(answer, "content"));
        if (at(answer, "content").is_null()) text += "<p>No content.</p>";
        std::string rows;
        for (const auto& response : members_of(responses)) {
            std::string when = text_at(response.value, "description");
            if (response.name == success) {
                if (!when.starts_with("success\n")) continue;
                when = when.substr(when.find_first_not_of('\n', when.find('\n')));
            }
            std::string lines;
            for (const auto line : split(when, '\n')) {
                if (!line.empty()) lines += (lines.empty() ? "" : "<br>") + html_prose(line);
            }
            rows += "<tr><td>" + html_text(response.name) + "</td><td>" + lines + "</td></tr>";
        }
        if (rows.empty()) return text;
        return text + "<h4>Errors</h4>" + table("<th>status</th><th>when</th>", rows);
    }

    std::string objects() const
    {
        const auto& schemas = members_of(at(at(document_, "components"), "schemas"));
        if (schemas.empty()) return {};
        std::string text = "<h2>Objects</h2>";
        for (const auto& schema : schemas) {
            std::string rows;
            add_members(rows, schema.value, "");
            text += "<section id=\"object-" + html_text(schema.name) + "\"><h3>" +
                    html_text(schema.name) + "</h3>" +
                    table("<th>member</th><th>type</th><th></th>", rows) + "</section>";
        }
        return text;
    }

    const Dialect& dialect_;
    const Json document_;
};

} // namespace

std::string reference_page(const Dialect& dialect) { return ReferencePage(dialect).write(); }

} // namespace muster::server
