// What this API keeps beside a customer: the profiles it has in the sources of the organisation,
// its loyalty type, what its cards say. A customer of another API has one profile, in INSTORE.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "model/entities.h"

namespace muster::dialects::capillary {

struct Profile {
    std::string source{};  // "INSTORE"
    std::string account{}; // of a source with several; empty: none
    Json fields = Json::object();
    Json channels = Json::array(); // commChannels
};

struct Card { // what an identifier of type cardnumber came with
    std::string number;
    Json series; // null: none
    std::string status_label;
};

struct CustomerExtras {
    std::vector<Profile> profiles; // never empty
    std::string loyalty_type = "loyalty";
    std::string associated_with;
    std::vector<Card> cards;
};

CustomerExtras customer_extras(const model::Customer& customer);
void keep_customer_extras(model::Customer& customer, const CustomerExtras& extras);

// nullptr when there is none; an empty account means whichever.
const Profile* find_profile(const CustomerExtras& extras, std::string_view source,
                            std::string_view account);
Profile* find_profile(CustomerExtras& extras, std::string_view source, std::string_view account);
// The source has profiles with accounts, and none without.
bool needs_account(const CustomerExtras& extras, std::string_view source);

} // namespace muster::dialects::capillary
