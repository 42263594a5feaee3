// See read_settings.h.
#include "server/settings/read_settings.h"

#include <algorithm>

#include <unistd.h>

#include "base/files.h"
#include "base/similar.h"
#include "base/text.h"
#include "server/settings/setting_file.h"
#include "store/open.h"

namespace muster::server {

namespace {

constexpr std::string_view variable_prefix = "MUSTER_";
// Kubernetes gives its containers such variables for a service that is named muster.
constexpr std::string_view foreign_prefixes[] = {"MUSTER_SERVICE_", "MUSTER_PORT"};

Failure wrong_at(const std::string& place, const Error& error)
{
    return fail(Code::invalid_value, "setting", place + ": " + error.message);
}

// Reads the three places in the order of their priority, and remembers which place gave a setting.
class SettingReader {
public:
    explicit SettingReader(const GivenSettings& given) : given_(given) {}

    Result<ServeOptions> read()
    {
        TRY(check_variables());
        // First, the two settings that say where the file is.
        for (const auto& setting : settings()) {
            if (!setting.is_in_file) TRY(apply_given(setting));
        }
        TRY(apply_file());
        for (const auto& setting : settings()) {
            if (setting.is_in_file) TRY(apply_given(setting));
        }
        TRY(check_effects());
        return std::move(options_);
    }

private:
    // A variable with a typing error would go unnoticed.
    Result<void> check_variables() const
    {
        std::vector<std::string> known;
        for (const auto& setting : settings()) known.emplace_back(setting.variable);
        for (const auto name : client_variables) known.emplace_back(name);
        for (const auto& [name, text] : given_.environment) {
            if (std::ranges::find(known, name) != known.end()) continue;
            std::string what = name + ": there is no such variable";
            const auto meant = did_you_mean(name, known);
            what += meant.empty() ? "; see `muster settings`" : meant;
            return fail(Code::invalid_value, "setting", what);
        }
        return {};
    }

    Result<void> apply(const Setting& setting, const SettingTexts& texts, const std::string& place)
    {
        const bool is_empty = texts.empty() || std::ranges::any_of(texts, &std::string::empty);
        const auto result = is_empty ? wrong_setting(std::string(setting.right) + ", not empty")
                                     : setting.apply(texts, options_);
        if (!result) return wrong_at(place, result.error());
        places_[setting.name] = place;
        return {};
    }

    Result<void> apply_given(const Setting& setting)
    {
        const bool is_single =
            setting.form != SettingForm::list && setting.form != SettingForm::pairs;
        const auto variable = given_.environment.find(std::string(setting.variable));
        if (variable != given_.environment.end()) {
            const SettingTexts whole{variable->second};
            const std::string shown = setting.is_shown ? '=' + variable->second : std::string{};
            TRY(apply(setting, is_single ? whole : pieces(variable->second),
                      variable->first + shown));
        }
        const auto option = given_.options.find(setting.name);
        if (option == given_.options.end() || option->second.empty()) return {};
        std::string place(setting.option);
        for (const auto& text : option->second) {
            if (setting.is_shown) place += ' ' + text;
        }
        if (is_single && option->second.size() > 1)
            return fail(Code::invalid_value, "setting", place + ": must be given once");
        return apply(setting, option->second, place);
    }

    static SettingTexts pieces(std::string_view text)
    {
        SettingTexts texts;
        for (const auto piece : split(text, ',')) texts.emplace_back(trim(piece));
        return texts;
    }

    Result<void> apply_file()
    {
        const bool is_named = !options_.config.empty();
        if (!is_named) options_.config = options_.data + "/muster.toml";
        const auto content = read_file(options_.config);
        if (!content && !is_named && content.error().code == Code::not_found) return {};
        if (!content) return fail(content.error());
        auto file = TRY(parse_setting_file(options_.config, *content));
        for (const auto& one : file.settings) TRY(apply(*one.setting, one.texts, one.place));
        options_.receivers = std::move(file.receivers);
        options_.receiver_places = std::move(file.receiver_places);
        return {};
    }

    // A setting that changes nothing is a mistake that nobody would notice.
    Result<void> check_effects() const
    {
        const bool has_tls = std::ranges::any_of(options_.listeners, &http::Listener::secure);
        const bool has_main = std::ranges::any_of(
            options_.listeners, [](const auto& one) { return one.dialect.empty(); });
        TRY(needs("tls.certificate", has_tls, "a listener that begins with https://"));
        TRY(needs("tls.key", has_tls, "a listener that begins with https://"));
        const bool has_nodes = store::has_nodes(options_.store);
        TRY(needs("standby", has_nodes || !options_.standby, "a store in PostgreSQL"));
        TRY(needs("node_name", has_nodes, "a store in PostgreSQL"));
        TRY(needs("node_address", options_.standby, "the setting standby"));
        TRY(needs("demo_data", options_.demo, "the setting demo"));
        TRY(needs("host", has_main, "a listener without a dialect"));
        TRY(needs("demo", !options_.demo || has_main, "a listener without a dialect"));
        if (has_tls && (options_.tls_certificate.empty() || options_.tls_key.empty()))
            return fail(Code::invalid_value, "setting",
                        place_of("listen") +
                            ": a listener that begins with https:// needs the settings "
                            "tls.certificate and tls.key");
        if (options_.metrics_listener) TRY(check_metrics_listener());
        const auto all = options_.connections.value_or(limits::connections);
        if (options_.connections_per_address.value_or(0) > all)
            return fail(Code::invalid_value, "setting",
                        place_of("connections_per_address") + ": must be at most connections, " +
                            std::to_string(all));
        return {};
    }

    Result<void> check_metrics_listener() const
    {
        const auto& metrics = *options_.metrics_listener;
        const bool is_taken =
            metrics.port != 0 && std::ranges::any_of(options_.listeners, [&](const auto& one) {
                return one.port == metrics.port && one.host == metrics.host;
            });
        if (!is_taken) return {};
        return fail(Code::invalid_value, "setting",
                    place_of("metrics.listen") + ": must not be an address of " +
                        place_of("listen"));
    }

    Result<void> needs(std::string_view name, bool has_it, std::string_view what) const
    {
        if (has_it || !places_.contains(name)) return {};
        return fail(Code::invalid_value, "setting",
                    place_of(name) + ": has no effect without " + std::string(what));
    }

    std::string place_of(std::string_view name) const
    {
        const auto place = places_.find(name);
        return place == places_.end() ? std::string(name) : place->second;
    }

    const GivenSettings& given_;
    ServeOptions options_;
    std::map<std::string_view, std::string> places_; // of the settings that were given
};

} // namespace

std::map<std::string, std::string> read_environment()
{
    std::map<std::string, std::string> variables;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const auto equals = text.find('=');
        const bool is_foreign = std::ranges::any_of(
            foreign_prefixes, [&](std::string_view prefix) { return text.starts_with(prefix); });
        if (!text.starts_with(variable_prefix) || equals == text.npos || is_foreign) continue;
        variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return variables;
}

Result<ServeOptions> read_settings(const GivenSettings& given)
{
    return SettingReader(given).read();
}

} // namespace muster::server
