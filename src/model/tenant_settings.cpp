// Checks and reads settings of tenants. Knows no API.
#include "model/tenant_settings.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "model/tenant_zone.h"

namespace muster::model {

namespace {

// The directory checks that the machine knows the zone.
constexpr TenantSetting core_rows[] = {
    {.name = time_zone_setting,
     .type = SettingType::text,
     .initial_text = "UTC",
     .right = "the name of a time zone, such as Europe/Berlin",
     .help = "The time zone in which rules read dates."},
    logins_setting,
    stays_active_setting,
};

const Value* value_of(const Tenant& tenant, const TenantSetting& setting)
{
    return tenant.fields.find(setting.name);
}

TextList texts_between_commas(std::string_view text)
{
    TextList texts;
    for (const auto part : split(text, ',')) {
        if (const auto trimmed = trim(part); !trimmed.empty()) texts.emplace_back(trimmed);
    }
    return texts;
}

// nullopt: the value has another type.
std::optional<std::string> as_text(const Value& value)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    return std::nullopt;
}

std::optional<TextList> as_list(const Value& value)
{
    if (const auto* list = std::get_if<TextList>(&value)) return *list;
    if (const auto* text = std::get_if<std::string>(&value)) return texts_between_commas(*text);
    return std::nullopt;
}

bool permits(const TenantSetting& setting, const Value& value)
{
    return setting.allows == nullptr || setting.allows(value);
}

bool is_right(const TenantSetting& setting, const Value& value)
{
    switch (setting.type) {
    case SettingType::flag: return std::holds_alternative<bool>(value) && permits(setting, value);
    case SettingType::integer: {
        const auto* whole = std::get_if<std::int64_t>(&value);
        return whole != nullptr && *whole >= setting.least && *whole <= setting.most &&
               permits(setting, value);
    }
    case SettingType::text: {
        const auto text = as_text(value);
        return text && !trim(*text).empty() && permits(setting, Value{*text});
    }
    case SettingType::list: {
        const auto list = as_list(value);
        return list && !list->empty() && std::ranges::all_of(*list, [&](const std::string& text) {
                   return permits(setting, Value{text});
               });
    }
    }
    return false;
}

} // namespace

std::span<const TenantSetting> core_settings() { return core_rows; }

bool are_login_spaces(const Value& value)
{
    const auto spaces = text_of(value);
    return std::ranges::all_of(split(spaces, ' '), [](std::string_view space) {
        return space.empty() || space.starts_with('*') || space.ends_with('*');
    });
}

std::string_view name_of(SettingType type)
{
    constexpr std::array<std::string_view, 4> names{"flag", "integer", "text", "list"};
    return names[static_cast<std::size_t>(type)];
}

std::string right_values(const TenantSetting& setting)
{
    if (!setting.right.empty()) return std::string(setting.right);
    switch (setting.type) {
    case SettingType::flag: return "true or false";
    case SettingType::integer:
        if (setting.most == std::numeric_limits<std::int64_t>::max()) {
            return "a whole number, at least " + std::to_string(setting.least);
        }
        return "a whole number from " + std::to_string(setting.least) + " to " +
               std::to_string(setting.most);
    case SettingType::text: return "a text";
    case SettingType::list: return "a list of texts";
    }
    return {};
}

std::string initial_value(const TenantSetting& setting)
{
    if (!setting.shown_initial.empty()) return std::string(setting.shown_initial);
    switch (setting.type) {
    case SettingType::flag: return setting.initial_flag ? "true" : "false";
    case SettingType::integer: return std::to_string(setting.initial_integer);
    case SettingType::text:
    case SettingType::list: return std::string(setting.initial_text);
    }
    return {};
}

Result<void> check_setting(const TenantSetting& setting, const Value& value)
{
    if (is_right(setting, value)) return {};
    return fail(Code::invalid_value, std::string(setting.name), "must be " + right_values(setting));
}

bool flag_setting(const Tenant& tenant, const TenantSetting& setting)
{
    const auto* value = value_of(tenant, setting);
    const auto* flag = value == nullptr ? nullptr : std::get_if<bool>(value);
    return flag == nullptr ? setting.initial_flag : *flag;
}

std::int64_t integer_setting(const Tenant& tenant, const TenantSetting& setting)
{
    const auto* value = value_of(tenant, setting);
    const auto* whole = value == nullptr ? nullptr : std::get_if<std::int64_t>(value);
    if (whole == nullptr) return setting.initial_integer;
    return std::clamp(*whole, setting.least, setting.most);
}

std::string text_setting(const Tenant& tenant, const TenantSetting& setting)
{
    const auto* value = value_of(tenant, setting);
    const auto text = value == nullptr ? std::nullopt : as_text(*value);
    return text && !text->empty() ? *text : std::string(setting.initial_text);
}

TextList list_setting(const Tenant& tenant, const TenantSetting& setting)
{
    const auto* value = value_of(tenant, setting);
    const auto list = value == nullptr ? std::nullopt : as_list(*value);
    return list && !list->empty() ? *list : texts_between_commas(setting.initial_text);
}

} // namespace muster::model
