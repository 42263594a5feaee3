// What this API stores in the extras of a customer: its profiles in the sources of the
// organisation, its loyalty type, and what was sent with its cards. A customer that another API
// created has one profile, in INSTORE.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "model/entities.h"

namespace muster::dialects::capillary {

struct SourceProfile {
    std::string source{};  // "INSTORE"
    std::string account{}; // for sources with several accounts; empty: none
    Json fields = Json::object();
    Json channels = Json::array(); // commChannels
};

// What was sent with an identifier of type cardnumber.
struct Card {
    std::string number;
    Json series; // null: none
    std::string status_label;
};

struct CapillaryExtras {
    std::vector<SourceProfile> profiles; // never empty
    std::string loyalty_type = "loyalty";
    std::string associated_with;
    std::vector<Card> cards;
};

CapillaryExtras extras_of(const model::Customer& customer);
void store_extras(model::Customer& customer, const CapillaryExtras& extras);

// Whether a call that names this source and account means the profile.
bool is_named(const SourceProfile& profile, std::string_view source, std::string_view account);
// nullptr when the customer has no such profile; an empty account matches every account, the source
// "ALL" every source.
const SourceProfile* find_profile(const CapillaryExtras& extras, std::string_view source,
                                  std::string_view account);
SourceProfile* find_profile(CapillaryExtras& extras, std::string_view source,
                            std::string_view account);
// nullptr when nothing was sent with that card number.
const Card* find_card(const CapillaryExtras& extras, std::string_view number);
// Whether all profiles of the source have an account: then a call must name one.
bool needs_account(const CapillaryExtras& extras, std::string_view source);

} // namespace muster::dialects::capillary
