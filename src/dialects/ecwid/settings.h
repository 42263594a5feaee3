// The settings of a store that change how this API behaves.
#pragma once

#include <algorithm>

#include "base/text.h"
#include "model/tenant_settings.h"

namespace muster::dialects::ecwid::store_settings {

using model::SettingType;
using model::TenantSetting;

// The form of a language's code: "en", "pt_BR". There is no list of those that the vendor knows.
inline bool is_language_code(const model::Value& value)
{
    const auto code = lower_ascii(model::text_of(value));
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto end = std::ranges::find_if_not(code, is_letter);
    const auto letters = end - code.begin();
    if (letters != 2 && letters != 3) return false;
    if (end == code.end()) return true;
    const bool is_joined = *end == '-' || *end == '_';
    return is_joined && end + 1 != code.end() && std::all_of(end + 1, code.end(), [&](char c) {
               return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
           });
}

inline bool is_web_address(const model::Value& value)
{
    const auto url = lower_ascii(model::text_of(value));
    const auto host = url.find("://") + 3;
    return (url.starts_with("http://") || url.starts_with("https://")) && url.size() > host &&
           url.find_first_of(" \t\r\n\"<>") == url.npos;
}

inline constexpr TenantSetting is_suspended{
    .name = "ecwid.suspended",
    .type = SettingType::flag,
    .help = "Whether every call of the store is refused with 402."};
inline constexpr TenantSetting has_customer_groups{
    .name = "ecwid.customer_groups",
    .type = SettingType::flag,
    .initial_flag = true,
    .help = "Whether the store's plan has customer groups; without, calls of groups get 402."};
inline constexpr TenantSetting languages{
    .name = "ecwid.languages",
    .type = SettingType::list,
    .shown_initial = "all are allowed, the profile shows en",
    .right = "codes of languages, such as en,pt_BR",
    .allows = is_language_code,
    .help = "The languages that customers of the store can have, the default one first."};
inline constexpr TenantSetting store_url{.name = "ecwid.store_url",
                                         .type = SettingType::text,
                                         .shown_initial = "the address of this API",
                                         .right = "an address that begins with https:// or http://",
                                         .allows = is_web_address,
                                         .help = "The address of the store in its profile."};

inline constexpr TenantSetting all[] = {is_suspended, has_customer_groups, languages, store_url};

} // namespace muster::dialects::ecwid::store_settings
