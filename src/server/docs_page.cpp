// See docs_page.h. The pages depend on the routes only, so each is made once.
#include "server/docs_page.h"

#include <map>

#include "dialects/all.h"
#include "server/html.h"
#include "server/reference_page.h"

namespace muster::server {

namespace {

std::string list_page()
{
    std::string body = "<h1>APIs</h1><p>One directory of customers and groups is behind all of "
                       "them: what one changes, the others show.</p><table>";
    for (const auto* dialect : dialects::all()) {
        const std::string name = html_text(dialect->name);
        const auto* reference = dialect->reference;
        body += "<tr><td><a href=\"/docs/" + name + "\">" +
                (reference == nullptr ? name : html_text(reference->title)) + "</a></td><td>" +
                (reference == nullptr ? "" : html_prose(reference->summary)) + "</td><td>" +
                std::to_string(dialect->routes.size()) + " calls</td></tr>";
    }
    return html_document("APIs", body + "</table>");
}

std::map<std::string, std::string, std::less<>> make_reference_pages()
{
    std::map<std::string, std::string, std::less<>> pages;
    for (const auto* dialect : dialects::all()) {
        pages.emplace(dialect->name, reference_page(*dialect));
    }
    return pages;
}

} // namespace

http::Response html_response(std::string page)
{
    http::Response response;
    response.content_type = "text/html; charset=utf-8";
    response.body = std::move(page);
    response.headers.push_back({"Content-Security-Policy", html_policy()});
    response.headers.push_back({"Referrer-Policy", "no-referrer"});
    return response;
}

std::optional<http::Response> docs_page(std::span<const std::string> segments)
{
    if (segments.empty() || segments.size() > 2 || segments[0] != "docs") return std::nullopt;
    if (segments.size() == 1) return html_response(list_page());
    static const auto pages = make_reference_pages();
    const auto page = pages.find(segments[1]);
    if (page == pages.end()) return std::nullopt;
    return html_response(page->second);
}

} // namespace muster::server
