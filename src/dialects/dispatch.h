// The one pipeline: from a request to the answer of the dialect it is meant for. Branches on what
// dialects and routes declare, never on a dialect's name.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dialects/dialect.h"
#include "http/server/router.h"
#include "http/server/server.h"

namespace muster::dialects {

// What one answered request was, for logs and metrics. No personal data: the route, not the path.
struct Observation {
    std::string_view dialect; // empty for the site's own pages
    std::string_view route;   // pattern; empty when none matched
    http::Verb verb;
    int status;
    std::chrono::microseconds elapsed;
    model::CredentialId credential; // that the caller presented; 0: not known
    std::string_view request_id;
    std::string_view peer;
    const Error* error; // null unless the request failed
};

struct DispatchOptions {
    std::map<std::string, std::string> hosts; // Host header, lower case, to dialect
    // Paths outside every dialect ("/health", the page); nullopt: not one of them. May be empty.
    std::function<std::optional<http::Response>(const http::Request&)> site_pages;
    std::function<void(const Observation&)> observe; // may be empty
    std::map<std::string, Rate, std::less<>> rates;  // dialect to what its callers may ask for
    // Why this node must not answer now: then every API call gets this error. Asked before and
    // after each call, so that no answer leaves that the node may have become too old to give. May
    // be empty.
    std::function<std::optional<Error>()> refusal;
    bool reads_here = true; // the store is embedded: routes that only read run where they arrive
};

// Thread-safe after construction.
class Dispatch final : public http::Service {
public:
    Dispatch(Services& services, std::span<const Dialect* const> dialects, DispatchOptions options);
    ~Dispatch() override;

    // Matches the route once: the calls below use what it stores in the request.
    void find_route(http::Request& head) const override;
    std::size_t body_limit(const http::Request& head) const override;
    // Calls of APIs; the pages of the site are those of this node.
    bool is_passed_on(const http::Request& head) const override;
    http::RunOn run_on(const http::Request& head) const override;
    // Routing, authentication, rate and scopes: what needs no body. handle() uses the result.
    http::HeadCheck check_head(const http::Request& head) override;
    http::Response handle(const http::Request& request) override;
    // A request that a dialect makes to itself, with RequestContext::is_internal: routed, scoped
    // and answered as one from outside.
    http::Response answer_inside(const Dialect& dialect, RequestContext& call) const;

    http::Response refuse(const http::Request& head, http::Refusal refusal) const override;

private:
    struct Mounted;
    struct Target;
    Target find_target(const http::Request& request) const;
    std::shared_ptr<const Target> target_of(const http::Request& request) const;
    const Mounted* find_mounted(std::string_view name) const;
    RequestContext make_call(const http::Request& request, const Target& target) const;
    // The steps of a call. `error` is set when a step fails.
    using Step = std::optional<http::Response> (Dispatch::*)(RequestContext& call,
                                                             const Target& target,
                                                             std::optional<Error>& error) const;
    std::optional<http::Response> refuse_by_head(RequestContext& call, const Target& target,
                                                 std::optional<Error>& error) const;
    std::optional<http::Response> answer(RequestContext& call, const Target& target,
                                         std::optional<Error>& error) const;
    std::optional<http::Response> refuse_as_node(RequestContext& call, const Target& target,
                                                 std::optional<Error>& error) const;
    std::optional<http::Response> answer_safely(RequestContext& call, const Target& target,
                                                std::optional<Error>& error, Step step) const;
    static std::optional<http::Response> authenticate(RequestContext& call, const Target& target,
                                                      std::optional<Error>& error);
    // The caller is a tenant, a credential, or an address (negative).
    static Result<void> take_allowance(RequestContext& call, const Mounted& mounted,
                                       std::int64_t caller);
    static http::Response fail_call(const RequestContext& call, const Target& target,
                                    std::optional<Error>& error, Stage stage, Error problem);
    void observe(const RequestContext& call, const Target& target, const http::Response& response,
                 const std::optional<Error>& error) const;
    static void audit_call(const RequestContext& call, const Target& target, int status,
                           const Error* error);
    std::string make_request_id(const http::Request& request, const Dialect& dialect) const;

    Services& services_;
    DispatchOptions options_;
    std::vector<std::unique_ptr<Mounted>> mounted_;
    std::string id_prefix_;
    mutable std::atomic<std::uint64_t> id_count_{0};
};

} // namespace muster::dialects
