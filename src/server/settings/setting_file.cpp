// See setting_file.h. The only file that includes toml++, which compiles slowly.
#include "server/settings/setting_file.h"

#include <algorithm>
#include <sstream>

#include <toml++/toml.h>

#include "base/similar.h"
#include "base/text.h"
#include "dialects/all.h"
#include "server/settings/dialect_texts.h"

namespace muster::server {

namespace {

using dialects::Receiver;

// A place in the file: its path, and the line and key of what is wrong.
class SettingFile {
public:
    explicit SettingFile(const std::string& path) : path_(path) {}

    std::string place(const toml::node& node, std::string_view key) const
    {
        return path_ + " line " + std::to_string(node.source().begin.line) + ": " +
               std::string(key);
    }
    Failure wrong(const toml::node& node, std::string_view key, std::string_view what) const
    {
        return fail(Code::invalid_value, "setting", place(node, key) + ": " + std::string(what));
    }

private:
    const std::string& path_;
};

std::string type_of(const toml::node& node)
{
    std::ostringstream text;
    text << node.type();
    return text.str();
}

std::optional<std::string> text_of(const toml::node& node)
{
    auto text = node.value_exact<std::string>();
    return text && !text->empty() ? text : std::nullopt;
}

// One or more texts. A single one needs no brackets.
std::optional<SettingTexts> texts_of(const toml::node& node)
{
    if (auto one = text_of(node)) return SettingTexts{*one};
    const auto* list = node.as_array();
    if (list == nullptr || list->empty()) return std::nullopt;
    SettingTexts texts;
    for (const auto& item : *list) {
        auto text = text_of(item);
        if (!text) return std::nullopt;
        texts.push_back(*std::move(text));
    }
    return texts;
}

// nullopt when the node has another type than the setting.
std::optional<SettingTexts> texts_of(const toml::node& node, SettingForm form)
{
    const auto one = [](std::optional<std::string> text) {
        return text ? std::optional(SettingTexts{*std::move(text)}) : std::nullopt;
    };
    switch (form) {
    case SettingForm::text: return one(text_of(node));
    case SettingForm::list: return texts_of(node);
    case SettingForm::pairs: return std::nullopt; // a table: see read_pairs()
    case SettingForm::count: {
        const auto number = node.value_exact<std::int64_t>();
        return one(number ? std::optional(std::to_string(*number)) : std::nullopt);
    }
    case SettingForm::flag: {
        const auto flag = node.value_exact<bool>();
        return one(flag ? std::optional<std::string>(*flag ? "true" : "false") : std::nullopt);
    }
    }
    return std::nullopt;
}

// How a value is written in TOML, where that differs from the command line.
std::string_view written_form(SettingForm form)
{
    switch (form) {
    case SettingForm::text: return " in quotes";
    case SettingForm::list: return " in quotes, or a list of these in brackets";
    case SettingForm::pairs: return ", written as a table: NAME = \"TEXT\"";
    case SettingForm::count:
    case SettingForm::flag: return "";
    }
    return {};
}

Failure unknown_key(const SettingFile& file, const toml::node& node, const std::string& key,
                    const std::vector<std::string>& known)
{
    const auto nearest = most_similar(key, known);
    std::string what = "there is no such key";
    if (!nearest.empty()) what += "; did you mean '" + nearest + "'?";
    if (nearest.empty()) {
        what += "; known are";
        for (const auto& name : known) what += ' ' + name;
    }
    return file.wrong(node, "'" + key + "'", what);
}

// A member of [[webhook]].
struct WebhookKey {
    std::string_view name;
    bool is_required;
    std::string_view right; // completes "must be ..."
    std::string Receiver::*text;
    std::vector<std::string> Receiver::*texts = nullptr; // in place of `text`
};

constexpr std::string_view headers_key = "headers";
constexpr std::string_view headers_right = "\"Name: value\", or a list of these in brackets";

constexpr WebhookKey webhook_keys[] = {
    {"name", true, "a text in quotes", &Receiver::name},
    {"dialect", true, "the name of an API in quotes", &Receiver::dialect},
    {"tenant", false,
     "the slug or id of a tenant in quotes, such as \"shop\" or \"1\"; leave it "
     "out for every tenant",
     &Receiver::tenant},
    {"url", true, "an address in quotes, such as \"https://crm.example.org/changes\"",
     &Receiver::url},
    {"secret", true, "a text in quotes", &Receiver::secret},
    {"events", false,
     "the name of an event in quotes, or a list of these in brackets; leave it "
     "out for all events",
     nullptr, &Receiver::events},
};

Result<void> read_headers(const SettingFile& file, const toml::node& node, Receiver& receiver)
{
    const auto lines = texts_of(node);
    if (!lines) return file.wrong(node, headers_key, "must be " + std::string(headers_right));
    for (const auto& line : *lines) {
        const auto colon = std::min(line.find(':'), line.size());
        const std::string name(trim(line.substr(0, colon)));
        const bool is_name = !name.empty() && colon < line.size() &&
                             name.find_first_of(" \t\r\n\"(),/;<=>?@[\\]{}") == name.npos;
        const bool is_one_line = line.find_first_of("\r\n") == line.npos;
        if (!is_name || !is_one_line)
            return file.wrong(node, headers_key, "must be " + std::string(headers_right));
        receiver.headers.push_back({name, std::string(trim(line.substr(colon + 1)))});
    }
    return {};
}

Result<void> read_webhook_key(const SettingFile& file, const std::string& key,
                              const toml::node& node, Receiver& receiver)
{
    if (key == headers_key) return read_headers(file, node, receiver);
    const auto* known = std::ranges::find(webhook_keys, key, &WebhookKey::name);
    if (known == std::end(webhook_keys)) {
        std::vector<std::string> names{std::string(headers_key)};
        for (const auto& one : webhook_keys) names.emplace_back(one.name);
        return unknown_key(file, node, key, names);
    }
    const auto texts =
        texts_of(node, known->texts == nullptr ? SettingForm::text : SettingForm::list);
    if (!texts) return file.wrong(node, key, "must be " + std::string(known->right));
    if (known->texts != nullptr)
        receiver.*known->texts = *texts;
    else
        receiver.*known->text = texts->front();
    return {};
}

Result<void> check_webhook(const SettingFile& file, const toml::table& table,
                           const Receiver& receiver)
{
    for (const auto& key : webhook_keys) {
        if (!key.is_required || table.contains(key.name)) continue;
        return file.wrong(table, key.name,
                          "is missing in [[webhook]]; it must be " + std::string(key.right));
    }
    const auto* dialect = dialects::find(receiver.dialect);
    if (dialect == nullptr || dialect->check_receiver == nullptr) {
        std::string known;
        for (const auto* one : dialects::all()) {
            if (one->check_receiver == nullptr) continue;
            known += (known.empty() ? "" : ", ") + std::string(one->name);
        }
        return file.wrong(*table.get("dialect"), "dialect",
                          "no API named '" + receiver.dialect +
                              "' has webhooks; it must be one of " + known);
    }
    if (const auto good = dialect->check_receiver(receiver); !good) {
        const auto* node = table.get(good.error().subject);
        return file.wrong(node == nullptr ? table : *node, good.error().subject,
                          good.error().message);
    }
    return {};
}

Result<void> read_webhook(const SettingFile& file, const toml::node& node, FileSettings& settings)
{
    const auto* table = node.as_table();
    if (table == nullptr) return file.wrong(node, "webhook", "must be written [[webhook]]");
    Receiver receiver;
    for (const auto& [key, member] : *table)
        TRY(read_webhook_key(file, std::string(key.str()), member, receiver));
    TRY(check_webhook(file, *table, receiver));
    for (const auto& other : settings.receivers) {
        if (other.name != receiver.name) continue;
        return file.wrong(*table->get("name"), "name",
                          "two webhooks are named '" + receiver.name +
                              "'; each must have a name of its own");
    }
    const auto* tenant = table->get("tenant");
    settings.receiver_places.push_back(file.place(tenant == nullptr ? node : *tenant, "tenant"));
    settings.receivers.push_back(std::move(receiver));
    return {};
}

Result<void> read_webhooks(const SettingFile& file, const toml::node& node, FileSettings& settings)
{
    const auto* list = node.as_array();
    if (list == nullptr || list->empty())
        return file.wrong(node, "webhook", "must be written [[webhook]]");
    for (const auto& item : *list) TRY(read_webhook(file, item, settings));
    if (settings.receivers.size() <= dialects::most_receivers) return {};
    return file.wrong(node, "webhook",
                      "must be given at most " + std::to_string(dialects::most_receivers) +
                          " times");
}

const Setting* find_in_file(std::string_view name)
{
    for (const auto& setting : settings()) {
        if (setting.is_in_file && setting.name == name) return &setting;
    }
    return nullptr;
}

bool is_section(std::string_view name)
{
    return std::ranges::any_of(settings(), [&](const Setting& setting) {
        return setting.is_in_file && setting.name.starts_with(std::string(name) + '.');
    });
}

Failure wrong_type(const SettingFile& file, const toml::node& node, const std::string& name,
                   const Setting& setting)
{
    const bool is_empty = node.value_exact<std::string>() == std::string{};
    return file.wrong(node, name,
                      "must be " + std::string(setting.right) +
                          std::string(written_form(setting.form)) + ", not " +
                          (is_empty ? "an empty text" : "of type " + type_of(node)));
}

// Each member of the table is a setting with a place of its own.
Result<void> read_pairs(const SettingFile& file, const Setting& setting, const toml::node& node,
                        FileSettings& found)
{
    const auto* members = node.as_table();
    if (members == nullptr || members->empty())
        return wrong_type(file, node, std::string(setting.name), setting);
    for (const auto& [key, member] : *members) {
        const std::string dialect(key.str());
        const std::string name = std::string(setting.name) + '.' + dialect;
        const auto text = text_of(member);
        if (!text) return wrong_type(file, member, name, setting);
        found.settings.push_back({&setting, {dialect + '=' + *text}, file.place(member, name)});
    }
    return {};
}

Result<void> read_table(const SettingFile& file, const toml::table& table,
                        const std::string& prefix, FileSettings& found);

Result<void> read_key(const SettingFile& file, const std::string& name, const toml::node& node,
                      FileSettings& found)
{
    if (name == "webhook") return read_webhooks(file, node, found);
    if (const auto* section = node.as_table(); section != nullptr && is_section(name))
        return read_table(file, *section, name + '.', found);
    if (is_section(name)) return file.wrong(node, name, "must be written [" + name + ']');
    const auto* setting = find_in_file(name);
    if (setting == nullptr) {
        std::vector<std::string> names{"webhook"};
        for (const auto& known : settings()) {
            if (known.is_in_file) names.emplace_back(known.name);
        }
        return unknown_key(file, node, name, names);
    }
    if (setting->form == SettingForm::pairs) return read_pairs(file, *setting, node, found);
    auto texts = texts_of(node, setting->form);
    if (!texts) return wrong_type(file, node, name, *setting);
    found.settings.push_back({setting, *std::move(texts), file.place(node, name)});
    return {};
}

Result<void> read_table(const SettingFile& file, const toml::table& table,
                        const std::string& prefix, FileSettings& found)
{
    for (const auto& [key, node] : table)
        TRY(read_key(file, prefix + std::string(key.str()), node, found));
    return {};
}

} // namespace

Result<FileSettings> parse_setting_file(const std::string& path, std::string_view content)
{
    try {
        const toml::table table = toml::parse(content);
        FileSettings found;
        TRY(read_table(SettingFile(path), table, {}, found));
        return found;
    } catch (const toml::parse_error& error) {
        return fail(Code::invalid_value, "setting",
                    path + " line " + std::to_string(error.source().begin.line) + ": " +
                        std::string(error.description()));
    }
}

} // namespace muster::server
