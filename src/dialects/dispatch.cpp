// The steps of the pipeline in their order. Knows no dialect by name.
#include "dialects/dispatch.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>

#include "base/limits.h"
#include "base/text.h"
#include "dialects/audit.h"
#include "dialects/base_paths.h"
#include "dialects/call_checks.h"
#include "dialects/pipeline_answers.h"
#include "dialects/refusal_error.h"
#include "http/address.h"

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

// Whose rate the request counts in.
std::int64_t limited_caller(const RequestContext& call, const Dialect& dialect)
{
    return dialect.limits_rate_of_tenant ? std::int64_t{call.tenant.id.value}
                                         : std::int64_t{call.credential.value};
}

// The caller whose rate counts while the credential is not known: the address. Negative, because
// ids of credentials are positive.
std::int64_t limited_address(const RequestContext& call)
{
    const auto hash = std::hash<std::string>()(http::address_group(call.request.peer));
    return -static_cast<std::int64_t>(hash >> 1U) - 1;
}

} // namespace

// A dialect with its routes in a router.
struct Dispatch::Mounted {
    const Dialect* dialect;
    std::string first_segment; // of its routes: paths that begin with it belong to this dialect
    http::Router<const Route*> router;
    BasePaths bases;
    std::unique_ptr<RateLimiter> limiter{}; // null: as many requests as they like

    // With the path that was matched, where it is not the request's own.
    Match match(http::Verb verb, std::span<const std::string> segments,
                std::vector<std::string>& joined) const
    {
        auto path = bases.joined(segments);
        if (!path) return router.match(verb, segments);
        joined = *std::move(path);
        return router.match(verb, joined);
    }
};

// Who makes a request, once its head was checked.
struct CheckedCaller {
    directory::Principal principal;
    model::CredentialId credential;
    model::Tenant tenant;
    std::optional<Allowance> allowance;
};

// Where a request goes.
struct Dispatch::Target {
    const Mounted* mounted = nullptr; // null: a path outside every dialect
    std::string_view mount;
    std::vector<std::string> joined{}; // the path that `match` points into, if not the request's
    Match match;
    // Set by check_head(), before the body is read: handle() need not check again. One thread at a
    // time uses a request.
    mutable std::optional<CheckedCaller> caller{};
};

Dispatch::Dispatch(Services& services, std::span<const Dialect* const> dialects,
                   DispatchOptions options)
    : services_(services), options_(std::move(options)),
      id_prefix_(to_hex(services.directory.random().bytes(8)))
{
    for (const Dialect* dialect : dialects) {
        auto mounted = std::make_unique<Mounted>(
            Mounted{.dialect = dialect,
                    .first_segment = std::string(split(dialect->routes.front().path, '/')[1]),
                    .router = {},
                    .bases = BasePaths(dialect->routes)});
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
    std::span<const std::string> segments(request.segments);
    if (!request.listener.empty()) {
        target.mounted = find_mounted(request.listener);
        if (target.mounted == nullptr) return target; // a listener for pages of the site alone
    } else if (!options_.hosts.empty()) {
        std::string host = lower_ascii(request.header("Host"));
        auto found = options_.hosts.find(host);
        if (found == options_.hosts.end())
            found = options_.hosts.find(host.substr(0, host.rfind(':')));
        if (found != options_.hosts.end()) target.mounted = find_mounted(found->second);
    }
    if (target.mounted != nullptr) {
        target.match = target.mounted->match(request.verb, segments, target.joined);
        return target;
    }
    // A base address that ends with a slash; mounts and first segments are never empty.
    if (segments.size() > 1 && segments[0].empty()) segments = segments.subspan(1);
    // A mount belongs to one dialect; the dialect without a mount gets what no mount has taken.
    for (const auto& mounted : mounted_) {
        const std::string_view mount = mounted->dialect->mount;
        if (mount.empty() || segments.empty() || segments[0] != mount.substr(1)) continue;
        target.mounted = mounted.get();
        target.mount = mount;
        target.match = mounted->match(request.verb, segments.subspan(1), target.joined);
        return target;
    }
    for (const auto& mounted : mounted_) {
        if (!mounted->dialect->mount.empty()) continue;
        std::vector<std::string> joined;
        auto match = mounted->match(request.verb, segments, joined);
        const bool is_ours = !segments.empty() && segments[0] == mounted->first_segment;
        if (!is_ours && match.status == http::RouteStatus::unknown_path) continue;
        target.mounted = mounted.get();
        target.joined = std::move(joined);
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
    const Dialect& dialect = *target.mounted->dialect;
    const Route* route = target.match.value;
    const unsigned flags = route == nullptr ? 0 : route->flags;
    const auto limit = (flags & Flag::bulk) != 0 ? dialect.bulk_body_limit : dialect.body_limit;
    // Nobody has to be known to send this body, so it stays small.
    return (flags & Flag::open) != 0 ? std::min(limit, limits::unchecked_body_bytes) : limit;
}

bool Dispatch::is_passed_on(const http::Request& head) const
{
    return target_of(head)->mounted != nullptr;
}

http::RunOn Dispatch::run_on(const http::Request& head) const
{
    const auto found = target_of(head);
    const Target& target = *found;
    if (target.mounted == nullptr) return http::RunOn::page_pool;
    const Route* route = target.match.value;
    if (target.mounted->dialect->is_slow_to_authenticate || route == nullptr)
        return http::RunOn::pool;
    const bool is_slow = (route->flags & Flag::slow) != 0;
    const bool logs_in = is_slow && (route->flags & Flag::open) != 0;
    if (logs_in || (route->flags & Flag::writes) != 0) return http::RunOn::pool;
    if (is_slow) return http::RunOn::list_pool;
    return options_.reads_here ? http::RunOn::io_thread : http::RunOn::pool;
}

Result<void> Dispatch::take_allowance(RequestContext& call, const Mounted& mounted,
                                      std::int64_t caller)
{
    const Dialect& dialect = *mounted.dialect;
    if (!mounted.limiter || call.request.is_own) return {};
    const bool is_free = caller >= 0 && dialect.is_free_of_rate_limit != nullptr &&
                         dialect.is_free_of_rate_limit(call);
    const auto allowance =
        mounted.limiter->take(caller, call.directory().clock().now(),
                              is_free ? RateLimiter::Price::free : RateLimiter::Price::one);
    if (caller >= 0) call.allowance = allowance;
    if (allowance.is_granted) return {};
    Error error{Code::rate_limited,
                "requests",
                "too many requests: " + std::to_string(allowance.rate.requests) + " in " +
                    std::to_string(allowance.rate.period.count()) + " seconds are allowed",
                {},
                {},
                {}};
    error.retry_after = allowance.wait;
    return fail(std::move(error));
}

http::Response Dispatch::fail_call(const RequestContext& call, const Target& target,
                                   std::optional<Error>& error, Stage stage, Error problem)
{
    error = problem;
    return target.mounted->dialect->render(call, {stage, std::move(problem), 0});
}

std::optional<http::Response> Dispatch::authenticate(RequestContext& call, const Target& target,
                                                     std::optional<Error>& error)
{
    auto result = target.mounted->dialect->authenticate(call);
    call.credential = call.principal.credential;
    if (result) {
        call.principal.may_read = may_read(*target.mounted->dialect, call.principal);
        call.services.identity.note_use(call.credential);
        return std::nullopt;
    }
    // Who presents wrong credentials has the rate of one caller per address.
    if (result.error().code == Code::unauthenticated) {
        auto allowed = take_allowance(call, *target.mounted, limited_address(call));
        if (!allowed) result = std::move(allowed);
    }
    // That we cannot check a credential now does not mean that it is wrong.
    const Code code = result.error().code;
    const bool is_checked =
        code == Code::unauthenticated || code == Code::forbidden || code == Code::not_found;
    const Stage stage = is_checked ? Stage::authenticating : Stage::handling;
    return fail_call(call, target, error, stage, std::move(result).error());
}

std::optional<http::Response> Dispatch::refuse_by_head(RequestContext& call, const Target& target,
                                                       std::optional<Error>& error) const
{
    const Dialect& dialect = *target.mounted->dialect;
    const Route* route = target.match.value;
    const auto failed = [&](Stage stage, Error problem) {
        return fail_call(call, target, error, stage, std::move(problem));
    };
    const bool serves_browsers = !dialect.browser_headers.empty();
    if (serves_browsers && call.request.verb == http::Verb::options && route == nullptr) {
        return preflight(dialect);
    }
    const bool is_open = route != nullptr && (route->flags & Flag::open) != 0;
    const bool asks_who = !is_open && !call.is_internal;
    if (dialect.authenticates_before_routing && asks_who) {
        if (auto refusal = authenticate(call, target, error)) return refusal;
    }
    if (target.match.status == http::RouteStatus::unknown_path) {
        return failed(Stage::routing, {Code::not_found, "path", "no such path", {}, {}, {}});
    }
    if (target.match.status == http::RouteStatus::wrong_verb) {
        auto response = failed(
            Stage::routing, {Code::unsupported, "method", "not offered on this path", {}, {}, {}});
        auto allowed = target.match.allowed;
        if (serves_browsers) allowed.insert(http::Verb::options);
        response.headers.push_back({"Allow", allowed.text()});
        return response;
    }
    if (!dialect.authenticates_before_routing && asks_who) {
        if (auto refusal = authenticate(call, target, error)) return refusal;
    }
    if (!call.is_internal) {
        const auto caller = asks_who ? limited_caller(call, dialect) : limited_address(call);
        if (auto result = take_allowance(call, *target.mounted, caller); !result) {
            return failed(Stage::handling, std::move(result).error());
        }
    }
    const bool checks_later = (route->flags & Flag::checks_scopes) != 0;
    if (auto result = check_scopes(call, *route); !checks_later && !result) {
        return failed(Stage::scope, std::move(result).error());
    }
    return std::nullopt;
}

std::optional<http::Response> Dispatch::answer(RequestContext& call, const Target& target,
                                               std::optional<Error>& error) const
{
    const Dialect& dialect = *target.mounted->dialect;
    const auto failed = [&](Error problem) {
        return fail_call(call, target, error, Stage::handling, std::move(problem));
    };
    if (target.caller) {
        call.principal = target.caller->principal;
        call.credential = target.caller->credential;
        call.tenant = target.caller->tenant;
        call.allowance = target.caller->allowance;
    } else if (auto refusal = refuse_by_head(call, target, error)) {
        return refusal;
    }
    const Route& route = *target.match.value;
    if (auto result = check_utf8(call.request); !result) return failed(std::move(result).error());
    if (dialect.before_handler != nullptr) {
        if (auto result = dialect.before_handler(call, route); !result) {
            return failed(std::move(result).error());
        }
    }
    if (dialect.refuses_unknown_parameters) {
        if (auto result = check_parameters(call, route); !result) {
            return failed(std::move(result).error());
        }
    }
    RateLimiter* limiter = target.mounted->limiter.get();
    if (limiter != nullptr && !call.request.is_own) {
        call.charge = [limiter, caller = limited_caller(call, dialect),
                       now = call.directory().clock().now()](std::int64_t requests) {
            limiter->charge(caller, now, requests);
        };
    }
    auto response = route.handler(call);
    if (!response) return failed(std::move(response).error());
    return *std::move(response);
}

// Calls that background work makes inside are not refused: their answers are stored by writes,
// which the store itself refuses.
std::optional<http::Response> Dispatch::refuse_as_node(RequestContext& call, const Target& target,
                                                       std::optional<Error>& error) const
{
    if (!options_.refusal || call.is_internal) return std::nullopt;
    auto problem = options_.refusal();
    if (!problem) return std::nullopt;
    return fail_call(call, target, error, Stage::handling, *std::move(problem));
}

std::optional<http::Response> Dispatch::answer_safely(RequestContext& call, const Target& target,
                                                      std::optional<Error>& error, Step step) const
{
    const Dialect& dialect = *target.mounted->dialect;
    std::optional<http::Response> response;
    try {
        response = refuse_as_node(call, target, error);
        if (!response) response = (this->*step)(call, target, error);
        if (auto refusal = refuse_as_node(call, target, error)) response = std::move(refusal);
    } catch (const std::bad_alloc&) {
        Error problem{Code::unavailable, "memory", "not enough memory now", {}, {}, {}};
        response = fail_call(call, target, error, Stage::handling, std::move(problem));
    } catch (const std::exception& exception) {
        // Only bugs come this way; the client learns nothing of them.
        Error problem{Code::internal, "server", "internal error", exception.what(), {}, {}};
        response = fail_call(call, target, error, Stage::handling, std::move(problem));
    }
    if (!response) return response;
    add_headers(*response, call, dialect, error ? &*error : nullptr);
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
    return *answer_safely(call, target, error, &Dispatch::answer);
}

void Dispatch::audit_call(const RequestContext& call, const Target& target, int status,
                          const Error* error)
{
    const std::string_view dialect = target.mounted->dialect->name;
    const unsigned flags = target.match.value == nullptr ? 0 : target.match.value->flags;
    const bool is_refused = error != nullptr && (error->code == Code::unauthenticated ||
                                                 error->code == Code::forbidden);
    if (is_refused) {
        audit(call, dialect, AuditKind::refused, call.credential, status, error);
    } else if ((flags & Flag::administers) != 0) {
        audit(call, dialect, AuditKind::administered, call.credential, status, error);
    } else if ((flags & Flag::exports) != 0 && error == nullptr) {
        audit(call, dialect, AuditKind::exported, call.credential, status, error);
    }
}

void Dispatch::observe(const RequestContext& call, const Target& target,
                       const http::Response& response, const std::optional<Error>& error) const
{
    audit_call(call, target, response.status, error ? &*error : nullptr);
    if (!options_.observe) return;
    const auto elapsed = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - call.started);
    const Route* route = target.match.value;
    options_.observe({target.mounted->dialect->name, route == nullptr ? "" : route->path,
                      call.request.verb, response.status, elapsed, call.credential, call.request_id,
                      call.request.peer, error ? &*error : nullptr});
}

http::HeadCheck Dispatch::check_head(const http::Request& head)
{
    const auto found = target_of(head);
    const Target& target = *found;
    if (target.mounted == nullptr) return {};
    RequestContext call = make_call(head, target);
    std::optional<Error> error;
    http::HeadCheck check{answer_safely(call, target, error, &Dispatch::refuse_by_head), {}};
    if (check.refusal) {
        observe(call, target, *check.refusal, error);
        return check;
    }
    // One tenant has one budget, however many credentials it makes.
    const auto& principal = call.principal;
    check.caller = principal.tenant ? "tenant " + std::to_string(principal.tenant.value)
                                    : "credential " + std::to_string(call.credential.value);
    target.caller = CheckedCaller{call.principal, call.credential, call.tenant, call.allowance};
    return check;
}

http::Response Dispatch::handle(const http::Request& request)
{
    const auto found = target_of(request);
    const Target& target = *found;
    if (target.mounted == nullptr) {
        auto page = options_.site_pages ? options_.site_pages(request) : std::nullopt;
        return page ? *std::move(page) : plain_error(404);
    }
    RequestContext call = make_call(request, target);
    std::optional<Error> error;
    auto response = *answer_safely(call, target, error, &Dispatch::answer);
    observe(call, target, response, error);
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
    add_headers(response, call, dialect, nullptr);
    return response;
}

} // namespace muster::dialects
