// The cards of a customer: its identifiers of type cardnumber, with the series and the label that
// were sent with them (promise 16).
#pragma once

#include <chrono>
#include <string>

#include "base/json.h"
#include "dialects/capillary/customers/customer_extras.h"
#include "wire/record.h"

namespace muster::dialects::capillary {

// One card as answers show it.
struct CardView {
    const model::Customer& customer;
    model::TenantId organisation;
    std::chrono::minutes utc_offset;
    std::string number;
    const Card* card; // null: nothing but the number was sent
    bool with_status;
};
const wire::Record<CardView>& card_record();

bool has_cards(const model::Customer& customer);

struct CardListing {
    const model::Customer& customer;
    model::TenantId organisation;
    std::chrono::minutes utc_offset;
    bool with_status = false;
};
void write_cards(JsonWriter& out, std::string_view name, const CardListing& listing);

} // namespace muster::dialects::capillary
