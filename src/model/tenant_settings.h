// The form of a tenant's settings. Each setting is a row: its name, type, default, the values that
// it permits, and a sentence for people. The rows of the core are here, and each API declares its
// own. Settings are checked when they are written; these readers tolerate what is stored.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/entities.h"

namespace muster::model {

enum class SettingType { flag, integer, text, list };

struct TenantSetting {
    std::string_view name; // of an API: "shop_api.is_open", where shop_api is its name
    SettingType type;
    // What it is while it is not set: the member of its type, the first element for a list.
    bool initial_flag = false;
    std::int64_t initial_integer = 0;
    std::string_view initial_text{};
    std::string_view shown_initial{}; // for people, where the member above does not say it
    std::int64_t least = std::numeric_limits<std::int64_t>::min(); // of an integer
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
    std::string_view right{}; // completes "must be …"; empty: the type and the bounds say it
    // Whether a value of the right type is permitted; for a list, asked for each of its texts.
    bool (*allows)(const Value& value) = nullptr;
    std::string_view help{};
};

// The settings that every API obeys.
std::span<const TenantSetting> core_settings();

inline constexpr TenantSetting stays_active_setting{
    .name = "stays_active_without_primary",
    .type = SettingType::flag,
    .help = "Whether a group stays active when its primary member leaves."};

// Spaces of log-in names: "*@shop.example till.shop-*".
bool are_login_spaces(const Value& value);
inline constexpr TenantSetting logins_setting{
    .name = "logins",
    .type = SettingType::text,
    .shown_initial = "none",
    .right = "names that begin or end with *, separated by blanks, such as *@shop.example",
    .allows = are_login_spaces,
    .help = "The log-in names that managers of the tenant may give to credentials."};

// "flag", "integer", …
std::string_view name_of(SettingType type);
// What completes "must be …": "true or false".
std::string right_values(const TenantSetting& setting);
// The default, for people.
std::string initial_value(const TenantSetting& setting);

// invalid_value, with the setting's name as the subject, when the value must not be stored.
Result<void> check_setting(const TenantSetting& setting, const Value& value);

// What the tenant has set, else the default; the same for a value of another type, which only an
// earlier version can have stored. Integers are moved into the bounds.
bool flag_setting(const Tenant& tenant, const TenantSetting& setting);
std::int64_t integer_setting(const Tenant& tenant, const TenantSetting& setting);
// An integer is a text of digits: a command line cannot tell them apart.
std::string text_setting(const Tenant& tenant, const TenantSetting& setting);
// A list, or a text with commas; without the setting the default, if that is not empty.
TextList list_setting(const Tenant& tenant, const TenantSetting& setting);

} // namespace muster::model
