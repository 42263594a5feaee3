// What this API keeps of a customer beside the core's members, in the customer's extras: lists and
// figures. The flat members of fields.h lie in the same JSON object; they are left alone here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dialects/ecwid/customers/addresses.h"
#include "model/entities.h"

namespace muster::dialects::ecwid {

struct ShippingAddress {
    std::int64_t id = 0;
    Address address;
    std::string note;
    Time created{};
    bool is_default = false;
    std::int64_t order_by = 0;
};

// Room of one customer in contact ids, which are 64-bit: customer * room + number.
inline constexpr std::int64_t contacts_per_customer = 10'000;

struct Contact {
    std::int64_t id = 0;
    std::string contact;
    std::string handle;
    std::string note;
    std::string type;
    bool is_default = false;
    std::int64_t order_by = 0;
    Time created{};
    bool is_account = false; // the customer's own e-mail: follows Customer::email
};

// A value under a key that no settings declare.
struct LooseField {
    std::string key;
    std::string title;
    std::string value;
    std::string type;
};

struct OrderedProduct {
    std::int64_t id = 0;
    std::string name;
};

struct Order {
    std::int64_t number = 0;
    double total = 0;
    Time date{};
    std::vector<OrderedProduct> products;
};

struct Document {
    std::vector<ShippingAddress> addresses;
    std::vector<Contact> contacts; // complete: of a customer without any, made from e-mail, phone
    std::vector<LooseField> fields;
    std::vector<Order> orders;
    std::int64_t next_contact = 3; // numbers within the customer; 1 and 2 are e-mail and phone
    std::int64_t next_order = 1;
    bool has_own_contacts = false; // false: contacts follow the e-mail and phone of the core
    bool is_guest = false;         // made by an order: has no addresses at all

    static Document of(const model::Customer& customer);
    // Also keeps the figures and folded texts that filters and sorts go by.
    void keep_in(model::Customer& customer) const;

    double sales_value() const;
    std::optional<Time> first_order() const;
    std::optional<Time> last_order() const;
};

// Addresses and contacts are shown by orderBy, then id.
void sort_for_showing(Document& document);

// Where figures and folded texts lie, as operands of filters and sorts. Texts of several rows stand
// between line ends.
namespace operands {
inline constexpr const char* order_count = "extras.ecwid.orderCount"; // absent: none
inline constexpr const char* sales_value = "extras.ecwid.salesValue"; // absent: 0
inline constexpr const char* first_order = "extras.ecwid.firstOrder"; // microseconds
inline constexpr const char* last_order = "extras.ecwid.lastOrder";
inline constexpr const char* products = "extras.ecwid.find.products";
inline constexpr const char* phones = "extras.ecwid.find.phones";
inline constexpr const char* phone_digits = "extras.ecwid.find.phoneDigits";
inline constexpr const char* has_own_contacts = "extras.ecwid.ownContacts"; // true or absent
inline constexpr const char* cities = "extras.ecwid.find.cities";
inline constexpr const char* postal_codes = "extras.ecwid.find.postalCodes";
inline constexpr const char* companies = "extras.ecwid.find.companies";
inline constexpr const char* states = "extras.ecwid.find.states";
inline constexpr const char* countries = "extras.ecwid.find.countries";
inline constexpr const char* scheme = "extras.ecwid.b2b_b2c";
inline constexpr const char* tax_exempt = "extras.ecwid.taxExempt"; // true or absent
inline constexpr const char* fiscal_code = "extras.ecwid.fiscalCode";
inline constexpr const char* pec_email = "extras.ecwid.electronicInvoicePecEmail";
inline constexpr const char* sdi_code = "extras.ecwid.electronicInvoiceSdiCode";
inline constexpr std::string_view all[] = {
    order_count,  sales_value,      first_order, last_order, products,  phones,
    phone_digits, cities,           companies,   states,     countries, scheme,
    tax_exempt,   has_own_contacts, fiscal_code, pec_email,  sdi_code,  postal_codes};
} // namespace operands

} // namespace muster::dialects::ecwid
