// Reads and writes the extras of a customer. Knows no requests.
#include "dialects/capillary/customers/customer_extras.h"

#include <algorithm>

#include "base/limits.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/customers/identifiers.h"
#include "wire/record.h"

namespace muster::dialects::capillary {

namespace {

using wire::Absent;
using wire::row;

constexpr std::size_t any_length = limits::bulk_body_bytes; // what a body could bring

void write_fields(JsonWriter& out, const SourceProfile& profile) { out.value(profile.fields); }
Result<void> restore_fields(const Json& json, SourceProfile& profile)
{
    profile.fields = json;
    return {};
}
void write_channels(JsonWriter& out, const SourceProfile& profile) { out.value(profile.channels); }
Result<void> restore_channels(const Json& json, SourceProfile& profile)
{
    profile.channels = json;
    return {};
}

constexpr auto profile_table = wire::record(
    {{}}, row<&SourceProfile::source>("source", wire::text_codec),
    row<&SourceProfile::account>("accountId", wire::text_codec),
    wire::custom<write_fields, restore_fields>("fields", R"({"type": "object"})"),
    wire::custom<write_channels, restore_channels>("commChannels", R"({"type": "array"})"));

void write_series(JsonWriter& out, const Card& card) { out.value(card.series); }
Result<void> restore_series(const Json& json, Card& card)
{
    card.series = json;
    return {};
}
bool has_series(const Card& card) { return !card.series.is_null(); }

constexpr auto card_table =
    wire::record({{}}, row<&Card::number>("number", wire::text_codec).with(Absent::empty_text),
                 wire::custom<write_series, restore_series, has_series>("seriesId", "{}"),
                 row<&Card::status_label>("statusLabel", wire::text_codec).at_most(any_length));

constexpr auto extras_table = wire::record(
    {{}}, wire::list<&CapillaryExtras::profiles, profile_table>("profiles"),
    row<&CapillaryExtras::loyalty_type>("loyaltyType", wire::text_codec),
    row<&CapillaryExtras::associated_with>("associatedWith", wire::text_codec).at_most(any_length),
    wire::list<&CapillaryExtras::cards, card_table>("cards").with(Absent::omitted));

} // namespace

CapillaryExtras extras_of(const model::Customer& customer)
{
    auto extras = wire::restored(extras_table, customer.extras.of(dialect_name));
    if (extras.profiles.empty()) extras.profiles.push_back({.source = "INSTORE"});
    for (auto& profile : extras.profiles) {
        profile.account = account_in(profile.source, profile.account);
    }
    if (extras.loyalty_type.empty()) extras.loyalty_type = "loyalty";
    return extras;
}

void store_extras(model::Customer& customer, const CapillaryExtras& extras)
{
    customer.extras.set(dialect_name, wire::stored_text(extras_table, extras));
}

bool is_named(const SourceProfile& profile, std::string_view source, std::string_view account)
{
    const bool is_source = source == "ALL" || profile.source == source;
    return is_source && (account.empty() || profile.account == account_in(profile.source, account));
}

const SourceProfile* find_profile(const CapillaryExtras& extras, std::string_view source,
                                  std::string_view account)
{
    const auto found =
        std::find_if(extras.profiles.begin(), extras.profiles.end(),
                     [&](const SourceProfile& one) { return is_named(one, source, account); });
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
