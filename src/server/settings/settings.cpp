// The rows of the table, and how each text becomes an option. Reads no file.
#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include <unistd.h>

#include "base/text.h"
#include "server/log.h"
#include "server/settings/dialect_texts.h"
#include "server/settings/setting.h"
#include "store/open.h"

namespace muster::server {

namespace {

using Texts = SettingTexts;

// More than any machine can have: a number above is a typing error.
constexpr std::int64_t most_connections = 1'000'000;

template <std::string ServeOptions::*member>
Result<void> set_text(const Texts& texts, ServeOptions& options)
{
    options.*member = texts.front();
    return {};
}

template <std::optional<std::size_t> ServeOptions::*member>
Result<void> set_count(const Texts& texts, ServeOptions& options)
{
    const auto number = parse_integer(texts.front());
    if (!number || *number < 1 || *number > most_connections)
        return wrong_setting("a whole number from 1 to 1000000, such as 1024");
    options.*member = static_cast<std::size_t>(*number);
    return {};
}

template <bool ServeOptions::*member>
Result<void> set_flag(const Texts& texts, ServeOptions& options)
{
    const std::string& text = texts.front();
    if (text != "true" && text != "false") return wrong_setting("true or false");
    options.*member = text == "true";
    return {};
}

// A directory that is not there yet is made.
template <std::string ServeOptions::*member>
Result<void> set_directory(const Texts& texts, ServeOptions& options)
{
    std::error_code ignored; // what cannot be looked at cannot be opened later, which says why
    const auto status = std::filesystem::status(texts.front(), ignored);
    if (std::filesystem::exists(status) && !std::filesystem::is_directory(status))
        return wrong_setting("a directory, and there is something else");
    return set_text<member>(texts, options);
}

template <std::string ServeOptions::*member>
Result<void> set_readable_file(const Texts& texts, ServeOptions& options)
{
    const std::string& path = texts.front();
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
        return wrong_setting("a file, and there is a directory");
    if (::access(path.c_str(), R_OK) != 0)
        return wrong_setting("a file that the server can read: " +
                             std::generic_category().message(errno));
    return set_text<member>(texts, options);
}

Result<void> set_store(const Texts& texts, ServeOptions& options)
{
    TRY(store::check_url(texts.front()));
    options.store = texts.front();
    return {};
}

Result<void> set_listeners(const Texts& texts, ServeOptions& options)
{
    options.listeners = TRY(parse_listeners(texts));
    return {};
}

// A place that names hosts of a dialect replaces those that an earlier place named.
Result<void> set_hosts(const Texts& texts, ServeOptions& options)
{
    const auto hosts = TRY(parse_hosts(texts));
    for (const auto& named : hosts) {
        std::erase_if(options.hosts,
                      [&](const auto& known) { return known.second == named.second; });
    }
    for (const auto& [host, dialect] : hosts) {
        const auto [known, is_new] = options.hosts.emplace(host, dialect);
        if (is_new) continue;
        return fail(Code::invalid_value, "setting",
                    "two APIs have the host " + host + ": " + known->second + " and " + dialect);
    }
    return {};
}

Result<void> set_rates(const Texts& texts, ServeOptions& options)
{
    for (auto& [dialect, rate] : TRY(parse_rates(texts))) options.rates[dialect] = rate;
    return {};
}

Result<void> set_proxies(const Texts& texts, ServeOptions& options)
{
    options.trusted_proxies.clear();
    for (const auto& text : texts) {
        const auto range = http::AddressRange::parse(text);
        if (!range) return wrong_setting("addresses or ranges, such as 127.0.0.1 and 10.0.0.0/8");
        options.trusted_proxies.push_back(*range);
    }
    return {};
}

Result<void> set_metrics_listener(const Texts& texts, ServeOptions& options)
{
    options.metrics_listener = TRY(parse_plain_listener(texts.front()));
    return {};
}

// The address is bound here and called by other machines: "any address" would be no good.
Result<void> set_node_address(const Texts& texts, ServeOptions& options)
{
    constexpr std::string_view right = "IP:PORT, such as 10.0.0.1:8090";
    auto listener = parse_plain_listener(texts.front());
    const auto address = listener ? http::parse_address(listener->host) : std::nullopt;
    const bool is_any =
        address == http::parse_address("::") || address == http::parse_address("0.0.0.0");
    if (!address || is_any) return wrong_setting(right);
    options.node_listener = *std::move(listener);
    return {};
}

Result<void> set_log_level(const Texts& texts, ServeOptions& options)
{
    if (!is_log_level(texts.front())) return wrong_setting("debug, info, warn or error");
    options.log_level = texts.front();
    return {};
}

constexpr Setting setting_table[] = {
    {"data", SettingForm::text, "--data", "MUSTER_DATA", "muster-data", "a directory",
     "Data directory: database, index, jobs and keys", set_directory<&ServeOptions::data>, true,
     false},
    {"config", SettingForm::text, "--config", "MUSTER_CONFIG", "DATA/muster.toml if it exists",
     "a TOML file", "File with settings and webhooks", set_text<&ServeOptions::config>, true,
     false},
    {"store", SettingForm::text, "--store", "MUSTER_STORE", store::default_url_form,
     store::url_forms, "Where customers and groups are stored", set_store, false},
    {"standby", SettingForm::flag, "--standby", "MUSTER_STANDBY", "false", "true or false",
     "While another node uses the PostgreSQL database: wait, and take over when it ends",
     set_flag<&ServeOptions::standby>},
    {"node_name", SettingForm::text, "--node-name", "MUSTER_NODE_NAME",
     "the machine's name and the port", "a text such as db-1", "What the other nodes call this one",
     set_text<&ServeOptions::node_name>},
    {"node_address", SettingForm::text, "--node-address", "MUSTER_NODE_ADDRESS", "none",
     "IP:PORT, such as \"10.0.0.1:8090\"",
     "IP:PORT at which the other nodes reach this one. While it stands by, it then passes calls on "
     "to the active one",
     set_node_address},
    {"jobs", SettingForm::text, "--jobs", "MUSTER_JOBS", "DATA/jobs", "a directory",
     "Directory of the files of imports, exports and other jobs. Several nodes need the same one",
     set_directory<&ServeOptions::jobs>},
    {"listen", SettingForm::list, "--listen", "MUSTER_LISTEN", "127.0.0.1:8080",
     "[DIALECT=][https://]HOST:PORT, such as \"127.0.0.1:8080\"",
     "[DIALECT=][https://]HOST:PORT, repeatable. With a dialect, the port serves only that API, "
     "at its root",
     set_listeners},
    {"host", SettingForm::pairs, "--host", "MUSTER_HOST", "none",
     "DIALECT=HOST, such as native=api.example.org",
     "DIALECT=HOST, repeatable: serve the dialect at the root for requests with this Host header",
     set_hosts},
    {"rate_limit", SettingForm::pairs, "--rate-limit", "MUSTER_RATE_LIMIT", "no limit",
     "DIALECT=REQUESTS/UNIT, such as native=600/min",
     "DIALECT=REQUESTS/UNIT, repeatable: the number of requests that each caller of the dialect "
     "may send. Units: s, min, h, day",
     set_rates},
    {"tls.certificate", SettingForm::text, "--tls-cert", "MUSTER_TLS_CERT", "none", "a PEM file",
     "PEM file with the certificate and its chain, for https listeners. SIGHUP reads certificate "
     "and key again",
     set_readable_file<&ServeOptions::tls_certificate>},
    {"tls.key", SettingForm::text, "--tls-key", "MUSTER_TLS_KEY", "none", "a PEM file",
     "PEM file with the key of the certificate", set_readable_file<&ServeOptions::tls_key>},
    {"connections", SettingForm::count, "--connections", "MUSTER_CONNECTIONS", "4096",
     "a whole number above 0, such as 4096", "Connections at a time, in all",
     set_count<&ServeOptions::connections>},
    {"connections_per_address", SettingForm::count, "--connections-per-address",
     "MUSTER_CONNECTIONS_PER_ADDRESS", "1024", "a whole number above 0, such as 1024",
     "Connections at a time from one address (IPv6: from one /64)",
     set_count<&ServeOptions::connections_per_address>},
    {"trusted_proxies", SettingForm::list, "--trusted-proxy", "MUSTER_TRUSTED_PROXIES", "none",
     "addresses or ranges, such as \"127.0.0.1\" and \"10.0.0.0/8\"",
     "Address or range of a proxy whose X-Forwarded headers count, repeatable", set_proxies},
    {"metrics.listen", SettingForm::text, "--metrics-listen", "MUSTER_METRICS_LISTEN", "none",
     "HOST:PORT, such as \"127.0.0.1:9090\"",
     "HOST:PORT that serves only /metrics, /health and /ready, without a key. Elsewhere /metrics "
     "needs the key of an administrator",
     set_metrics_listener},
    {"metrics.tenants", SettingForm::flag, "--metrics-tenants", "MUSTER_METRICS_TENANTS", "false",
     "true or false", "Name tenants and their fields in the metrics of the index",
     set_flag<&ServeOptions::metrics_name_tenants>},
    {"backups", SettingForm::text, "--backups", "MUSTER_BACKUPS", "DATA/backups", "a directory",
     "Directory in which `muster backup` writes files", set_directory<&ServeOptions::backups>},
    {"audit_log", SettingForm::text, "--audit-log", "MUSTER_AUDIT_LOG", "DATA/audit.log", "a file",
     "File for log-ins, refusals, exports and what administrators do",
     set_text<&ServeOptions::audit_log>},
    {"log", SettingForm::text, "--log", "MUSTER_LOG", "info", "debug, info, warn or error",
     "Log level: debug, info, warn or error", set_log_level},
    {"new_admin_key", SettingForm::flag, "--new-admin-key", "MUSTER_NEW_ADMIN_KEY", "false",
     "true or false",
     "Revoke the administrator's key that an earlier start made, and store a new one in "
     "DATA/admin.key",
     set_flag<&ServeOptions::new_admin_key>, true, false},
    {"demo", SettingForm::flag, "--demo", "MUSTER_DEMO", "false", "true or false",
     "Create a demonstration tenant at the first start", set_flag<&ServeOptions::demo>},
    {"demo_data", SettingForm::text, "--demo-data", "MUSTER_DEMO_DATA", "made-up customers",
     "a CSV file", "CSV file with the customers of the demonstration",
     set_readable_file<&ServeOptions::demo_data>},
};

} // namespace

std::span<const Setting> settings() { return setting_table; }

std::string_view name_of(SettingForm form)
{
    switch (form) {
    case SettingForm::text: return "text";
    case SettingForm::count: return "number";
    case SettingForm::flag: return "true or false";
    case SettingForm::list: return "texts";
    case SettingForm::pairs: return "dialect to text";
    }
    return {};
}

Failure wrong_setting(std::string_view right)
{
    return fail(Code::invalid_value, "setting", "must be " + std::string(right));
}

} // namespace muster::server
