// The rows of the settings, and how they are read. Stores nothing.
#include "dialects/capillary/settings.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/capillary/customers/identifiers.h"

namespace muster::dialects::capillary {

namespace {

using model::SettingType;
using model::TenantSetting;

constexpr std::int64_t longest_lifetime = 30 * 86'400; // the longest that the vendor has issued
constexpr std::int64_t widest_offset = 14 * 60;        // of any time zone, in minutes

bool is_country_code(const model::Value& value)
{
    const auto text = model::text_of(value);
    return text.size() <= 3 && text.find_first_not_of("0123456789") == text.npos &&
           !text.starts_with('0');
}

namespace rows {

constexpr TenantSetting groups_enabled{
    .name = "capillary.groups_enabled",
    .type = SettingType::flag,
    .initial_flag = true,
    .help = "CONF_USER_GROUP_ENABLED: whether the calls of groups work; otherwise they get 403."};
constexpr TenantSetting max_group_size{
    .name = "capillary.max_group_size",
    .type = SettingType::integer,
    .initial_integer = 30'000,
    .least = 1,
    .help = "CONF_MAX_FLEET_GROUP_SIZE: how many members a group can have."};
constexpr TenantSetting user_group_size{
    .name = "capillary.user_group_size",
    .type = SettingType::integer,
    .initial_integer = std::numeric_limits<std::int64_t>::max(),
    .shown_initial = "none",
    .least = 1,
    .help = "CONF_USER_GROUP_SIZE: a second limit of the members of a group."};
constexpr TenantSetting rejects_empty_fields{
    .name = "capillary.rejects_empty_field_values",
    .type = SettingType::flag,
    .initial_flag = true,
    .help = "CONF_REJECT_EMPTY_OR_NULL_EF_VALUES: whether empty extended fields are refused."};
constexpr TenantSetting business_error_status{
    .name = "capillary.business_error_status",
    .type = SettingType::integer,
    .initial_integer = 200,
    .right = "200 or 400",
    .allows =
        [](const model::Value& status) {
            return status == model::Value{std::int64_t{200}} ||
                   status == model::Value{std::int64_t{400}};
        },
    .help = "The HTTP status of answers that have only errors."};
constexpr TenantSetting mobile_required{
    .name = "capillary.mobile_required",
    .type = SettingType::flag,
    .help = "Whether customers without a mobile number are refused."};
constexpr TenantSetting primary_identifier{
    .name = "capillary.primary_identifier",
    .type = SettingType::text,
    .initial_text = "mobile",
    .right = "the type of an identifier, such as mobile, email or externalId",
    .allows =
        [](const model::Value& type) {
            return find_identifier_type(model::text_of(type)) != nullptr;
        },
    .help = "The identifier that decides when a lookup has several."};
constexpr TenantSetting country_code{
    .name = "capillary.default_country_code",
    .type = SettingType::text,
    .shown_initial = "none",
    .right = "the 1 to 3 digits of a country's calling code, such as 91",
    .allows = is_country_code,
    .help = "The digits that are put before phone numbers without a plus."};
constexpr TenantSetting utc_offset{.name = "capillary.utc_offset_minutes",
                                   .type = SettingType::integer,
                                   .least = -widest_offset,
                                   .most = widest_offset,
                                   .help = "The zone of instants in answers, in minutes from UTC."};
// Real clients reuse a token for an hour and ignore "ttlSeconds", so a shorter default would break
// them.
constexpr TenantSetting token_lifetime{.name = "capillary.token_lifetime_seconds",
                                       .type = SettingType::integer,
                                       .initial_integer = 3600,
                                       .least = 1,
                                       .most = longest_lifetime,
                                       .help = "How long an OAuth token is valid."};

} // namespace rows

} // namespace

const TenantSetting organisation_settings[10] = {
    rows::groups_enabled,       rows::max_group_size,        rows::user_group_size,
    rows::rejects_empty_fields, rows::business_error_status, rows::mobile_required,
    rows::primary_identifier,   rows::country_code,          rows::utc_offset,
    rows::token_lifetime};

OrganisationSettings settings_of(const model::Tenant& tenant)
{
    using model::flag_setting;
    using model::integer_setting;
    OrganisationSettings settings;
    settings.groups_enabled = flag_setting(tenant, rows::groups_enabled);
    settings.max_group_size = std::min(integer_setting(tenant, rows::max_group_size),
                                       integer_setting(tenant, rows::user_group_size));
    settings.rejects_empty_fields = flag_setting(tenant, rows::rejects_empty_fields);
    settings.business_error_status =
        integer_setting(tenant, rows::business_error_status) == 400 ? 400 : 200;
    settings.mobile_required = flag_setting(tenant, rows::mobile_required);
    settings.primary_identifier = text_setting(tenant, rows::primary_identifier);
    settings.country_code = text_setting(tenant, rows::country_code);
    settings.utc_offset = std::chrono::minutes(integer_setting(tenant, rows::utc_offset));
    settings.token_lifetime = std::chrono::seconds(integer_setting(tenant, rows::token_lifetime));
    return settings;
}

} // namespace muster::dialects::capillary
