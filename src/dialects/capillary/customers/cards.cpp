// Writes cards from the customer's aliases and extras. Knows no requests.
#include "dialects/capillary/customers/cards.h"

#include "dialects/capillary/customers/customer_extras.h"
#include "dialects/capillary/customers/identifiers.h"

namespace muster::dialects::capillary {

namespace {

void write_card_status(JsonWriter& out, const Card* card)
{
    const bool has_label = card != nullptr && !card->status_label.empty();
    out.name("statusInfo").begin_object().name("isActive").boolean(true);
    out.name("label").text(has_label ? std::string_view(card->status_label) : "ACTIVE");
    out.name("status").text("ACTIVE").name("actions").begin_array().end_array();
    out.end_object();
}

} // namespace

bool has_cards(const model::Customer& customer)
{
    return has_identifier(customer, *find_identifier_type("cardnumber"));
}

void write_cards(JsonWriter& out, std::string_view name, const model::Customer& customer,
                 bool with_status)
{
    const auto extras = extras_of(customer);
    out.name(name).begin_array();
    for (const auto& [type, number] : identifiers_of(customer)) {
        if (type->name != "cardnumber") continue;
        const Card* card = find_card(extras, number);
        out.begin_object();
        if (card != nullptr && !card->series.is_null()) out.name("seriesId").value(card->series);
        out.name("cardNumber").text(number).name("type").text("DIGITAL");
        out.name("customerId").integer(customer.id.value);
        out.name("customFields").begin_object().end_object();
        out.name("transactionNotAllowed").boolean(false);
        if (with_status) write_card_status(out, card);
        out.end_object();
    }
    out.end_array();
}

} // namespace muster::dialects::capillary
