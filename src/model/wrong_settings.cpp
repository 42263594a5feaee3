// See wrong_settings.h.
#include "model/wrong_settings.h"

#include <algorithm>

#include "base/time_zone.h"
#include "model/tenant_zone.h"

namespace muster::model {

namespace {

std::string shown(const Value& value)
{
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    std::string texts;
    if (const auto* list = std::get_if<TextList>(&value)) {
        for (const auto& text : *list) texts += (texts.empty() ? "" : ",") + text;
    }
    return texts;
}

// The zone is checked by the directory, which knows the zones of the machine.
bool is_right_here(const TenantSetting& setting, const Value& value)
{
    if (!check_setting(setting, value)) return false;
    const bool is_zone = setting.name == time_zone_setting && !TimeZone::names().empty();
    return !is_zone || TimeZone::find(text_of(value)) != nullptr;
}

} // namespace

std::vector<WrongSetting> wrong_settings(const Tenant& tenant, std::span<const TenantSetting> known)
{
    std::vector<WrongSetting> wrong;
    for (const auto& [name, value] : tenant.fields) {
        const auto row = std::ranges::find(known, name, &TenantSetting::name);
        if (row == known.end()) {
            wrong.push_back({name, shown(value), "there is no such setting", name + '='});
        } else if (!is_right_here(*row, value)) {
            wrong.push_back({name, shown(value), "must be " + right_values(*row), name + "=VALUE"});
        }
    }
    return wrong;
}

std::string warning_of(const Tenant& tenant, const WrongSetting& wrong)
{
    return "tenant " + std::to_string(tenant.id.value) + " (" + tenant.slug + ") has the setting " +
           wrong.name + " = " + wrong.value + ", which has no effect as it is: " + wrong.problem +
           "; repair it: muster tenant set " + tenant.slug + ' ' + wrong.repair;
}

} // namespace muster::model
