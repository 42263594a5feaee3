// `muster serve` from top to bottom: the parts, how they are built, what is printed, when it stops.
#include "server/serve.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <thread>

#include <unistd.h>

#include "base/files.h"
#include "dialects/all.h"
#include "dialects/dispatch.h"
#include "dialects/sessions.h"
#include "directory/directory.h"
#include "directory/identity.h"
#include "directory/tenants.h"
#include "index/indexed_store.h"
#include "model/wrong_settings.h"
#include "server/audit_log.h"
#include "server/descriptors.h"
#include "server/file_modes.h"
#include "server/listeners.h"
#include "server/log.h"
#include "server/maintenance.h"
#include "server/memory.h"
#include "server/metrics/metrics.h"
#include "server/nodes/answer_gate.h"
#include "server/nodes/node_passage.h"
#include "server/nodes/turn.h"
#include "server/server_keys.h"
#include "server/signals.h"
#include "server/site_pages.h"
#include "server/systemd.h"
#include "server/task_runner.h"
#include "server/threads.h"
#include "server/web_page.h"
#include "store/awaited_store.h"
#include "store/open.h"

namespace muster::server {

namespace {

// What requests need, as long as the server runs. A member uses those above it, so the destructors
// run in a safe order.
struct ServerParts {
    SystemClock clock;
    SystemRandom random;
    // Outlives the engine, which reports to it.
    std::shared_ptr<store::StoreHealth> store_health = std::make_shared<store::StoreHealth>(
        [](const std::string& sentence) { log(LogLevel::error, "store: " + sentence); });
    AnswerGate gate;
    NodePassage passage{*gate.lease()};
    std::unique_ptr<model::Store> engine;
    std::unique_ptr<index::Index> index;
    std::unique_ptr<model::Store> store; // the engine; the index answers what it can
    std::unique_ptr<directory::Directory> directory;
    std::unique_ptr<directory::Identity> identity;
    ServerKeys keys;
    std::unique_ptr<AuditLog> audit;
    Metrics metrics;
    Health health;
    std::unique_ptr<dialects::Services> services;
    std::unique_ptr<dialects::Dispatch> dispatch;
};

std::string store_url(const ServeOptions& options)
{
    return options.store.empty() ? store::default_url(options.data) : options.store;
}

index::IndexOptions index_options(const std::string& data)
{
    index::IndexOptions options;
    options.folder = data + "/index";
    options.extras = dialects::searched_extras();
    options.memory_bytes = std::min(limits::index_bytes, usable_memory_bytes() / 2);
    options.log = [](const std::string& line) { log(LogLevel::info, "index: " + line); };
    return options;
}

// Called once for each answered request: counts it, and logs it if it failed or at level debug.
// That a node refuses all calls is logged when it begins to.
void observe(Metrics& metrics, const AnswerGate& gate, const dialects::Observation& seen)
{
    metrics.count(seen);
    const bool is_our_mistake = seen.error != nullptr && seen.error->code == Code::internal;
    const bool has_failed = seen.status >= 500 && gate.reason().empty();
    const LogLevel level = is_our_mistake || has_failed ? LogLevel::error : LogLevel::debug;
    if (!is_logged(level)) return;
    std::string line =
        "request=" + std::string(seen.request_id) + " dialect=" + std::string(seen.dialect) +
        " route=" + std::string(seen.route) + " status=" + std::to_string(seen.status) +
        " microseconds=" + std::to_string(seen.elapsed.count());
    if (seen.credential) line += " credential=" + std::to_string(seen.credential.value);
    line += " address=" + std::string(seen.peer);
    if (seen.error != nullptr) {
        line += " error=" + std::string(name_of(seen.error->code)) +
                " subject=" + quoted_text(seen.error->subject);
        if (!seen.error->detail.empty()) line += " detail=" + quoted_text(seen.error->detail);
    }
    log(level, line);
}

// A number of connections that the system does not allow is lowered, unless somebody chose it.
Result<std::size_t> room_for_connections(const ServeOptions& options)
{
    // One that is passed on to another node has two ends.
    const std::size_t ends = options.node_listener ? 2 : 1;
    const auto possible =
        TRY(make_room_for_connections(ends * options.connections.value_or(limits::connections))) /
        ends;
    if (possible >= options.connections.value_or(possible)) return possible;
    return fail(Code::invalid_value, "connections",
                "connections must be at most " + std::to_string(possible) +
                    ": the system allows no more open files, see ulimit -n or LimitNOFILE");
}

// A receiver whose tenant does not exist would never get anything.
Result<void> check_receivers(const ServeOptions& options, const directory::Directory& directory)
{
    for (std::size_t i = 0; i < options.receivers.size(); ++i) {
        const std::string& tenant = options.receivers[i].tenant;
        if (tenant.empty()) continue;
        const auto found = directory::find_tenant(directory.rows(), tenant);
        if (found) continue;
        if (found.error().code != Code::not_found) return fail(found.error());
        return fail(Code::invalid_value, "webhook",
                    options.receiver_places[i] + ": there is no tenant '" + tenant +
                        "'; it must be the slug or id of a tenant, or be left out for every "
                        "tenant");
    }
    return {};
}

std::string node_name(const ServeOptions& options)
{
    if (!options.node_name.empty()) return options.node_name;
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1);
    const auto port = options.listeners.front().port;
    return name.data() + (port == 0 ? std::string{} : ':' + std::to_string(port));
}

store::NodeOptions node_options(const ServeOptions& options, const ServerParts& parts)
{
    return {node_name(options), parts.gate.lease(), {}, node_address(options)};
}

// Of a node that stands by, the engine comes later.
Result<void> open_engine(const ServeOptions& options, ServerParts& parts)
{
    TRY(require_store_of(options.data, store_url(options)));
    if (options.standby) {
        const auto signing_key = TRY(check_key_files(options.data));
        if (!signing_key.empty()) parts.passage.set_key(signing_key);
        parts.gate.lease()->stand_by();
        parts.engine = std::make_unique<store::AwaitedStore>();
        return {};
    }
    parts.engine = TRY(
        store::open_store(store_url(options), parts.store_health, node_options(options, parts)));
    return {};
}

void make_directory_parts(const ServeOptions& options, ServerParts& parts)
{
    parts.index =
        std::make_unique<index::Index>(*parts.engine, parts.clock, index_options(options.data));
    parts.engine->set_commit_listener(parts.index.get());
    parts.store = std::make_unique<index::IndexedStore>(*parts.engine, *parts.index);
    parts.directory =
        std::make_unique<directory::Directory>(*parts.store, parts.clock, parts.random);
    parts.identity = std::make_unique<directory::Identity>(*parts.store, parts.clock, parts.random);
}

// Before the listeners of a node open that does not stand by: when one cannot, the next start no
// longer prints the key.
void print_new_key(const ServerKeys& keys, const std::string& data)
{
    if (!keys.is_new) return;
    std::cout << "Administrator key, printed only this once and stored in " << data
              << "/admin.key:\n  " << keys.administrator << std::endl;
}

// Settings that earlier versions stored unchecked: a door that was to be shut may be open.
Result<void> warn_of_wrong_settings(const directory::Directory& directory)
{
    constexpr std::size_t most_warnings = 100; // one per line of the log, at each start
    const auto known = dialects::tenant_settings();
    std::size_t found = 0;
    model::Query query;
    query.kind = model::Kind::tenant;
    query.tenant = model::system_tenant;
    query.limit = static_cast<std::int64_t>(limits::page_items);
    do {
        const auto page = TRY(directory.rows().page(query));
        for (const auto& row : page.rows) {
            const auto& tenant = std::get<model::Tenant>(row);
            for (const auto& wrong : model::wrong_settings(tenant, known)) {
                if (++found <= most_warnings) log(LogLevel::warn, model::warning_of(tenant, wrong));
            }
        }
        query.after = page.next;
    } while (query.after);
    if (found > most_warnings)
        log(LogLevel::warn, std::to_string(found - most_warnings) +
                                " more settings of tenants are wrong: muster tenant show TENANT");
    return {};
}

// What reads the store before the first call. Stops the start when something is missing.
Result<void> read_directory(const ServeOptions& options, ServerParts& parts)
{
    parts.keys = TRY(open_server_keys(*parts.directory, options.data, options.new_admin_key));
    if (!parts.keys.warning.empty()) log(LogLevel::warn, parts.keys.warning);
    parts.services->signing_key = parts.keys.signing_key;
    parts.passage.set_key(parts.keys.signing_key);
    print_new_key(parts.keys, options.data);
    TRY(check_receivers(options, *parts.directory));
    TRY(warn_of_wrong_settings(*parts.directory));
    if (options.demo && parts.keys.administrator.empty())
        return fail(Code::conflict, "demo",
                    "the demonstration needs DATA/admin.key: " + parts.keys.warning);
    return {};
}

// Writes backups into one directory, whatever the name. Empty when the engine has its own means.
std::function<Result<std::int64_t>(const std::string&)> backup_into(const ServeOptions& options)
{
    auto back_up = store::backup_of(store_url(options));
    if (!back_up) return {};
    const std::string folder =
        options.backups.empty() ? options.data + "/backups" : options.backups;
    return [back_up, folder](const std::string& name) -> Result<std::int64_t> {
        TRY(make_directory(folder));
        const std::string path = folder + '/' + name;
        TRY(back_up(path));
        std::error_code ignored; // the copy is complete; only its size is unknown
        const auto bytes = std::filesystem::file_size(path, ignored);
        return ignored ? 0 : static_cast<std::int64_t>(bytes);
    };
}

// What holds keys, secrets or personal data.
void warn_of_loose_modes(const ServeOptions& options)
{
    std::vector<std::string> paths{options.config, options.tls_key, options.backups,
                                   options.audit_log};
    for (const char* name : {"", "/admin.key", "/signing.key", "/muster.db", "/muster.db-wal",
                             "/audit.log", "/demo.json", "/index", "/jobs", "/backups"})
        paths.push_back(options.data + name);
    for (const auto& sentence : loose_modes(paths)) log(LogLevel::warn, sentence);
}

Result<void> mount_dialects(const ServeOptions& options, ServerParts& parts)
{
    parts.services = std::make_unique<dialects::Services>(dialects::Services{
        *parts.directory, *parts.identity, std::string{}, backup_into(options), options.receivers});
    parts.services->finder = parts.index.get();
    parts.services->jobs_folder = options.jobs.empty() ? options.data + "/jobs" : options.jobs;
    parts.audit = TRY(AuditLog::open(
        options.audit_log.empty() ? options.data + "/audit.log" : options.audit_log, parts.clock));
    parts.services->audit = [&parts](const dialects::AuditEvent& event) {
        parts.audit->write(event);
    };

    dialects::DispatchOptions dispatch;
    dispatch.hosts = options.hosts;
    dispatch.rates = options.rates;
    const auto is_administrator = [&parts](const http::Request& request) {
        return has_administrator_key(*parts.identity, request);
    };
    const bool names_tenants = options.metrics_name_tenants;
    dispatch.site_pages = [&parts, names_tenants, is_administrator](const http::Request& request) {
        return site_page(request,
                         {*parts.store_health, *parts.index, parts.metrics, parts.health,
                          parts.gate, parts.passage, parts.directory->quotas(),
                          *parts.services->webhooks, parts.clock, names_tenants, is_administrator});
    };
    dispatch.refusal = [&parts] { return parts.gate.refusal(); };
    dispatch.observe = [&parts](const dialects::Observation& seen) {
        observe(parts.metrics, parts.gate, seen);
    };
    parts.dispatch =
        std::make_unique<dialects::Dispatch>(*parts.services, dialects::all(), std::move(dispatch));
    return {};
}

http::ServerOptions http_options(const ServeOptions& options, ServerParts& parts,
                                 std::size_t connections)
{
    http::ServerOptions http;
    http.listeners = all_listeners(options);
    http.connections = connections;
    http.connections_per_address = std::min(
        options.connections_per_address.value_or(limits::connections_per_address), connections);
    http.trusted_proxies = options.trusted_proxies;
    if (options.node_listener) http.other_nodes = &parts.passage;
    http.certificate_file = options.tls_certificate;
    http.key_file = options.tls_key;
    return http;
}

// A link that opens the page as the administrator, once. Only for people who read this terminal:
// the output of a service goes into logs.
Result<void> print_page_link(const ServerParts& parts, const std::string& url, bool is_demo)
{
    const bool has_reader = is_demo || isatty(STDOUT_FILENO) == 1;
    const bool has_key = !parts.keys.administrator.empty();
    if (page_files().empty() || url.empty() || !has_reader || !has_key) return {};
    const auto credential =
        TRY(parts.identity->by_key(dialects::own().name, parts.keys.administrator));
    const auto link = dialects::make_signed_token(*parts.services, credential,
                                                  dialects::SignedTokenUse::entrance);
    std::cout << "The page, logged in (works once, within an hour):\n  " << url
              << "/#token=" << link.text << '\n';
    std::cout.flush();
    return {};
}

// Without a listener that speaks TLS there is nothing to read.
void reload_certificate(const ServeOptions& options, http::Server& server)
{
    if (!std::ranges::any_of(options.listeners, &http::Listener::secure)) {
        log(LogLevel::info, "SIGHUP: without https there is no certificate to read again");
        return;
    }
    const auto loaded = server.reload_certificate();
    if (loaded)
        log(LogLevel::info, "read the certificate and its key again");
    else
        log(LogLevel::error, "still using the old certificate: " + loaded.error().message);
}

using OnReady = std::function<Result<void>(const RunningServer&)>;

// What lasts longer than one life of the server.
struct Process {
    sigset_t signals;
    std::size_t connections;
    OnReady on_ready; // of the first life; may be empty
    Systemd systemd{};
    // While this thread may be busy for long. Not while it waits for signals during the work.
    std::optional<BusyAlive> busy{};
    store::NodeLease::TimePoint next_look{}; // a node that stands by takes over after that
};

enum class RunEnd {
    stopped, // by a signal
    lost,    // its place as the active node
};

// Waits at most so long. False: a signal ends the server. SIGHUP reads the certificate again.
bool wait_for_signal(const ServeOptions& options, Process& process, http::Server& server,
                     std::chrono::milliseconds most)
{
    const int signal = next_signal(process.signals, process.systemd, most);
    if (signal == SIGHUP) reload_certificate(options, server);
    return signal == 0 || signal == SIGHUP;
}

RunEnd wait_for_end(const ServeOptions& options, const ServerParts& parts, Process& process,
                    http::Server& server)
{
    const bool has_nodes = store::has_nodes(store_url(options));
    const std::chrono::milliseconds most =
        has_nodes ? limits::stand_by_look : std::chrono::hours(1);
    while (parts.gate.lease()->role() != store::NodeRole::replaced) {
        if (!wait_for_signal(options, process, server, most)) return RunEnd::stopped;
    }
    log(LogLevel::warn, "another node has taken over the database");
    return RunEnd::lost;
}

// Stands by until this node is the active one. False: a signal came first.
Result<bool> take_turn(const ServeOptions& options, ServerParts& parts, Process& process,
                       http::Server& server)
{
    auto engine = TRY(await_turn({store_url(options), parts.store_health,
                                  node_options(options, parts), parts.gate, options.data + "/index",
                                  process.next_look, [&](std::chrono::milliseconds most) {
                                      return wait_for_signal(options, process, server, most);
                                  }}));
    if (engine == nullptr) return false;
    static_cast<store::AwaitedStore&>(*parts.engine).begin(std::move(engine));
    log(LogLevel::info, "this node is the active one now");
    return true;
}

// Reads what calls need, and goes on with jobs and webhooks. From then on calls are answered.
Result<void> begin_work(const ServeOptions& options, ServerParts& parts,
                        std::unique_ptr<TaskRunner>& tasks)
{
    TRY(read_directory(options, parts));
    tasks = TRY(TaskRunner::start(*parts.services, *parts.dispatch));
    parts.gate.open();
    return {};
}

// One life of the server, from the first part to the last.
Result<RunEnd> run(ServeOptions& options, Process& process)
{
    const auto& on_ready = process.on_ready;
    ServerParts parts;
    TRY(open_engine(options, parts));
    make_directory_parts(options, parts);
    TRY(mount_dialects(options, parts));
    std::unique_ptr<TaskRunner> tasks; // ends after the last request
    std::unique_ptr<http::Server> server;
    const auto start_server = [&]() -> Result<void> {
        server = TRY(http::Server::start(http_options(options, parts, process.connections),
                                         *parts.dispatch));
        fix_ports(options, server->ports());
        return {};
    };
    if (options.standby) {
        TRY(start_server());
        if (on_ready) print_start(all_listeners(options), server->ports(), options.data);
        process.systemd.ready(); // a node that stands by is as it should be
        if (!TRY(take_turn(options, parts, process, *server))) return RunEnd::stopped;
    }
    auto begun = begin_work(options, parts, tasks);
    if (!begun && options.standby && is_store_away(begun.error())) {
        log(LogLevel::warn, "cannot take over: " + begun.error().message);
        process.next_look = store::NodeLease::now() + limits::take_over_silence; // others first
        return RunEnd::lost;
    }
    TRY(std::move(begun));
    if (!server) TRY(start_server());
    parts.health.is_ready = true;

    const auto url = main_url(options.listeners, server->ports());
    if (!options.standby) print_start(all_listeners(options), server->ports(), options.data);
    if (on_ready) {
        TRY(print_page_link(parts, url, options.demo));
        TRY(on_ready(
            {*parts.dispatch, *parts.directory, parts.keys.administrator, url, options.data}));
    }
    // Last: it loads the index tenant by tenant, and requests are served meanwhile.
    const MaintenanceThread maintenance(*parts.directory, *parts.identity, *parts.index, parts.gate,
                                        parts.services->jobs_folder);
    process.systemd.ready();
    process.busy.reset();
    const auto end = wait_for_end(options, parts, process, *server);
    process.busy.emplace(process.systemd); // until the next life waits for signals
    if (end == RunEnd::stopped) process.systemd.stopping();
    log(LogLevel::info, "stopping: finishing the requests that are running");
    parts.health.is_ready = false;
    server->stop();
    return end;
}

} // namespace

Result<void> serve(const ServeOptions& options,
                   const std::function<Result<void>(const RunningServer&)>& on_ready)
{
    const sigset_t signals = block_signals(); // before the first thread starts
    start_log(options.log_level);
    const auto connections = TRY(room_for_connections(options));
    TRY(require_threads(limits::pool_threads + std::thread::hardware_concurrency() +
                        limits::other_threads));
    TRY(make_directory(options.data));
    warn_of_loose_modes(options);
    auto now = options;
    Process process{signals, connections, on_ready};
    process.busy.emplace(process.systemd);
    while (TRY(run(now, process)) == RunEnd::lost) {
        if (!options.standby)
            return fail(Code::conflict, "store", "another node has taken over the database");
        log(LogLevel::info, "this node begins again and stands by");
        now.new_admin_key = false;
        now.demo = false;
        process.on_ready = nullptr;
    }
    return {};
}

} // namespace muster::server
