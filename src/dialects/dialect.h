// What each dialect fills in, and what its handlers get. The one pipeline is in dispatch.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "dialects/operation.h"
#include "dialects/rate_limit.h"
#include "directory/directory.h"
#include "directory/identity.h"
#include "directory/tenants.h"
#include "http/request.h"
#include "http/server/router.h"
#include "jobs/kind.h"
#include "model/finder.h"
#include "model/tenant_settings.h"

namespace muster::dialects {

// An address outside that an API notifies of changes, as the settings name it.
struct Receiver {
    std::string name; // unique: what is known of it goes by this
    std::string dialect;
    std::string tenant; // id or slug; empty: every tenant
    std::string url;
    std::string secret;                  // signs what is sent; never shown
    std::vector<std::string> events;     // of the dialect's own names; empty: all
    std::vector<http::Header> headers{}; // sent with every event
};

// Each has a thread of its own.
inline constexpr std::size_t most_receivers = 32;

struct AuditEvent; // audit.h
class LoginGuard;  // login_guard.h
std::shared_ptr<LoginGuard> make_login_guard();
class FeedLimit; // feed_limit.h
std::shared_ptr<FeedLimit> make_feed_limit();
class WebhookBoard; // webhook_board.h
std::shared_ptr<WebhookBoard> make_webhook_board();

// What the whole site shares with its dialects.
struct Services {
    directory::Directory& directory;
    const directory::Identity& identity;
    std::string signing_key; // 32 random bytes, kept over restarts: signs tokens
    // Writes a consistent copy of the whole store to a new file of this name in the backup folder,
    // and returns its size; already_exists when the folder has such a file. Empty when the engine
    // has its own means.
    std::function<Result<std::int64_t>(const std::string& name)> backup{};
    std::vector<Receiver> receivers{};
    const model::Finder* finder = nullptr; // answers rules; none where there is no index
    // Wakes the workers, because there is something to do. May be empty.
    std::function<void()> wake_workers{};
    // Where the files of jobs are; empty: this server has no such files.
    std::string jobs_folder{};
    std::shared_ptr<LoginGuard> logins = make_login_guard();
    std::shared_ptr<FeedLimit> feeds = make_feed_limit();
    std::shared_ptr<WebhookBoard> webhooks = make_webhook_board();
    // Writes an event to the audit log. May be empty.
    std::function<void(const AuditEvent& event)> audit{};
};

class Dispatch;

// What a dialect's work in the background is given: jobs get the first part of it.
struct Work : jobs::Background {
    Services& services;
    const Dispatch& dispatch;

    Work(Services& of, const Dispatch& with, std::function<bool()> stops_when,
         std::function<bool(std::chrono::seconds)> pause_for,
         std::function<void(const std::string&)> warn_with)
        : jobs::Background{of.directory,          of.identity,          of.jobs_folder,
                           std::move(stops_when), std::move(pause_for), std::move(warn_with)},
          services(of), dispatch(with)
    {}
};

// One piece of work: does what there is, and gives after how long it wants to look again when
// nobody wakes it before.
using Task = std::function<Result<std::chrono::seconds>(Work&)>;

// Sends one request of an API and gives the body of the answer.
using SendExample = std::function<Json(http::Verb verb, std::string_view target,
                                       std::vector<http::Header> headers, std::string body)>;

// What the demonstration shows of a dialect: credentials it shall have, and how to try it.
struct Demo {
    std::string_view credentials; // JSON array of bodies for the native API's credentials
    // The dialect's members of demo.json; `created` holds the answers to those bodies in order.
    Json (*describe)(const model::Tenant& tenant, const Json& created);
    // One curl command that works when pasted; base is the address up to the vendor's own path.
    std::string (*example)(const std::string& base, const Json& described);
    // The headers that authenticate a call with these credentials; logs in where that is needed.
    // Here `described` also has administrator_key, the key in admin.key.
    std::vector<http::Header> (*headers)(const Json& described, const SendExample& send) = nullptr;
};

// What holds for all calls of an API, for its OpenAPI document and the reference at /docs.
struct Reference {
    std::string_view title;   // "Shop API"
    std::string_view summary; // one or two sentences
    // JSON: the security schemes by name, and the alternatives of which a call needs one.
    std::string_view security_schemes; // {"key": {"type": "http", "scheme": "bearer"}}
    std::string_view security;         // [{"key": []}]
    wire::Shape error_body{};
    ListChain<ErrorCase> errors{};          // that every call may answer
    ListChain<Parameter> path_parameters{}; // what the names in paths mean
    // curl options that carry the credentials of the demonstration: "-H 'Authorization: …'". Names
    // in braces are members of the dialect's part of demo.json: {key}.
    std::string_view curl_options{};
    // One sentence for /docs on how to get what curl_options needs, if that is not in demo.json.
    std::string_view sign_in{};
};

struct Route; // below

// One request on its way through the pipeline.
struct RequestContext {
    const http::Request& request;
    Services& services;
    std::string request_id;
    std::string_view mount;           // "/name" on the main port, empty on the dialect's own
    http::PathParameters path{};      // parameters of the route, decoded
    const Route* route = nullptr;     // the matched one; null when there is none
    directory::Principal principal{}; // set by authenticate
    // The credential that the caller presented. The principal's can be another one: that in whose
    // name the caller acts.
    model::CredentialId credential{};
    model::Tenant tenant{}; // the one the call acts in; id 0: the system tenant
    // What the answer is at least as new as; read by before_handler of APIs that show it.
    std::optional<model::Revision> revision{};
    std::optional<Allowance> allowance{}; // where the rate is limited and the caller known
    // Where the end user is, as a client says that calls for others; empty: where the client is.
    // For the audit log only.
    std::string_view end_user_address{};
    // Counts further requests of the caller, for a handler that takes many at once. The caller may
    // owe them, and waits longer for the next one. Empty where the rate is not limited.
    std::function<void(std::int64_t requests)> charge{};
    // For APIs that tell how long an answer took.
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
    // Made inside, by work in the background that has set principal and tenant.
    bool is_internal = false;
    std::string outer_base_url{}; // of such a call: what base_url() gives
    // Runs within every write of this call, behind its own decisions: durable with them.
    std::function<Result<void>(directory::Transaction&)> after_write{};

    directory::Directory& directory() const { return services.directory; }
    const model::Rows& rows() const { return services.directory.rows(); }
    // Path parameter of that name; empty when the route has none.
    std::string_view parameter(std::string_view name) const
    {
        return path.find(name).value_or(std::string_view{});
    }
    // "http://host:port/mount" as the client reached us, without a last slash. X-Forwarded-Proto
    // and X-Forwarded-Host win: the server removes them unless a trusted proxy sent them. Of a
    // request without a host only "/mount", which every client can resolve.
    std::string base_url() const;
    // The body as JSON, whatever its label; an empty one is invalid_value "body".
    Result<Json> json(NameCase names = NameCase::exact) const
    {
        return parse_json(request.body, limits::json_depth, names);
    }

    // Directory::write as this principal, in this tenant.
    template <class DecideIn>
    auto write(DecideIn&& decide) const
    {
        return services.directory.write(
            principal, tenant.id,
            [&](directory::Transaction& t)
                -> std::invoke_result_t<DecideIn, directory::Transaction&> {
                auto decided = decide(t);
                if (decided && after_write) TRY(after_write(t));
                return decided;
            });
    }
};

using Handler = Result<http::Response> (*)(RequestContext& call);

enum Flag : unsigned {
    none = 0,
    writes = 1U,         // waits for a commit: runs on the pool
    open = 2U,           // needs no credential
    bulk = 4U,           // body up to Dialect::bulk_body_limit
    slow = 8U,           // hashes passwords, reads many rows or may answer much: on a pool
    checks_scopes = 16U, // the handler checks the scopes itself, later than the pipeline would
    // Answers with what was written: without the scope `read`, only with its id and revision.
    echoes = 32U,
    // What goes to the audit log: log-ins; calls that hand out many customers; what administrators
    // and managers do.
    logs_in = 64U,
    exports = 128U,
    administers = 256U,
};

// What a scope lets a credential do with a tenant, in words that all APIs share.
enum Power : unsigned {
    can_nothing = 0,
    can_read = 1U,
    can_write = 2U,
    can_manage = 4U, // fields and credentials
    can_administer = 8U,
};

struct ScopeRow {
    std::string_view name;
    unsigned powers;
};

// How the clients of an API send the secret of a credential.
enum class SecretForm {
    plain,
    md5, // the MD5 of the password: the hash of that hex text is stored
};

// A kind of credential that the clients of an API present.
struct CredentialRow {
    model::CredentialKind kind;
    SecretForm secret = SecretForm::plain;
};

// Where a call acts. Dialects whose credential always names the tenant leave it at `credential`;
// the others check it in Dialect::before_handler.
enum class ActsIn {
    credential, // where the credential belongs
    tenant,     // in a tenant: an administrator has to name it
    system,     // in the system tenant
    either,     // in the tenant if one is named, otherwise (administrators only) in the system's
    managed,    // as `either`, for managers and administrators
};

struct Route {
    http::Verb verb;
    std::string_view path;   // "/api/v3/{storeId}/customer_groups/{groupId}"
    std::string_view scopes; // all that are needed, separated by blanks; empty: any credential
    unsigned flags;
    Handler handler;
    int claim;             // number of the promise in docs/dialects/<name>.md
    Operation operation{}; // what it takes and gives
    ActsIn acts_in = ActsIn::credential;
};

// A problem the pipeline itself found, before or after the handler.
enum class Stage {
    transport, // the HTTP layer refused (bad framing, size, time): status is already decided
    routing,   // unknown path (not_found) or wrong method (unsupported)
    authenticating,
    scope,
    handling,
};

struct Failure {
    Stage stage;
    Error error;
    int status = 0; // transport only
};

// The form of the ids that an API's clients send and store.
enum class IdForm { integer, text };

struct Dialect {
    std::string_view name;
    std::string_view mount; // prefix on the main port: "/name"; the native API has none
    std::span<const Route> routes;
    // For the API document and the reference.
    const Reference* reference = nullptr;
    // What the API calls the id of a tenant: "store_id". Tenants can have vendor numbers in it, of
    // this form. Empty: it shows our ids only.
    std::string_view tenant_id_name{};
    IdForm id_form = IdForm::integer;
    bool numbers_customers_and_groups = false; // they can have vendor numbers, too

    // Fills call.principal and call.tenant, or fails with unauthenticated, forbidden, not_found …
    Result<void> (*authenticate)(RequestContext& call);
    // Every error of this API, in its own form. `call.principal` may be empty.
    http::Response (*render)(const RequestContext& call, const Failure& failure);
    // Last touch on every answer of this API (headers); may be null.
    void (*finish)(const RequestContext& call, http::Response& response) = nullptr;

    // Runs after authentication and scopes, before the handler and before parameters are checked;
    // may be null.
    Result<void> (*before_handler)(RequestContext& call, const Route& route) = nullptr;
    // Parameters that the route's operation does not name, or that come twice, are refused.
    bool refuses_unknown_parameters = false;

    // The scopes that its credentials can have. A caller cannot give a credential more powers than
    // the caller's own has.
    std::span<const ScopeRow> scopes{};
    // The scope that shows customers and groups. Empty: each credential sees them.
    std::string_view reading_scope{};
    // The settings of tenants that only this API obeys. Their names begin with its name and a dot.
    std::span<const model::TenantSetting> tenant_settings{};
    // The kinds that its clients can present. Others could never be used, so none are made.
    std::span<const CredentialRow> credentials{};
    unsigned powers_without_scope = can_nothing; // of each credential of this API

    // Answers 404 and 405 only to callers that are authenticated; to others 401.
    bool authenticates_before_routing = false;
    bool is_slow_to_authenticate = false; // passwords on every call: always on the pool
    // Operands of its extras that it searches or sorts customers by: the index has them.
    std::span<const std::string_view> searched_extras{};
    // For APIs that pages of any origin may call: every answer allows that, OPTIONS is answered on
    // any path, and these are the headers that such a page may send. Empty: none of it.
    std::string_view browser_headers{};
    bool limits_rate_of_tenant = false; // not of each credential
    // Requests that no rate limit counts; may be null.
    bool (*is_free_of_rate_limit)(const RequestContext& call) = nullptr;
    std::string_view request_id_header = "Request-Id"; // adopted when the client sends one
    const Demo* demo = nullptr;
    // Work in the background, asked for before the first request. Each task has a thread of its
    // own and is called at the start, when somebody wakes the workers, and when it wants. May be
    // null.
    Result<std::vector<Task>> (*tasks)(Services& services) = nullptr;
    // The kinds of jobs that it offers; may be null. Each queue of them has threads of its own.
    jobs::JobKinds (*job_kinds)(Services& services, const Dispatch& dispatch) = nullptr;
    // Whether it can serve this receiver: an error's subject is the key that is wrong ("url",
    // "events"), and its message says what would be right. Null: this API has no webhooks.
    Result<void> (*check_receiver)(const Receiver& receiver) = nullptr;
    std::size_t body_limit = limits::body_bytes;
    std::size_t bulk_body_limit = limits::bulk_body_bytes;
};

// 200 with a JSON body.
http::Response json_response(std::string body, int status = 200);

} // namespace muster::dialects
