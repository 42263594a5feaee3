// Writes cards from the customer's aliases and extras. Knows no requests.
#include "dialects/capillary/customers/cards.h"

#include "base/limits.h"
#include "base/secrets.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/customers/identifiers.h"
#include "dialects/capillary/timestamps.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::capillary {

namespace {

using wire::Absent;
using wire::row;

constexpr auto read_only = wire::Access::read_only;

std::string card_issued_at(const CardView& view)
{
    return instant_text(view.customer.created_at, view.utc_offset);
}

std::string card_issued_on(const CardView& view)
{
    return date_text(view.customer.created_at, view.utc_offset);
}

// The same number for the same card, because Muster stores cards by their numbers only.
std::int64_t card_id(const CardView& view)
{
    const auto digest = sha256("card\n" + view.number);
    std::int64_t id = 0;
    for (std::size_t i = 0; i < 4; ++i) id = id << 8 | static_cast<unsigned char>(digest[i]);
    return (id & limits::entity_id) | 1;
}

std::string card_label(const CardView& view)
{
    const bool has_label = view.card != nullptr && !view.card->status_label.empty();
    return has_label ? view.card->status_label : "ACTIVE";
}

template <auto& text>
std::string card_text(const CardView&)
{
    return std::string(text);
}
constexpr std::string_view no_card_text;
constexpr std::string_view card_type = "DIGITAL";
constexpr std::string_view card_state = "ACTIVE";
std::int64_t card_zero(const CardView&) { return 0; }
std::int64_t card_one(const CardView&) { return 1; }
bool card_true(const CardView&) { return true; }
bool card_false(const CardView&) { return false; }

void write_card_actions(JsonWriter& out, const CardView&) { out.begin_array().end_array(); }

constexpr auto card_status_table = wire::record(
    {"CardStatus"}, row<card_id>("id", wire::integer_codec, read_only),
    row<card_true>("isActive", wire::boolean_codec, read_only),
    row<card_label>("label", wire::text_codec, read_only)
        .about("What was sent as statusLabel with the card.", R"("ACTIVE")"),
    row<card_text<card_state>>("status", wire::text_codec, read_only),
    row<card_zero>("labelId", wire::integer_codec, read_only),
    row<card_text<no_card_text>>("reason", wire::text_codec, read_only).with(Absent::empty_text),
    row<[](const CardView& view) { return view.customer.created_by; }>(
        "createdBy", wire::integer_codec, read_only)
        .with(Absent::zero),
    row<card_issued_at>("createdOn", wire::text_codec, read_only),
    row<card_issued_on>("autoUpdateTime", wire::text_codec, read_only),
    row<card_id>("entityId", wire::integer_codec, read_only),
    wire::custom<write_card_actions>("actions", R"({"type": "array", "items": {}})"));

void write_card_series(JsonWriter& out, const CardView& view) { out.value(view.card->series); }
bool has_card_series(const CardView& view)
{
    return view.card != nullptr && !view.card->series.is_null();
}

void write_card_fields(JsonWriter& out, const CardView&) { out.begin_object().end_object(); }

const CardView* card_status(const CardView& view) { return view.with_status ? &view : nullptr; }

constexpr auto card_view_table = wire::record(
    {"Card"},
    row<card_id>("cardId", wire::integer_codec, read_only).about("Made from the card's number."),
    row<card_issued_at>("issuedDate", wire::text_codec, read_only)
        .about("When the customer was created: Muster issues no cards."),
    row<card_issued_on>("createdDate", wire::text_codec, read_only),
    row<card_zero>("expiryDays", wire::integer_codec, read_only).about("Cards do not expire."),
    row<card_text<no_card_text>>("seriesName", wire::text_codec, read_only)
        .with(Absent::empty_text),
    wire::custom<write_card_series, nullptr, has_card_series>("seriesId", "{}")
        .about("What was sent with the card."),
    row<card_text<no_card_text>>("seriesCode", wire::text_codec, read_only)
        .with(Absent::empty_text),
    row<&CardView::number>("cardNumber", wire::text_codec, read_only),
    row<card_text<card_type>>("type", wire::text_codec, read_only),
    row<[](const CardView& view) { return model::shown_id(view.customer, dialect_name); }>(
        "customerId", wire::integer_codec, read_only),
    row<card_one>("maxActiveCards", wire::integer_codec, read_only),
    row<&CardView::organisation>("orgId", wire::integer_codec, read_only),
    row<[](const CardView& view) { return view.customer.created_by; }>(
        "entityId", wire::integer_codec, read_only)
        .with(Absent::zero)
        .about("Who created the customer."),
    wire::custom<write_card_fields>("customFields", R"({"type": "object"})"),
    row<card_false>("transactionNotAllowed", wire::boolean_codec, read_only),
    wire::object<card_status, card_status_table>("statusInfo", read_only));

} // namespace

const wire::Record<CardView>& card_record() { return card_view_table; }

bool has_cards(const model::Customer& customer)
{
    return has_identifier(customer, *find_identifier_type("cardnumber"));
}

void write_cards(JsonWriter& out, std::string_view name, const CardListing& listing)
{
    const auto extras = extras_of(listing.customer);
    out.name(name).begin_array();
    for (const auto& [type, number] : identifiers_of(listing.customer)) {
        if (type->name != "cardnumber") continue;
        wire::write_object<CardView>(out, card_view_table,
                                     {listing.customer, listing.organisation, listing.utc_offset,
                                      number, find_card(extras, number), listing.with_status});
    }
    out.end_array();
}

} // namespace muster::dialects::capillary
