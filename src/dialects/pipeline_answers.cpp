// See pipeline_answers.h.
#include "dialects/pipeline_answers.h"

#include <algorithm>

namespace muster::dialects {

namespace {

// In place of what was there.
void set_header(http::Response& response, std::string_view name, std::string value)
{
    std::erase_if(response.headers,
                  [&](const auto& header) { return http::same_name(header.name, name); });
    response.headers.push_back({std::string(name), std::move(value)});
}

bool has_header(const http::Response& response, std::string_view name)
{
    return std::ranges::any_of(response.headers, [&](const http::Header& header) {
        return http::same_name(header.name, name);
    });
}

// No cache stores the answer, unless the API has set its own Cache-Control: it may hold personal
// data.
void forbid_storing(http::Response& response)
{
    if (has_header(response, "Cache-Control")) return;
    response.headers.push_back({"Cache-Control", "no-store"});
}

// 429 and 503 carry Retry-After: what the error says, else what the dialect set.
void say_when(http::Response& response, const Error* error)
{
    if (error != nullptr && error->retry_after.count() > 0) {
        set_header(response, "Retry-After", std::to_string(error->retry_after.count()));
        return;
    }
    if (response.status != 429 && response.status != 503) return;
    if (has_header(response, "Retry-After")) return;
    response.headers.push_back({"Retry-After", std::to_string(limits::retry_after.count())});
}

} // namespace

void forbid_sniffing(http::Response& response)
{
    if (has_header(response, "X-Content-Type-Options")) return;
    response.headers.push_back({"X-Content-Type-Options", "nosniff"});
}

namespace {

// The methods of the API's routes that web pages can send.
std::string browser_methods(const Dialect& dialect)
{
    using http::Verb;
    std::string methods;
    for (const auto verb : {Verb::get, Verb::post, Verb::put, Verb::patch, Verb::remove}) {
        if (std::ranges::find(dialect.routes, verb, &Route::verb) == dialect.routes.end()) continue;
        methods += std::string(http::name_of(verb)) + ", ";
    }
    return methods + "OPTIONS";
}

} // namespace

http::Response preflight(const Dialect& dialect)
{
    http::Response response;
    response.headers = {
        {"Access-Control-Allow-Methods", browser_methods(dialect)},
        {"Access-Control-Allow-Headers", std::string(dialect.browser_headers)},
        {"Access-Control-Max-Age", "86400"},
    };
    return response;
}

void add_headers(http::Response& response, const RequestContext& call, const Dialect& dialect,
                 const Error* error)
{
    say_when(response, error);
    if (!dialect.browser_headers.empty()) set_header(response, "Access-Control-Allow-Origin", "*");
    if (dialect.finish != nullptr) dialect.finish(call, response);
    forbid_sniffing(response);
    forbid_storing(response);
}

http::Response plain_error(int status)
{
    http::Response response;
    response.status = status;
    JsonWriter(response.body)
        .begin_object()
        .name("status")
        .integer(status)
        .name("title")
        .text(http::reason_of(status))
        .end_object();
    forbid_sniffing(response);
    forbid_storing(response);
    return response;
}

http::Response json_response(std::string body, int status)
{
    http::Response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

std::string RequestContext::base_url() const
{
    if (!outer_base_url.empty()) return outer_base_url;
    const auto forwarded_proto = request.header("X-Forwarded-Proto");
    const auto forwarded_host = request.header("X-Forwarded-Host");
    const auto host = forwarded_host.empty() ? request.header("Host") : forwarded_host;
    if (host.empty()) return std::string(mount);
    std::string text(!forwarded_proto.empty() ? forwarded_proto
                     : request.secure         ? "https"
                                              : "http");
    text += "://";
    text += host;
    text += mount;
    return text;
}

} // namespace muster::dialects
