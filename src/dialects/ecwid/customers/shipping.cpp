// Reads, replaces and writes lists of shipping addresses.
#include "dialects/ecwid/customers/shipping.h"

#include <algorithm>

#include "dialects/ecwid/answers.h"
#include "dialects/ecwid/errors.h"
#include "dialects/ecwid/text_fields.h"

namespace muster::dialects::ecwid {

namespace {

std::string formatted(const ShippingAddress& shipping) { return format_address(shipping.address); }

constexpr auto shipping_table = wire::record(
    {"ShippingAddress"},
    wire::row<&ShippingAddress::id>("id", wire::integer_codec).about("Unique in the store.", "7"),
    wire::row<&ShippingAddress::note>("note", long_text_codec).about("A note for the delivery."),
    wire::row<&ShippingAddress::created>("createdDate", datetime_codec, wire::Access::read_only)
        .about("When it was added."),
    wire::row<&ShippingAddress::is_default>("defaultAddress", wire::boolean_codec)
        .about("Exactly one address is the default."),
    wire::row<&ShippingAddress::order_by>("orderBy", wire::integer_codec)
        .about("The place in the list."),
    wire::row<formatted>("addressFormatted", wire::text_codec, wire::Access::read_only)
        .about("The address in one line."),
    wire::embed<&ShippingAddress::address, address_record>());

constexpr std::string_view id_name = "shippingAddresses.id";

struct AddressEdit {
    std::optional<bool> is_default;
    std::optional<std::int64_t> order_by;
};

Result<AddressEdit> read_shipping_address(const Json& body, ShippingAddress& into)
{
    constexpr std::string_view place = "shippingAddresses";
    TRY(check_country(body, place));
    TRY(read_address(body, place, into.address));
    if (const Json* note = body.find("note")) {
        into.note = TRY(read_text(*note, "shippingAddresses.note", limits::text_bytes));
    }
    AddressEdit edit;
    edit.is_default = TRY(read_flag(body, "defaultAddress", "shippingAddresses.defaultAddress"));
    edit.order_by = TRY(read_count(body, "orderBy", "shippingAddresses.orderBy"));
    return edit;
}

// The default is the address that the body marked last, else the former default, else the address
// that is shown first.
void choose_default(std::vector<ShippingAddress>& addresses, std::optional<std::size_t> marked)
{
    if (addresses.empty()) return;
    auto chosen = addresses.begin();
    if (marked) {
        chosen += static_cast<std::ptrdiff_t>(*marked);
    } else {
        chosen = std::ranges::find(addresses, true, &ShippingAddress::is_default);
        if (chosen == addresses.end()) {
            chosen = std::ranges::min_element(addresses, {}, [](const ShippingAddress& address) {
                return std::pair(address.order_by, address.id);
            });
        }
    }
    for (auto& address : addresses) address.is_default = &address == &*chosen;
}

} // namespace

const wire::Record<ShippingAddress>& shipping_address_record() { return shipping_table; }

Result<void> check_addresses(const Json& list)
{
    if (list.is_null()) return {};
    const auto* items = list.as_array();
    if (items == nullptr) return wrong_parameter("shippingAddresses", "expected a list");
    for (const auto& item : *items) {
        ShippingAddress scratch;
        TRY(read_shipping_address(item, scratch));
        TRY(element_id(item, id_name));
    }
    return {};
}

Result<void> replace_addresses(const Json& list, Time now, const NextId& next_id,
                               std::vector<ShippingAddress>& addresses)
{
    auto known = std::exchange(addresses, {});
    if (list.is_null()) return {};
    std::optional<std::size_t> marked;
    std::int64_t next_order = 0;
    for (const auto& item : *list.as_array()) {
        const auto id = TRY(element_id(item, id_name));
        const auto stored = std::ranges::find(known, id, &ShippingAddress::id);
        ShippingAddress address;
        if (id != 0 && stored != known.end()) {
            address = *stored;
            known.erase(stored); // an id that is named twice is new the second time
        } else {
            address.id = TRY(next_id());
            address.created = now;
            address.order_by = next_order;
        }
        const auto edit = TRY(read_shipping_address(item, address));
        address.order_by = edit.order_by.value_or(address.order_by);
        if (edit.is_default) address.is_default = *edit.is_default;
        if (edit.is_default.value_or(false)) marked = addresses.size();
        next_order = std::max(next_order, address.order_by + 1);
        addresses.push_back(std::move(address));
    }
    choose_default(addresses, marked);
    return {};
}

} // namespace muster::dialects::ecwid
