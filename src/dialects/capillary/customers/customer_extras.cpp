// Reads and writes the extras of a customer. Knows no requests.
#include "dialects/capillary/customers/customer_extras.h"

#include <algorithm>

#include "dialects/capillary/capillary.h"
#include "wire/stored_json.h"

namespace muster::dialects::capillary {

namespace {

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

SourceProfile read_profile(const Json& json)
{
    return {wire::text_in(json, "source"), wire::text_in(json, "accountId"),
            value_at(json, "fields", Json::object()),
            value_at(json, "commChannels", Json::array())};
}

Json profile_json(const SourceProfile& profile)
{
    Json json = Json::object();
    json.set("source", profile.source);
    if (!profile.account.empty()) json.set("accountId", profile.account);
    json.set("fields", profile.fields);
    json.set("commChannels", profile.channels);
    return json;
}

Json card_json(const Card& card)
{
    Json json = Json::object();
    json.set("number", card.number);
    if (!card.series.is_null()) json.set("seriesId", card.series);
    if (!card.status_label.empty()) json.set("statusLabel", card.status_label);
    return json;
}

} // namespace

CapillaryExtras extras_of(const model::Customer& customer)
{
    CapillaryExtras extras;
    const Json json = wire::stored_json(std::string(customer.extras.of(dialect_name)));
    for (const auto& profile : list_at(json, "profiles")) {
        extras.profiles.push_back(read_profile(profile));
    }
    if (extras.profiles.empty()) extras.profiles.push_back({.source = "INSTORE"});
    if (auto type = wire::text_in(json, "loyaltyType"); !type.empty()) {
        extras.loyalty_type = std::move(type);
    }
    extras.associated_with = wire::text_in(json, "associatedWith");
    for (const auto& card : list_at(json, "cards")) {
        extras.cards.push_back({wire::text_in(card, "number"), value_at(card, "seriesId", Json{}),
                                wire::text_in(card, "statusLabel")});
    }
    return extras;
}

void store_extras(model::Customer& customer, const CapillaryExtras& extras)
{
    Json json = Json::object();
    Json profiles = Json::array();
    for (const auto& profile : extras.profiles) profiles.push_back(profile_json(profile));
    json.set("profiles", std::move(profiles));
    json.set("loyaltyType", extras.loyalty_type);
    if (!extras.associated_with.empty()) json.set("associatedWith", extras.associated_with);
    if (!extras.cards.empty()) {
        Json cards = Json::array();
        for (const auto& card : extras.cards) cards.push_back(card_json(card));
        json.set("cards", std::move(cards));
    }
    customer.extras.set(dialect_name, json.text());
}

const SourceProfile* find_profile(const CapillaryExtras& extras, std::string_view source,
                                  std::string_view account)
{
    const auto found =
        std::find_if(extras.profiles.begin(), extras.profiles.end(), [&](const SourceProfile& one) {
            const bool is_source = source == "ALL" || one.source == source;
            return is_source && (account.empty() || one.account == account);
        });
    return found == extras.profiles.end() ? nullptr : &*found;
}

SourceProfile* find_profile(CapillaryExtras& extras, std::string_view source,
                            std::string_view account)
{
    const auto* found = find_profile(std::as_const(extras), source, account);
    return found == nullptr
               ? nullptr
               : &extras.profiles[static_cast<std::size_t>(found - extras.profiles.data())];
}

const Card* find_card(const CapillaryExtras& extras, std::string_view number)
{
    for (const auto& card : extras.cards) {
        if (card.number == number) return &card;
    }
    return nullptr;
}

bool needs_account(const CapillaryExtras& extras, std::string_view source)
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
