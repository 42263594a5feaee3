// Reads and writes the JSON that is kept beside a customer. Knows no requests.
#include "dialects/capillary/customers/profiles.h"

#include <algorithm>

namespace muster::dialects::capillary {

namespace {

constexpr std::string_view dialect = "capillary";

std::string text_at(const Json& object, std::string_view name)
{
    const auto* found = object.find(name);
    const auto* text = found == nullptr ? nullptr : found->as_text();
    return text == nullptr ? std::string{} : *text;
}

Json value_at(const Json& object, std::string_view name, const Json& fallback)
{
    const auto* found = object.find(name);
    return found == nullptr ? fallback : *found;
}

const Json::Array& list_at(const Json& object, std::string_view name)
{
    static const Json::Array none;
    const auto* found = object.find(name);
    const auto* list = found == nullptr ? nullptr : found->as_array();
    return list == nullptr ? none : *list;
}

Profile read_profile(const Json& json)
{
    return {text_at(json, "source"), text_at(json, "accountId"),
            value_at(json, "fields", Json::object()),
            value_at(json, "commChannels", Json::array())};
}

Json write_profile(const Profile& profile)
{
    Json json = Json::object();
    json.set("source", profile.source);
    if (!profile.account.empty()) json.set("accountId", profile.account);
    json.set("fields", profile.fields);
    json.set("commChannels", profile.channels);
    return json;
}

Json write_card(const Card& card)
{
    Json json = Json::object();
    json.set("number", card.number);
    if (!card.series.is_null()) json.set("seriesId", card.series);
    if (!card.status_label.empty()) json.set("statusLabel", card.status_label);
    return json;
}

} // namespace

CustomerExtras customer_extras(const model::Customer& customer)
{
    CustomerExtras extras;
    const auto text = customer.extras.of(dialect);
    const auto parsed = text.empty() ? Result<Json>(Json::object()) : parse_json(text);
    const Json json = parsed ? *parsed : Json::object();
    for (const auto& profile : list_at(json, "profiles")) {
        extras.profiles.push_back(read_profile(profile));
    }
    if (extras.profiles.empty()) extras.profiles.push_back({.source = "INSTORE"});
    if (auto type = text_at(json, "loyaltyType"); !type.empty()) {
        extras.loyalty_type = std::move(type);
    }
    extras.associated_with = text_at(json, "associatedWith");
    for (const auto& card : list_at(json, "cards")) {
        extras.cards.push_back({text_at(card, "number"), value_at(card, "seriesId", Json{}),
                                text_at(card, "statusLabel")});
    }
    return extras;
}

void keep_customer_extras(model::Customer& customer, const CustomerExtras& extras)
{
    Json json = Json::object();
    Json profiles = Json::array();
    for (const auto& profile : extras.profiles) profiles.push_back(write_profile(profile));
    json.set("profiles", std::move(profiles));
    json.set("loyaltyType", extras.loyalty_type);
    if (!extras.associated_with.empty()) json.set("associatedWith", extras.associated_with);
    if (!extras.cards.empty()) {
        Json cards = Json::array();
        for (const auto& card : extras.cards) cards.push_back(write_card(card));
        json.set("cards", std::move(cards));
    }
    customer.extras.set(dialect, json.text());
}

const Profile* find_profile(const CustomerExtras& extras, std::string_view source,
                            std::string_view account)
{
    const auto found =
        std::find_if(extras.profiles.begin(), extras.profiles.end(), [&](const Profile& one) {
            const bool is_source = source == "ALL" || one.source == source;
            return is_source && (account.empty() || one.account == account);
        });
    return found == extras.profiles.end() ? nullptr : &*found;
}

Profile* find_profile(CustomerExtras& extras, std::string_view source, std::string_view account)
{
    const auto* found = find_profile(std::as_const(extras), source, account);
    return found == nullptr
               ? nullptr
               : &extras.profiles[static_cast<std::size_t>(found - extras.profiles.data())];
}

bool needs_account(const CustomerExtras& extras, std::string_view source)
{
    bool has_accounts = false;
    for (const auto& profile : extras.profiles) {
        if (profile.source != source) continue;
        if (profile.account.empty()) return false;
        has_accounts = true;
    }
    return has_accounts;
}

} // namespace muster::dialects::capillary
