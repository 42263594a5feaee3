// What this API stores of a customer that the core has no members for: lists (addresses, contacts,
// orders) and figures, as JSON in the customer's extras. The single values of the table in fields.h
// are in the same JSON object; this file does not touch them.
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

// A contact id is customer id * this + a number that counts within the customer; where that leaves
// 32 bits, it is the number alone: calls name the customer beside the contact.
inline constexpr std::int64_t contacts_per_customer = 10'000;
std::int64_t contact_id(model::CustomerId customer, std::int64_t number);

struct Contact {
    std::int64_t id = 0;
    std::string contact;
    std::string handle;
    std::string note;
    std::string type;
    bool is_default = false;
    std::int64_t order_by = 0;
    Time created{};
    bool is_account = false; // the contact of the account's e-mail: follows Customer::email
};

// The value of an extra field that no settings declare.
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

struct CustomerOrder {
    std::int64_t number = 0;
    double total = 0;
    Time date{};
    std::vector<OrderedProduct> products;
};

struct CustomerExtras {
    std::vector<ShippingAddress> addresses;
    std::vector<Contact> contacts; // also those made from e-mail and phone, see has_own_contacts
    std::vector<LooseField> fields;
    std::vector<CustomerOrder> orders;
    std::int64_t next_contact = 3; // within the customer; 1 and 2 are e-mail and phone
    std::int64_t next_order = 1;
    // False: no contacts are stored; e-mail and phone of the core are shown as contacts.
    bool has_own_contacts = false;
    bool has_scheme = false; // the member b2b_b2c of the table in fields.h is stored
    bool is_guest = false;   // created by an order: shows no list of addresses

    static CustomerExtras of(const model::Customer& customer);
    // Also stores the figures and the folded texts by which lists are filtered and sorted.
    void store_in(model::Customer& customer) const;

    double sales_value() const;
    std::optional<Time> first_order() const;
    std::optional<Time> last_order() const;
};

// Sorts addresses and contacts by orderBy, then id, as answers show them.
void sort_for_showing(CustomerExtras& extras);

// The operands of filters and sorts: where the figures and the folded texts are stored. A text that
// joins several values has a line end before, between and behind them, so that a search for
// "\nvalue\n" finds whole values only.
namespace operands {
inline constexpr const char* order_count = "extras.ecwid.orderCount"; // absent: 0
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
