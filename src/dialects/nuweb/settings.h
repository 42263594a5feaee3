// The settings of a company that change how this API behaves.
#pragma once

#include "model/tenant_settings.h"
#include "wire/currencies.h"

namespace muster::dialects::nuweb {

enum class ApiAccess { none = 1, read = 2, write = 3 };

bool is_language_tag(const model::Value& value); // languages/language.cpp

namespace company_settings {

using model::SettingType;
using model::TenantSetting;

inline constexpr TenantSetting api_access{.name = "nuweb.api_access",
                                          .type = SettingType::integer,
                                          .initial_integer =
                                              static_cast<std::int64_t>(ApiAccess::write),
                                          .least = static_cast<std::int64_t>(ApiAccess::none),
                                          .most = static_cast<std::int64_t>(ApiAccess::write),
                                          .right = "1 (nothing), 2 (read) or 3 (read and write)",
                                          .help = "What this API may do in the company."};
inline constexpr TenantSetting signs_on{
    .name = "nuweb.sso",
    .type = SettingType::flag,
    .initial_flag = true,
    .help = "Whether customers can have a customerSsoId, the id of single sign-on."};
inline constexpr TenantSetting currencies{.name = "nuweb.currencies",
                                          .type = SettingType::list,
                                          .shown_initial = "the twelve most usual ones",
                                          .right = "codes of ISO 4217, such as EUR,CHF",
                                          .allows =
                                              [](const model::Value& code) {
                                                  return wire::find_currency(
                                                             model::text_of(code)) != nullptr;
                                              },
                                          .help = "The currencies of the company."};
inline constexpr TenantSetting currency_id{
    .name = "nuweb.currency_id",
    .type = SettingType::integer,
    .initial_integer = 1,
    .right = "the id of a currency, as GET /v1/currencies shows it",
    .allows =
        [](const model::Value& id) {
            for (const auto& currency : wire::currencies())
                if (currency.id == std::get<std::int64_t>(id)) return true;
            return false;
        },
    .help = "The primary currency of the company."};
inline constexpr TenantSetting languages{.name = "nuweb.languages",
                                         .type = SettingType::list,
                                         .shown_initial = "all",
                                         .right = "of en, de, fr, es, it",
                                         .allows = is_language_tag,
                                         .help = "The languages of the company's answers."};
inline constexpr TenantSetting fallback_language{
    .name = "nuweb.fallback_language",
    .type = SettingType::text,
    .initial_text = "en",
    .right = "one of en, de, fr, es, it",
    .allows = is_language_tag,
    .help = "The language for callers who ask for none of the company's."};

inline constexpr TenantSetting all[] = {api_access,  signs_on,  currencies,
                                        currency_id, languages, fallback_language};

} // namespace company_settings

} // namespace muster::dialects::nuweb
