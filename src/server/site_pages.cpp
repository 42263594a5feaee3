// Answers the few paths outside every API. Knows no dialect by name.
#include "server/site_pages.h"

#include <functional>
#include <map>
#include <string>

#include "base/json.h"
#include "dialects/all.h"
#include "dialects/openapi.h"
#include "dialects/pipeline_answers.h"
#include "server/descriptors.h"
#include "server/docs_page.h"
#include "server/html.h"
#include "server/metrics/process_metrics.h"
#include "server/metrics/store_metrics.h"
#include "server/metrics/webhook_metrics.h"
#include "server/web_page.h"

namespace muster::server {

namespace {

http::Response text_page(std::string body, std::string_view type, int status = 200)
{
    http::Response response;
    response.status = status;
    response.content_type = type;
    response.body = std::move(body);
    return response;
}

http::Response health_page()
{
    std::string body;
    JsonWriter(body).begin_object().name("status").text("up").end_object();
    return text_page(std::move(body), "application/json");
}

// A node that passes calls on is ready, because all calls to it are answered.
// The log has the whole sentences: they name files, and anybody may ask for this page.
http::Response ready_page(const Observed& observed)
{
    std::vector<std::string> problems;
    for (const auto& [trouble, has_it, count] : observed.store_health.report()) {
        if (has_it) problems.emplace_back(name_of(trouble));
    }
    const auto passes_on_to = observed.passage.reachable();
    const auto reason = passes_on_to.empty() ? observed.gate.reason() : std::string{};
    if (!reason.empty()) problems.push_back(reason);
    if (!has_free_descriptors()) problems.emplace_back("no_free_descriptors");
    const bool is_there = observed.health.is_ready || !passes_on_to.empty();
    const bool good = is_there && problems.empty();
    std::string body;
    JsonWriter json(body);
    json.begin_object().name("status").text(good ? "ready" : "not ready");
    if (!passes_on_to.empty()) json.name("passes_on_to").text(passes_on_to);
    if (!problems.empty()) {
        json.name("problems").begin_array();
        for (const auto& problem : problems) json.text(problem);
        json.end_array();
    }
    json.end_object();
    return text_page(std::move(body), "application/json", good ? 200 : 503);
}

// What "/" shows where no API answers.
http::Response stand_by_page(const AnswerGate& gate)
{
    auto page = html_response(
        html_document("standing by",
                      "<h1>This node of Muster stands by</h1><p>It answers no API calls, because " +
                          html_text(gate.reason()) +
                          ". When that node ends, this one or another one takes over within "
                          "seconds.</p><p><a href=\"/docs\">docs</a>, "
                          "<a href=\"/health\">health</a>, <a href=\"/ready\">ready</a></p>"));
    page.status = 503;
    return page;
}

// What "/" shows in a program that was built without the page.
http::Response home_page()
{
    std::string body = "<h1>Muster</h1><p>One directory of customers and groups behind these "
                       "APIs:</p><ul>";
    for (const auto* dialect : dialects::all()) {
        const std::string name(dialect->name);
        const std::string_view mount = dialect->mount.empty() ? "/v1" : dialect->mount;
        body += "<li><a href=\"/docs/" + name + "\">" + name + "</a>: <code>" + std::string(mount) +
                "</code></li>";
    }
    return html_response(html_document("home", body + "</ul><p><a href=\"/docs\">docs</a>, "
                                                      "<a href=\"/health\">health</a>, "
                                                      "<a href=\"/ready\">ready</a></p>"));
}

std::map<std::string, std::string, std::less<>> make_openapi_files()
{
    std::map<std::string, std::string, std::less<>> files;
    for (const auto* dialect : dialects::all())
        files.emplace(std::string(dialect->name) + ".json", dialects::openapi_of(*dialect).text());
    return files;
}

// "/openapi/NAME.json". Made once: the document takes long, and nobody needs a credential for it.
std::optional<http::Response> openapi_page(std::string_view name)
{
    static const auto files = make_openapi_files();
    const auto file = files.find(name);
    if (file == files.end()) return std::nullopt;
    return text_page(file->second, "application/json");
}

http::Response metrics_page(const http::Request& request, const Observed& observed)
{
    // Without the store a key cannot be checked.
    const auto reason = observed.gate.reason();
    if (request.listener != metrics_listener && !reason.empty())
        return text_page(reason + '\n', "text/plain; charset=utf-8", 503);
    if (request.listener != metrics_listener && !observed.is_administrator(request)) {
        auto refusal = text_page("metrics need the key of an administrator\n",
                                 "text/plain; charset=utf-8", 401);
        refusal.headers.push_back({"WWW-Authenticate", "Bearer"});
        return refusal;
    }
    return text_page(observed.metrics.text() + store_metrics(observed.store_health) +
                         node_metrics(observed.gate.lease()->role()) + observed.passage.metrics() +
                         quota_metrics(observed.quotas) +
                         webhook_metrics(observed.webhooks, observed.clock.now()) +
                         index_metrics(observed.index, observed.names_tenants) + process_metrics(),
                     "text/plain; version=0.0.4");
}

std::optional<http::Response> probe_page(const http::Request& request, const Observed& observed)
{
    if (request.segments.size() != 1) return std::nullopt;
    const std::string_view name = request.segments.front();
    if (name == "health") return health_page();
    if (name == "ready") return ready_page(observed);
    if (name == "metrics") return metrics_page(request, observed);
    return std::nullopt;
}

std::optional<http::Response> find_page(const http::Request& request, const Observed& observed)
{
    const bool reads = request.verb == http::Verb::get || request.verb == http::Verb::head;
    if (!reads) return std::nullopt;
    if (auto page = probe_page(request, observed)) return page;
    if (request.listener == metrics_listener) return std::nullopt;
    if (request.segments.size() == 2 && request.segments[0] == "openapi") {
        return openapi_page(request.segments[1]);
    }
    const bool is_of_no_use = observed.gate.stands_by() && observed.passage.reachable().empty();
    if (request.segments.empty() && is_of_no_use) return stand_by_page(observed.gate);
    if (auto file = page_file(request, page_files())) return file;
    if (request.segments.empty()) return home_page();
    return docs_page(request.segments);
}

} // namespace

std::optional<http::Response> site_page(const http::Request& request, const Observed& observed)
{
    auto page = find_page(request, observed);
    if (page) dialects::forbid_sniffing(*page);
    return page;
}

} // namespace muster::server
