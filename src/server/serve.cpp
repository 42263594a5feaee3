// Builds all parts in order and takes them down in the reverse. Decides nothing else.
#include "server/serve.h"

#include <algorithm>
#include <csignal>
#include <iostream>
#include <memory>

#include <pthread.h>

#include "base/files.h"
#include "base/text.h"
#include "dialects/all.h"
#include "dialects/dispatch.h"
#include "directory/directory.h"
#include "directory/identity.h"
#include "index/indexed_store.h"
#include "server/administrator.h"
#include "server/configuration.h"
#include "server/descriptors.h"
#include "server/housekeeper.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/site_pages.h"
#include "server/worker.h"
#include "store/open.h"

namespace muster::server {

namespace {

// Signals are taken by wait_for_signal alone: every thread made later inherits the mask.
sigset_t block_signals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // a limit on files is like a full disk: an error
    return signals;
}

Result<std::vector<http::Listener>> listeners_of(const std::vector<std::string>& texts)
{
    std::vector<http::Listener> listeners;
    bool has_main = false;
    for (const auto& text : texts) {
        auto listener = TRY(parse_listener(text));
        if (!listener.dialect.empty() && dialects::find(listener.dialect) == nullptr) {
            return fail(Code::invalid_value, "listen", "there is no dialect " + listener.dialect);
        }
        has_main = has_main || listener.dialect.empty();
        listeners.push_back(std::move(listener));
    }
    if (!has_main) listeners.insert(listeners.begin(), http::Listener{});
    return listeners;
}

Result<std::map<std::string, std::string>> hosts_of(const std::vector<std::string>& texts)
{
    std::map<std::string, std::string> hosts;
    for (const auto& text : texts) {
        const auto equals = text.find('=');
        const std::string dialect = text.substr(0, equals);
        if (equals == text.npos || dialects::find(dialect) == nullptr) {
            return fail(Code::invalid_value, "host",
                        "must be DIALECT=HOST, such as native=api.example.org, not " + text);
        }
        hosts[lower_ascii(text.substr(equals + 1))] = dialect;
    }
    return hosts;
}

Result<std::map<std::string, dialects::Rate, std::less<>>>
rates_of(const std::vector<std::string>& texts)
{
    std::map<std::string, dialects::Rate, std::less<>> rates;
    for (const auto& text : texts) {
        const auto equals = std::min(text.find('='), text.size());
        const std::string dialect = text.substr(0, equals);
        if (dialects::find(dialect) == nullptr) {
            return fail(Code::invalid_value, "rate limit",
                        "must be DIALECT=REQUESTS/UNIT, such as native=600/min, not " + text);
        }
        // The first wins: it is the command line's.
        rates.emplace(dialect, TRY(dialects::parse_rate(std::string_view(text).substr(
                                   std::min(equals + 1, text.size())))));
    }
    return rates;
}

std::string url_of(const http::Listener& listener, std::uint16_t port)
{
    const bool is_v6 = listener.host.find(':') != listener.host.npos;
    return (listener.secure ? "https://" : "http://") +
           (is_v6 ? '[' + listener.host + ']' : listener.host) + ':' + std::to_string(port);
}

void observe(Metrics& metrics, const dialects::Observation& seen)
{
    metrics.count(seen);
    const bool is_ours = seen.error != nullptr && seen.error->code == Code::internal;
    const Level level = is_ours || seen.status >= 500 ? Level::error : Level::debug;
    if (!is_logged(level)) return;
    std::string line =
        "request=" + std::string(seen.request_id) + " dialect=" + std::string(seen.dialect) +
        " route=" + std::string(seen.route) + " status=" + std::to_string(seen.status) +
        " microseconds=" + std::to_string(seen.elapsed.count());
    if (seen.error != nullptr) {
        line +=
            " error=" + std::string(name_of(seen.error->code)) + " subject=" + seen.error->subject;
        if (!seen.error->detail.empty()) line += " detail=\"" + seen.error->detail + '"';
    }
    log(level, line);
}

// Everything that lives as long as the server does, in the order in which it depends.
struct House {
    SystemClock clock;
    SystemRandom random;
    std::unique_ptr<model::Store> engine;
    std::unique_ptr<index::Index> index;
    std::unique_ptr<model::Store> store; // the engine, read with the help of the index
    std::unique_ptr<directory::Directory> directory;
    std::unique_ptr<directory::Identity> identity;
    HouseKeys keys;
    Metrics metrics;
    Health health;
    std::unique_ptr<dialects::Services> services;
    std::unique_ptr<dialects::Dispatch> dispatch;
};

index::IndexOptions index_options(const std::string& data)
{
    index::IndexOptions options;
    options.folder = data + "/index";
    options.extras = dialects::searched_extras();
    options.log = [](const std::string& line) { log(Level::info, "index: " + line); };
    return options;
}

Result<std::unique_ptr<House>> build(const ServeOptions& options)
{
    auto house = std::make_unique<House>();
    const std::string url =
        options.store.empty() ? store::default_url(options.data) : options.store;
    house->engine = TRY(store::open_store(url));
    house->index =
        std::make_unique<index::Index>(*house->engine, house->clock, index_options(options.data));
    house->engine->set_commit_listener(house->index.get());
    house->store = std::make_unique<index::IndexedStore>(*house->engine, *house->index);
    house->directory =
        std::make_unique<directory::Directory>(*house->store, house->clock, house->random);
    house->identity =
        std::make_unique<directory::Identity>(*house->store, house->clock, house->random);
    house->keys = TRY(open_house(*house->directory, options.data));
    house->services = std::make_unique<dialects::Services>(
        dialects::Services{*house->directory, *house->identity, house->keys.signing_key,
                           store::backup_of(url), options.receivers});
    house->services->finder = house->index.get();

    house->services->jobs_folder = options.data + "/jobs";

    dialects::DispatchOptions dispatch;
    dispatch.hosts = TRY(hosts_of(options.hosts));
    dispatch.rates = TRY(rates_of(options.rate_limits));
    House* raw = house.get();
    dispatch.site_pages = [raw](const http::Request& request) {
        return site_page(request, {*raw->store, *raw->index, raw->metrics, raw->health});
    };
    dispatch.observe = [raw](const dialects::Observation& seen) { observe(raw->metrics, seen); };
    house->dispatch = std::make_unique<dialects::Dispatch>(*house->services, dialects::all(),
                                                           std::move(dispatch));
    return house;
}

void print_welcome(const House& house, const std::vector<http::Listener>& listeners,
                   const std::vector<std::uint16_t>& ports, const std::string& data)
{
    std::cout << "Muster listens on:\n";
    for (std::size_t i = 0; i < listeners.size(); ++i) {
        const auto& dialect = listeners[i].dialect;
        std::cout << "  " << url_of(listeners[i], ports[i])
                  << (dialect.empty() ? "  (all APIs)" : "  (" + dialect + " at the root)") << '\n';
    }
    std::cout << "Data directory: " << data << '\n';
    if (house.keys.is_new) {
        std::cout << "Administrator key, shown this once and kept in " << data << "/admin.key:\n  "
                  << house.keys.administrator << '\n';
    }
    std::cout.flush();
}

std::string main_url(const std::vector<http::Listener>& listeners,
                     const std::vector<std::uint16_t>& ports)
{
    for (std::size_t i = 0; i < listeners.size(); ++i) {
        if (listeners[i].dialect.empty()) return url_of(listeners[i], ports[i]);
    }
    return {};
}

// Until it is time to stop. SIGHUP reads the certificate again; without TLS it is what a closed
// terminal sends, and stops like the others.
void wait_for_stop(const sigset_t& signals, bool has_tls, http::Server& server)
{
    int signal = 0;
    while (true) {
        sigwait(&signals, &signal);
        if (signal != SIGHUP || !has_tls) return;
        const auto loaded = server.reload_certificate();
        if (loaded)
            log(Level::info, "certificate and key were read again");
        else
            log(Level::error, "the certificate stays as it was: " + loaded.error().message);
    }
}

} // namespace

Result<void> serve(ServeOptions options,
                   const std::function<Result<void>(const RunningServer&)>& on_ready)
{
    const sigset_t signals = block_signals();
    options = TRY(read_configuration(std::move(options)));
    if (!start_log(options.log_level)) {
        return fail(Code::invalid_value, "log", "must be debug, info, warn or error");
    }
    TRY(make_directory(options.data));
    const auto listeners = TRY(listeners_of(options.listen));
    const auto house = TRY(build(options));

    const auto worker = TRY(Worker::start(*house->services, *house->dispatch));
    http::ServerOptions server_options;
    server_options.listeners = listeners;
    server_options.connections = make_room_for_connections(server_options.connections);
    server_options.connections_per_address =
        std::min(server_options.connections_per_address, server_options.connections);
    server_options.certificate_file = options.tls_certificate;
    server_options.key_file = options.tls_key;
    const auto server = TRY(http::Server::start(std::move(server_options), *house->dispatch));
    house->health.is_ready = true;
    print_welcome(*house, listeners, server->ports(), options.data);
    TRY(on_ready({*house->dispatch, *house->directory, house->keys.administrator,
                  main_url(listeners, server->ports()), options.data}));
    const Housekeeper housekeeper(*house->directory, *house->index);

    const bool has_tls = std::ranges::any_of(listeners, &http::Listener::secure);
    wait_for_stop(signals, has_tls, *server);
    log(Level::info, "stopping: finishing the requests that are under way");
    house->health.is_ready = false;
    server->stop();
    return {};
}

} // namespace muster::server
