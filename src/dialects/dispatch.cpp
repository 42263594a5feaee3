// The steps of the pipeline in their order. Knows no dialect by name.
#include "dialects/dispatch.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>

#include "base/limits.h"
#include "base/text.h"

namespace muster::dialects {

namespace {

using Match = http::Router<const Route*>::Match;

// Printable ASCII of a bearable length: what we echo cannot break a header or a log line.
bool is_plain_id(std::string_view id)
{
    if (id.empty() || id.size() > 128) return false;
    for (const char c : id) {
        if (c <= 0x20 || c > 0x7e) return false;
    }
    return true;
}

http::Response preflight()
{
    http::Response response;
    response.headers = {
        {"Access-Control-Allow-Origin", "*"},
        {"Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS"},
        {"Access-Control-Allow-Headers",
         "Authorization, Content-Type, Cache-Control, X-Api-Key, X-Auth-Context, X-Ip"},
        {"Access-Control-Max-Age", "86400"},
    };
    return response;
}

Result<void> check_scopes(const RequestContext& call, const Route& route)
{
    for (const auto scope : split(route.scopes, ' ')) {
        if (!call.principal.has_scope(scope)) {
            return fail(Code::forbidden, "scope", "needs the scope " + std::string(scope));
        }
    }
    return {};
}

Error parameter_error(Code code, const std::string& name, std::string message)
{
    return Error{code, name, std::move(message), {}, '?' + name, {}};
}

bool is_known(const Operation& operation, std::string_view name)
{
    bool known = false;
    operation.parameters.each([&](const Parameter& parameter) {
        known = known || (parameter.place == ParameterPlace::query && parameter.covers(name));
    });
    return known;
}

std::string unknown_text(const Operation& operation)
{
    std::string names;
    operation.parameters.each([&](const Parameter& parameter) {
        if (parameter.place != ParameterPlace::query || parameter.is_prefix()) return;
        names += (names.empty() ? "" : ", ") + std::string(parameter.name);
    });
    return names.empty() ? "this call has no parameters" : "not known here; there are " + names;
}

// Refuses query parameters that the route's operation does not name, and those that come twice.
Result<void> check_parameters(const RequestContext& call, const Route& route)
{
    const auto& query = call.request.query;
    for (std::size_t i = 0; i < query.size(); ++i) {
        if (!is_known(route.operation, query[i].name)) {
            return fail(
                parameter_error(Code::unknown_field, query[i].name, unknown_text(route.operation)));
        }
        for (std::size_t j = 0; j < i; ++j) {
            if (query[j].name != query[i].name) continue;
            return fail(parameter_error(Code::invalid_value, query[i].name, "must be given once"));
        }
    }
    return {};
}

Error refusal_error(http::Refusal refusal)
{
    using http::Refusal;
    switch (refusal) {
    case Refusal::malformed:
    case Refusal::bad_framing:
        return {Code::invalid_value, "request", "not a valid HTTP request", {}, {}, {}};
    case Refusal::not_secure:
        return {Code::invalid_value, "request", "this port speaks only TLS: use https", {}, {}, {}};
    case Refusal::header_too_large:
        return {Code::too_large, "header", "the header is too large", {}, {}, {}};
    case Refusal::target_too_long:
        return {Code::too_large, "path", "the address is too long", {}, {}, {}};
    case Refusal::body_too_large:
        return {Code::too_large, "body", "the body is too large", {}, {}, {}};
    case Refusal::encoded_body:
        return {Code::unsupported, "body", "must not have a Content-Encoding", {}, {}, {}};
    case Refusal::too_slow:
        return {Code::timed_out, "request", "the request took too long to arrive", {}, {}, {}};
    case Refusal::overloaded:
        return {Code::unavailable, "server", "overloaded; try again shortly", {}, {}, {}};
    }
    return {Code::internal, "server", "unknown refusal", {}, {}, {}};
}

// In place of what was there.
void set_header(http::Response& response, std::string_view name, std::string value)
{
    std::erase_if(response.headers,
                  [&](const auto& header) { return http::same_name(header.name, name); });
    response.headers.push_back({std::string(name), std::move(value)});
}

// 429 and 503 carry Retry-After unless the dialect set one.
void say_when(http::Response& response)
{
    if (response.status != 429 && response.status != 503) return;
    const bool says_when = std::ranges::any_of(response.headers, [](const auto& header) {
        return http::same_name(header.name, "Retry-After");
    });
    if (says_when) return;
    response.headers.push_back({"Retry-After", std::to_string(limits::retry_after.count())});
}

// What a browser, a probe or a lost client gets outside every dialect.
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
    return response;
}

} // namespace

http::Response json_response(std::string body, int status)
{
    http::Response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

std::string RequestContext::base_url() const
{
    const auto forwarded_proto = request.header("X-Forwarded-Proto");
    const auto forwarded_host = request.header("X-Forwarded-Host");
    std::string text(!forwarded_proto.empty() ? forwarded_proto
                     : request.secure         ? "https"
                                              : "http");
    text += "://";
    text += !forwarded_host.empty() ? forwarded_host : request.header("Host");
    text += mount;
    return text;
}

// A dialect with its routes in a router.
struct Dispatch::Mounted {
    const Dialect* dialect;
    std::string first_segment; // of its routes; tells what belongs to a dialect without a mount
    http::Router<const Route*> router;
    std::unique_ptr<RateLimiter> limiter; // null: as many requests as they like
};

// Where a request goes.
struct Dispatch::Target {
    const Mounted* mounted = nullptr; // null: a path outside every dialect
    std::string_view mount;
    Match match;
};

Dispatch::Dispatch(Services& services, std::span<const Dialect* const> dialects,
                   DispatchOptions options)
    : services_(services), options_(std::move(options)),
      id_prefix_(to_hex(services.directory.random().bytes(8)))
{
    for (const Dialect* dialect : dialects) {
        auto mounted = std::make_unique<Mounted>();
        mounted->dialect = dialect;
        mounted->first_segment = split(dialect->routes.front().path, '/')[1];
        for (const auto& route : dialect->routes) {
            mounted->router.add(route.verb, route.path, &route);
        }
        const auto rate = options_.rates.find(dialect->name);
        if (rate != options_.rates.end())
            mounted->limiter =
                std::make_unique<RateLimiter>(rate->second, limits::rate_limit_callers);
        mounted_.push_back(std::move(mounted));
    }
}

Dispatch::~Dispatch() = default;

const Dispatch::Mounted* Dispatch::find_mounted(std::string_view name) const
{
    for (const auto& mounted : mounted_) {
        if (mounted->dialect->name == name) return mounted.get();
    }
    return nullptr;
}

Dispatch::Target Dispatch::find_target(const http::Request& request) const
{
    Target target;
    const std::span<const std::string> segments(request.segments);
    if (!request.listener.empty()) {
        target.mounted = find_mounted(request.listener);
    } else if (!options_.hosts.empty()) {
        std::string host = lower_ascii(request.header("Host"));
        auto found = options_.hosts.find(host);
        if (found == options_.hosts.end())
            found = options_.hosts.find(host.substr(0, host.rfind(':')));
        if (found != options_.hosts.end()) target.mounted = find_mounted(found->second);
    }
    if (target.mounted != nullptr) {
        target.match = target.mounted->router.match(request.verb, segments);
        return target;
    }
    // A mount belongs to one dialect; the dialect without a mount gets what no mount has taken.
    for (const auto& mounted : mounted_) {
        const std::string_view mount = mounted->dialect->mount;
        if (mount.empty() || segments.empty() || segments[0] != mount.substr(1)) continue;
        target.mounted = mounted.get();
        target.mount = mount;
        target.match = mounted->router.match(request.verb, segments.subspan(1));
        return target;
    }
    for (const auto& mounted : mounted_) {
        if (!mounted->dialect->mount.empty()) continue;
        auto match = mounted->router.match(request.verb, segments);
        const bool is_ours = !segments.empty() && segments[0] == mounted->first_segment;
        if (!is_ours && match.status == http::RouteStatus::unknown_path) continue;
        target.mounted = mounted.get();
        target.match = match;
    }
    return target;
}

void Dispatch::find_route(http::Request& head) const
{
    head.route = std::make_shared<const Target>(find_target(head));
}

// What find_route() stored; requests that did not come through the server are matched here.
std::shared_ptr<const Dispatch::Target> Dispatch::target_of(const http::Request& request) const
{
    if (request.route) return std::static_pointer_cast<const Target>(request.route);
    return std::make_shared<const Target>(find_target(request));
}

std::string Dispatch::make_request_id(const http::Request& request, const Dialect& dialect) const
{
    const auto given = request.header(dialect.request_id_header);
    if (is_plain_id(given)) return std::string(given);
    std::array<char, 16> digits{};
    const auto count = id_count_.fetch_add(1, std::memory_order_relaxed);
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), count, 16).ptr;
    const std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
    std::string id = id_prefix_;
    id.append(16 - text.size(), '0');
    return id += text;
}

RequestContext Dispatch::make_call(const http::Request& request, const Target& target) const
{
    RequestContext call{request, services_, make_request_id(request, *target.mounted->dialect),
                        target.mount, target.match.parameters};
    call.route = target.match.value;
    return call;
}

std::size_t Dispatch::body_limit(const http::Request& head) const
{
    const auto found = target_of(head);
    const Target& target = *found;
    if (target.mounted == nullptr) return 0;
    const Route* route = target.match.value;
    const bool bulk = route != nullptr && (route->flags & Flag::bulk) != 0;
    return bulk ? target.mounted->dialect->bulk_body_limit : target.mounted->dialect->body_limit;
}

http::RunOn Dispatch::run_on(const http::Request& head) const
{
    const auto found = target_of(head);
    const Target& target = *found;
    if (target.mounted == nullptr || !options_.reads_here) return http::RunOn::pool;
    const Route* route = target.match.value;
    const bool waits = target.mounted->dialect->is_slow_to_authenticate || route == nullptr ||
                       (route->flags & (Flag::writes | Flag::slow)) != 0;
    return waits ? http::RunOn::pool : http::RunOn::io_thread;
}

Result<void> Dispatch::take_allowance(RequestContext& call, const Mounted& mounted)
{
    const Dialect& dialect = *mounted.dialect;
    if (!mounted.limiter) return {};
    const bool is_free =
        dialect.is_free_of_rate_limit != nullptr && dialect.is_free_of_rate_limit(call);
    const auto caller = dialect.limits_rate_of_tenant
                            ? std::int64_t{call.tenant.id.value}
                            : std::int64_t{call.principal.credential.value};
    call.allowance =
        mounted.limiter->take(caller, call.directory().clock().now(),
                              is_free ? RateLimiter::Price::free : RateLimiter::Price::one);
    if (call.allowance->is_granted) return {};
    return fail(Code::rate_limited, "requests",
                "too many requests: " + std::to_string(call.allowance->rate.requests) + " in " +
                    std::to_string(call.allowance->rate.period.count()) + " seconds are allowed");
}

http::Response Dispatch::answer(RequestContext& call, const Target& target,
                                std::optional<Error>& error) const
{
    const Dialect& dialect = *target.mounted->dialect;
    const Route* route = target.match.value;
    const auto failed = [&](Stage stage, Error problem) {
        error = problem;
        return dialect.render(call, {stage, std::move(problem), 0});
    };
    if (dialect.answers_preflight && call.request.verb == http::Verb::options && route == nullptr) {
        return preflight();
    }
    const bool is_open = route != nullptr && (route->flags & Flag::open) != 0;
    const bool asks_who = !is_open && !call.is_internal;
    if (dialect.authenticates_before_routing && asks_who) {
        if (auto result = dialect.authenticate(call); !result) {
            return failed(Stage::authenticating, std::move(result).error());
        }
    }
    if (target.match.status == http::RouteStatus::unknown_path) {
        return failed(Stage::routing, {Code::not_found, "path", "no such path", {}, {}, {}});
    }
    if (target.match.status == http::RouteStatus::wrong_verb) {
        auto response = failed(
            Stage::routing, {Code::unsupported, "method", "not offered on this path", {}, {}, {}});
        auto allowed = target.match.allowed;
        if (dialect.answers_preflight) allowed.insert(http::Verb::options);
        response.headers.push_back({"Allow", allowed.text()});
        return response;
    }
    if (!dialect.authenticates_before_routing && asks_who) {
        if (auto result = dialect.authenticate(call); !result) {
            return failed(Stage::authenticating, std::move(result).error());
        }
    }
    if (asks_who) {
        if (auto result = take_allowance(call, *target.mounted); !result) {
            auto response = failed(Stage::handling, std::move(result).error());
            set_header(response, "Retry-After", std::to_string(call.allowance->wait.count()));
            return response;
        }
    }
    const bool checks_later = (route->flags & Flag::checks_scopes) != 0;
    if (auto result = check_scopes(call, *route); !checks_later && !result) {
        return failed(Stage::scope, std::move(result).error());
    }
    if (dialect.before_handler != nullptr) {
        if (auto result = dialect.before_handler(call, *route); !result) {
            return failed(Stage::handling, std::move(result).error());
        }
    }
    if (dialect.refuses_unknown_parameters) {
        if (auto result = check_parameters(call, *route); !result) {
            return failed(Stage::handling, std::move(result).error());
        }
    }
    auto response = route->handler(call);
    if (!response) return failed(Stage::handling, std::move(response).error());
    return *std::move(response);
}

http::Response Dispatch::answer_safely(RequestContext& call, const Target& target,
                                       std::optional<Error>& error) const
{
    const Dialect& dialect = *target.mounted->dialect;
    http::Response response;
    try {
        response = answer(call, target, error);
    } catch (const std::exception& exception) {
        // Only bugs and lost memory come this way; the client learns nothing of them.
        error = Error{Code::internal, "server", "internal error", exception.what(), {}, {}};
        response = dialect.render(call, {Stage::handling, *error, 0});
    }
    say_when(response);
    if (dialect.finish != nullptr) dialect.finish(call, response);
    return response;
}

http::Response Dispatch::answer_inside(const Dialect& dialect, RequestContext& call) const
{
    Target target;
    target.mounted = find_mounted(dialect.name);
    target.match = target.mounted->router.match(call.request.verb, call.request.segments);
    call.path = target.match.parameters;
    call.route = target.match.value;
    call.is_internal = true;
    std::optional<Error> error;
    return answer_safely(call, target, error);
}

http::Response Dispatch::handle(http::Request&& request)
{
    const auto started = std::chrono::steady_clock::now();
    const auto found = target_of(request);
    const Target& target = *found;
    if (target.mounted == nullptr) {
        auto page = options_.site_pages ? options_.site_pages(request) : std::nullopt;
        return page ? *std::move(page) : plain_error(404);
    }
    const Dialect& dialect = *target.mounted->dialect;
    RequestContext call = make_call(request, target);
    std::optional<Error> error;
    auto response = answer_safely(call, target, error);
    if (options_.observe) {
        const auto elapsed = std::chrono::duration_cast<std::chrono::microseconds>(
            std::chrono::steady_clock::now() - started);
        const Route* route = target.match.value;
        options_.observe({dialect.name, route == nullptr ? "" : route->path, request.verb,
                          response.status, elapsed, call.principal.name, call.request_id,
                          request.peer, error ? &*error : nullptr});
    }
    return response;
}

http::Response Dispatch::refuse(const http::Request& head, http::Refusal refusal) const
{
    const int status = http::status_of(refusal);
    const auto found = target_of(head);
    const Target& target = *found;
    if (target.mounted == nullptr) return plain_error(status);
    const Dialect& dialect = *target.mounted->dialect;
    const RequestContext call = make_call(head, target);
    auto response = dialect.render(call, {Stage::transport, refusal_error(refusal), status});
    response.status = status;
    say_when(response);
    if (dialect.finish != nullptr) dialect.finish(call, response);
    return response;
}

} // namespace muster::dialects
