// See docs_page.h. What stands in the tables is ours and needs no escaping.
#include "server/docs_page.h"

#include "base/text.h"
#include "dialects/all.h"

namespace muster::server {

namespace {

using dialects::Dialect;
using dialects::Flag;

std::string code(std::string_view text) { return "<code>" + std::string(text) + "</code>"; }

std::string scopes_of(const dialects::Route& route)
{
    if ((route.flags & Flag::open) != 0) return "none needed";
    if (route.scopes.empty()) return "any credential";
    std::string text;
    for (const auto scope : split(route.scopes, ' ')) text += code(scope) + ' ';
    return text;
}

std::string rows_of(const Dialect& dialect)
{
    std::string rows;
    for (const auto& route : dialect.routes) {
        rows += "<tr><td>" + std::string(http::name_of(route.verb)) + "</td><td>" +
                code(std::string(dialect.mount) + std::string(route.path)) + "</td><td>" +
                scopes_of(route) + "</td><td>" + std::to_string(route.claim) + "</td></tr>";
    }
    return rows;
}

http::Response page_of(const Dialect& dialect)
{
    const std::string name(dialect.name);
    return html_page(
        name,
        "<p><a href=\"/docs\">All APIs</a></p><h1>" + name +
            "</h1><p>Clients that can change no more than the host get a port of their own "
            "(" +
            code("--listen " + name + "=HOST:PORT") + ") or a Host name (" +
            code("--host " + name + "=NAME") +
            "); there the paths begin without the mount. What each call promises has the "
            "number of the last column in " +
            code("docs/dialects/" + name + ".md") + ". <a href=\"/openapi/" + name +
            ".json\">As "
            "OpenAPI</a></p><table><tr><th>method</th><th>path</th><th>scopes</th><th>promise</th>"
            "</tr>" +
            rows_of(dialect) + "</table>");
}

http::Response list_page()
{
    std::string body = "<h1>APIs</h1><p>One directory of customers and groups behind all of them. "
                       "</p><ul>";
    for (const auto* dialect : dialects::all()) {
        const std::string name(dialect->name);
        body += "<li><a href=\"/docs/" + name + "\">" + name +
                "</a>: " + std::to_string(dialect->routes.size()) + " calls</li>";
    }
    return html_page("APIs", body + "</ul>");
}

} // namespace

http::Response html_page(std::string_view title, std::string_view body)
{
    http::Response response;
    response.content_type = "text/html; charset=utf-8";
    response.body = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta "
                    "name=\"viewport\" content=\"width=device-width\"><title>Muster: " +
                    std::string(title) +
                    "</title><style>body{font:16px/1.5 system-ui;max-width:60rem;margin:3rem auto;"
                    "padding:0 1rem}code{background:#eee;padding:.1em .3em}td,th{text-align:left;"
                    "padding:.15em 1em .15em 0;vertical-align:top}</style>" +
                    std::string(body) + "</html>";
    return response;
}

std::optional<http::Response> docs_page(std::span<const std::string> segments)
{
    if (segments.empty() || segments.size() > 2 || segments[0] != "docs") return std::nullopt;
    if (segments.size() == 1) return list_page();
    const Dialect* dialect = dialects::find(segments[1]);
    if (dialect == nullptr) return std::nullopt;
    return page_of(*dialect);
}

} // namespace muster::server
