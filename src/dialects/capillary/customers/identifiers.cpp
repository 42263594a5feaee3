// Normalises identifiers and finds the customers that have them. Knows no requests.
#include "dialects/capillary/customers/identifiers.h"

#include <algorithm>

#include "base/if_found.h"
#include "base/text.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/inputs.h"
#include "directory/customers.h"
#include "model/keys.h"
#include "model/lookup.h"
#include "wire/countries.h"

namespace muster::dialects::capillary {

namespace {

using StoredAs = IdentifierType::StoredAs;

constexpr IdentifierType types[]{
    {"mobile", StoredAs::phone},
    {"email", StoredAs::email},
    {"externalId", StoredAs::external_id},
    {"id", StoredAs::user_id},
    {"cardnumber", StoredAs::alias},
    {"cardExternalId", StoredAs::alias},
    {"wechat", StoredAs::alias},
    {"martjackId", StoredAs::alias},
    {"fbId", StoredAs::alias},
    {"line", StoredAs::alias},
    {"cuid", StoredAs::alias},
    {"unionId", StoredAs::alias},
    {"facebook", StoredAs::alias},
    {"tmall_uname", StoredAs::alias},
    {"ali_uname", StoredAs::alias},
    {"jd_uname", StoredAs::alias},
    {"vip_uname", StoredAs::alias},
    {"mobilePush", StoredAs::alias},
};

constexpr std::string_view sources[]{"INSTORE", "MARTJACK",   "WECHAT", "FACEBOOK",  "WEB_ENGAGE",
                                     "TMALL",   "TAOBAO",     "JD",     "ECOMMERCE", "WEBSITE",
                                     "LINE",    "MOBILE_APP", "ALL"};

constexpr std::size_t alias_chars = 200;
constexpr std::size_t least_digits = 5; // of a mobile number with its country code
constexpr std::size_t most_digits = 15; // E.164
// The directory's key of an external id is case-sensitive, but this API compares without case: an
// external id with capitals gets a second key, the alias "folded-external-id:<lower case>". So does
// a card, for the search of groups.
constexpr std::string_view folded_id = "folded-external-id";
constexpr std::string_view folded_card = "folded-card";

std::string alias_of(const Identifier& identifier)
{
    return std::string(identifier.type->name) + ':' + identifier.value;
}

std::string folded_alias(std::string_view external_id)
{
    return std::string(folded_id) + ':' + fold(external_id);
}

std::string folded_card_alias(std::string_view number)
{
    return std::string(folded_card) + ':' + fold(number);
}

void add_alias(model::Customer& customer, std::string alias)
{
    auto& aliases = customer.aliases;
    if (std::find(aliases.begin(), aliases.end(), alias) == aliases.end()) {
        aliases.push_back(std::move(alias));
    }
}

Result<std::optional<model::Customer>> find_by(const model::Rows& rows, const model::Key& key)
{
    if (key.text.empty()) return std::optional<model::Customer>{};
    return if_found(model::find<model::Customer>(rows, key));
}

// A number of the organisation's country with the country code.
std::string international(std::string_view mobile, const OrganisationSettings& settings)
{
    const auto digits = digits_of(mobile);
    const auto code = parse_integer(settings.country_code).value_or(0);
    return settings.country_code + std::string(wire::without_trunk_zero(code, digits));
}

Result<std::optional<model::Customer>> find_by_phone(const model::Rows& rows,
                                                     model::TenantId tenant, std::string_view phone,
                                                     const OrganisationSettings& settings)
{
    auto found = TRY(find_by(rows, model::customer_phone_key(tenant, phone)));
    if (found || settings.country_code.empty()) return found;
    found = TRY(find_by(rows, model::customer_phone_key(tenant, international(phone, settings))));
    if (found) return found;
    // Numbers may have been stored with the zero.
    return find_by(rows,
                   model::customer_phone_key(tenant, settings.country_code + digits_of(phone)));
}

// Three keys are tried: the external id as given, in lower case, and the alias of its lower case.
Result<std::optional<model::Customer>>
find_by_external_id(const model::Rows& rows, model::TenantId tenant, const std::string& value)
{
    const auto key_of = [&](std::string_view text) {
        return model::external_id_key(model::Kind::customer, tenant, text);
    };
    auto found = TRY(find_by(rows, key_of(value)));
    if (found) return found;
    found = TRY(find_by(rows, key_of(fold(value))));
    if (found) return found;
    found = TRY(find_by(rows, model::customer_alias_key(tenant, folded_alias(value))));
    // Another API may have changed the external id since and knows nothing of the alias.
    if (found && fold(found->external_id) == fold(value)) return found;
    return std::optional<model::Customer>{};
}

Result<std::optional<model::Customer>> find_by_id(const model::Rows& rows, model::TenantId tenant,
                                                  std::string_view value)
{
    const auto id = entity_id(value);
    if (!id) return std::optional<model::Customer>{};
    return if_found(model::known_by<model::Customer>(rows, tenant, dialect_name, *id));
}

void erase_aliases(model::Customer& customer, std::string_view prefix)
{
    std::erase_if(customer.aliases,
                  [&](const std::string& alias) { return alias.starts_with(prefix); });
}

void set_external_id(model::Customer& customer, const std::string& value)
{
    erase_aliases(customer, std::string(folded_id) + ':');
    customer.external_id = value;
    if (!value.empty() && fold(value) != value) customer.aliases.push_back(folded_alias(value));
}

// Puts the organisation's country code, if there is one, before numbers without a country code.
std::string with_country(const std::string& mobile, const OrganisationSettings& settings)
{
    const auto digits = digits_of(mobile);
    const bool has_plus = trim(mobile).starts_with('+');
    if (settings.country_code.empty() || has_plus) return mobile;
    if (digits.starts_with(settings.country_code) && digits.size() > 10) return mobile;
    return international(mobile, settings);
}

} // namespace

const IdentifierType* find_identifier_type(std::string_view name)
{
    name = trim(name);
    if (name.ends_with('.')) name.remove_suffix(1); // "cardExternalId.", as once documented
    for (const auto& type : types) {
        if (equal_ignoring_ascii_case(type.name, name)) return &type;
    }
    return nullptr;
}

Result<std::optional<model::Customer>> find_customer(const model::Rows& rows,
                                                     model::TenantId tenant,
                                                     const Identifier& identifier,
                                                     const OrganisationSettings& settings)
{
    switch (identifier.type->stored_as) {
    case StoredAs::phone: return find_by_phone(rows, tenant, identifier.value, settings);
    case StoredAs::email: return find_by(rows, model::customer_email_key(tenant, identifier.value));
    case StoredAs::external_id: return find_by_external_id(rows, tenant, identifier.value);
    case StoredAs::user_id: return find_by_id(rows, tenant, identifier.value);
    case StoredAs::alias:
        return find_by(rows, model::customer_alias_key(tenant, alias_of(identifier)));
    }
    return std::optional<model::Customer>{};
}

Result<std::optional<model::Customer>> find_by_card(const model::Rows& rows, model::TenantId tenant,
                                                    const std::string& number)
{
    const auto* type = find_identifier_type("cardnumber");
    for (const auto& alias :
         {alias_of({type, number}), alias_of({type, fold(number)}), folded_card_alias(number)}) {
        auto found = TRY(find_by(rows, model::customer_alias_key(tenant, alias)));
        if (found) return found;
    }
    return std::optional<model::Customer>{};
}

bool is_valid(const Identifier& identifier)
{
    const std::string_view value = identifier.value;
    if (value.empty() || value.find('\0') != value.npos) return false;
    switch (identifier.type->stored_as) {
    case StoredAs::phone: {
        const auto digits = digits_of(value).size();
        const bool is_clean = value.find_first_not_of("0123456789+-(). ") == value.npos;
        return is_clean && digits >= least_digits && digits <= most_digits;
    }
    case StoredAs::email: {
        const auto at = value.find('@');
        return at != value.npos && at > 0 && at + 1 < value.size() &&
               value.find('@', at + 1) == value.npos && value.find(' ') == value.npos &&
               count_chars(value) <= limits::line_chars;
    }
    case StoredAs::external_id: return count_chars(value) <= customer_external_id_chars;
    case StoredAs::alias: return count_chars(value) <= alias_chars;
    case StoredAs::user_id: return false;
    }
    return false;
}

void set_identifier(model::Customer& customer, const Identifier& identifier,
                    const OrganisationSettings& settings)
{
    switch (identifier.type->stored_as) {
    case StoredAs::phone: customer.phone = with_country(identifier.value, settings); break;
    case StoredAs::email: customer.email = identifier.value; break;
    case StoredAs::external_id: set_external_id(customer, identifier.value); break;
    case StoredAs::user_id: break;
    case StoredAs::alias:
        add_alias(customer, alias_of(identifier));
        if (identifier.type->name == "cardnumber" && fold(identifier.value) != identifier.value) {
            add_alias(customer, folded_card_alias(identifier.value));
        }
    }
}

void remove_identifier(model::Customer& customer, const Identifier& identifier)
{
    const auto folded = fold(identifier.value);
    switch (identifier.type->stored_as) {
    case StoredAs::phone:
        if (digits_of(customer.phone) == digits_of(identifier.value)) customer.phone.clear();
        break;
    case StoredAs::email:
        if (fold(customer.email) == folded) customer.email.clear();
        break;
    case StoredAs::external_id:
        if (fold(customer.external_id) == folded) set_external_id(customer, {});
        break;
    case StoredAs::user_id: break;
    case StoredAs::alias:
        std::erase(customer.aliases, alias_of(identifier));
        if (identifier.type->name == "cardnumber") {
            std::erase(customer.aliases, folded_card_alias(identifier.value));
        }
        break;
    }
}

bool has_identifier(const model::Customer& customer, const IdentifierType& type)
{
    const auto all = identifiers_of(customer);
    return std::any_of(all.begin(), all.end(),
                       [&](const Identifier& one) { return one.type == &type; });
}

std::vector<Identifier> identifiers_of(const model::Customer& customer)
{
    std::vector<Identifier> identifiers;
    const auto add = [&](std::string_view type, std::string value) {
        if (!value.empty()) identifiers.push_back({find_identifier_type(type), std::move(value)});
    };
    add("mobile", digits_of(customer.phone));
    add("email", customer.email);
    add("externalId", customer.external_id);
    for (const auto& alias : customer.aliases) {
        const auto colon = alias.find(':');
        if (colon == alias.npos) continue;
        const auto* type = find_identifier_type(std::string_view(alias).substr(0, colon));
        if (type != nullptr) identifiers.push_back({type, alias.substr(colon + 1)});
    }
    return identifiers;
}

void write_identifiers(JsonWriter& out, std::string_view name,
                       const std::vector<Identifier>& identifiers)
{
    out.name(name).begin_array();
    for (const auto& [type, value] : identifiers) {
        out.begin_object().name("type").text(type->name);
        out.name("value").text(value).end_object();
    }
    out.end_array();
}

void write_contact(JsonWriter& out, const model::Customer& customer)
{
    if (!customer.email.empty()) out.name("email").text(customer.email);
    const auto mobile = digits_of(customer.phone);
    if (!mobile.empty()) out.name("mobile").text(mobile);
}

CustomerSource find_source(std::string_view name)
{
    for (const auto source : sources) {
        if (equal_ignoring_ascii_case(source, trim(name))) return {source};
    }
    return {};
}

std::string account_in(std::string_view source, std::string_view given)
{
    return source == "INSTORE" ? std::string{} : std::string(given);
}

} // namespace muster::dialects::capillary
