// Reads and writes the stored JSON. Only this file knows its member names, except the operands in
// customer_extras.h.
#include "dialects/ecwid/customers/customer_extras.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "wire/stored_json.h"

namespace muster::dialects::ecwid {

using wire::flag_in;
using wire::integer_in;
using wire::number_in;
using wire::text_in;

namespace {

std::int64_t micros(Time time) { return time.time_since_epoch().count(); }
Time time_of(std::int64_t count) { return Time(std::chrono::microseconds(count)); }

template <class T, class Read>
std::vector<T> list_in(const Json& json, std::string_view name, const Read& read)
{
    std::vector<T> list;
    const Json* member = json.find(name);
    const auto* items = member == nullptr ? nullptr : member->as_array();
    if (items == nullptr) return list;
    list.reserve(items->size());
    for (const auto& item : *items) list.push_back(read(item));
    return list;
}

template <class T, class Write>
void put_list(Json& json, std::string_view name, const std::vector<T>& list, const Write& write)
{
    json.erase(name);
    if (list.empty()) return;
    Json::Array items;
    items.reserve(list.size());
    for (const auto& item : list) items.push_back(write(item));
    json.set(name, Json(std::move(items)));
}

void put(Json& json, std::string_view name, std::string_view text)
{
    if (!text.empty()) json.set(name, text);
}

ShippingAddress load_address(const Json& json)
{
    ShippingAddress loaded;
    loaded.id = integer_in(json, "id");
    if (const Json* address = json.find("at")) {
        // Cannot fail: it was checked when it was stored.
        (void)read_address(*address, "at", loaded.address);
    }
    loaded.note = text_in(json, "note");
    loaded.created = time_of(integer_in(json, "created"));
    loaded.is_default = flag_in(json, "default");
    loaded.order_by = integer_in(json, "orderBy");
    return loaded;
}

Json save_address(const ShippingAddress& address)
{
    Json json = Json::object();
    json.set("id", address.id);
    json.set("at", given_members(address.address));
    put(json, "note", address.note);
    json.set("created", micros(address.created));
    json.set("default", address.is_default);
    json.set("orderBy", address.order_by);
    return json;
}

Contact load_contact(const Json& json)
{
    Contact loaded;
    loaded.id = integer_in(json, "id");
    loaded.contact = text_in(json, "contact");
    loaded.handle = text_in(json, "handle");
    loaded.note = text_in(json, "note");
    loaded.type = text_in(json, "type");
    loaded.is_default = flag_in(json, "default");
    loaded.order_by = integer_in(json, "orderBy");
    loaded.created = time_of(integer_in(json, "created"));
    loaded.is_account = flag_in(json, "account");
    return loaded;
}

Json save_contact(const Contact& contact)
{
    Json json = Json::object();
    json.set("id", contact.id % contacts_per_customer);
    put(json, "contact", contact.contact);
    put(json, "handle", contact.handle);
    put(json, "note", contact.note);
    json.set("type", contact.type);
    json.set("default", contact.is_default);
    json.set("orderBy", contact.order_by);
    json.set("created", micros(contact.created));
    if (contact.is_account) json.set("account", true);
    return json;
}

LooseField load_field(const Json& json)
{
    return {text_in(json, "key"), text_in(json, "title"), text_in(json, "value"),
            text_in(json, "type")};
}

Json save_field(const LooseField& field)
{
    Json json = Json::object();
    json.set("key", field.key);
    put(json, "title", field.title);
    put(json, "value", field.value);
    put(json, "type", field.type);
    return json;
}

CustomerOrder load_order(const Json& json)
{
    CustomerOrder order;
    order.number = integer_in(json, "number");
    order.total = number_in(json, "total");
    order.date = time_of(integer_in(json, "date"));
    order.products = list_in<OrderedProduct>(json, "products", [](const Json& product) {
        return OrderedProduct{integer_in(product, "id"), text_in(product, "name")};
    });
    return order;
}

Json save_order(const CustomerOrder& order)
{
    Json json = Json::object();
    json.set("number", order.number);
    json.set("total", order.total);
    json.set("date", micros(order.date));
    put_list(json, "products", order.products, [](const OrderedProduct& product) {
        Json item = Json::object();
        item.set("id", product.id);
        put(item, "name", product.name);
        return item;
    });
    return json;
}

Contact automatic(const model::Customer& customer, std::int64_t number, std::string_view type,
                  const std::string& text)
{
    Contact contact;
    contact.id = contact_id(customer.id, number);
    contact.contact = text;
    contact.type = type;
    contact.is_default = true;
    contact.created = customer.created_at;
    return contact;
}

// Updates the contact of the account when another API has changed the customer's e-mail. `known` is
// the e-mail at the time when the contacts were stored.
void follow_email(CustomerExtras& extras, const model::Customer& customer, const std::string& known)
{
    const auto account = std::ranges::find(extras.contacts, true, &Contact::is_account);
    if (account == extras.contacts.end()) {
        if (customer.email.empty()) return;
        Contact contact = automatic(customer, 1, "EMAIL", customer.email);
        contact.is_account = true;
        extras.contacts.insert(extras.contacts.begin(), std::move(contact));
    } else if (customer.email.empty()) {
        extras.contacts.erase(account);
    } else if (customer.email != known) {
        account->contact = customer.email;
    }
}

// Values for searches, folded and distinct, each between line ends.
class LineSet {
public:
    void add(std::string_view text)
    {
        if (!text.empty()) lines_.emplace(fold(text));
    }
    std::string text() const
    {
        std::string text;
        for (const auto& line : lines_) text += '\n' + line;
        return text.empty() ? text : text + '\n';
    }

private:
    std::set<std::string> lines_;
};

void put_lines(Json& json, std::string_view name, const LineSet& lines)
{
    put(json, name, lines.text());
}

Json search_texts(const CustomerExtras& extras)
{
    LineSet phones, digits, cities, postal_codes, companies, states, countries, products;
    const auto add_phone = [&](const std::string& phone) {
        phones.add(phone);
        digits.add(digits_of(phone));
    };
    for (const auto& [id, address, note, created, is_default, order_by] : extras.addresses) {
        add_phone(address.phone);
        cities.add(address.city);
        postal_codes.add(address.postal_code);
        companies.add(address.company);
        states.add(address.state_code);
        countries.add(address.country_code);
    }
    for (const auto& contact : extras.contacts) {
        if (contact.type == "EMAIL") continue;
        if (extras.has_own_contacts) phones.add(contact.contact);
        digits.add(digits_of(contact.contact));
    }
    for (const auto& order : extras.orders) {
        for (const auto& product : order.products) products.add(std::to_string(product.id));
    }
    Json json = Json::object();
    put_lines(json, "phones", phones);
    put_lines(json, "phoneDigits", digits);
    put_lines(json, "cities", cities);
    put_lines(json, "postalCodes", postal_codes);
    put_lines(json, "companies", companies);
    put_lines(json, "states", states);
    put_lines(json, "countries", countries);
    put_lines(json, "products", products);
    return json;
}

// Leaves out figures that are 0: customers that this API never wrote have none, and must be found
// and sorted like those.
void put_figures(Json& json, const CustomerExtras& extras)
{
    for (const auto* name : {"orderCount", "salesValue", "firstOrder", "lastOrder"}) {
        json.erase(name);
    }
    if (extras.orders.empty()) return;
    json.set("orderCount", static_cast<std::int64_t>(extras.orders.size()));
    if (extras.sales_value() != 0) json.set("salesValue", extras.sales_value());
    json.set("firstOrder", micros(*extras.first_order()));
    json.set("lastOrder", micros(*extras.last_order()));
}

void put_number(Json& json, std::string_view name, std::int64_t number)
{
    json.erase(name);
    if (number != 0) json.set(name, number);
}

void put_flag(Json& json, std::string_view name, bool flag)
{
    json.erase(name);
    if (flag) json.set(name, true);
}

Json extras_of(const model::Customer& customer)
{
    const auto text = customer.extras.of("ecwid");
    auto json = text.empty() ? Result<Json>(Json::object()) : parse_json(text);
    return json && json->is_object() ? std::move(*json) : Json::object();
}

} // namespace

std::int64_t contact_id(model::CustomerId customer, std::int64_t number)
{
    const auto id = customer.value * contacts_per_customer + number;
    return id <= limits::entity_id ? id : number;
}

CustomerExtras CustomerExtras::of(const model::Customer& customer)
{
    const Json json = extras_of(customer);
    CustomerExtras extras;
    extras.addresses = list_in<ShippingAddress>(json, "addresses", load_address);
    extras.contacts = list_in<Contact>(json, "contacts", load_contact);
    for (auto& contact : extras.contacts) {
        contact.id = contact_id(customer.id, contact.id);
    }
    extras.fields = list_in<LooseField>(json, "looseFields", load_field);
    extras.orders = list_in<CustomerOrder>(json, "orders", load_order);
    extras.next_contact = std::max<std::int64_t>(integer_in(json, "nextContact"), 3);
    extras.next_order = std::max<std::int64_t>(integer_in(json, "nextOrder"), 1);
    extras.has_own_contacts = flag_in(json, "ownContacts");
    extras.is_guest = flag_in(json, "guest");
    extras.has_scheme = json.find("b2b_b2c") != nullptr;
    if (!extras.has_own_contacts && !customer.phone.empty()) {
        extras.contacts.push_back(automatic(customer, 2, "PHONE", customer.phone));
    }
    follow_email(extras, customer, text_in(json, "contactsEmail"));
    return extras;
}

void CustomerExtras::store_in(model::Customer& customer) const
{
    Json json = extras_of(customer);
    put_list(json, "addresses", addresses, save_address);
    put_list(json, "contacts", has_own_contacts ? contacts : std::vector<Contact>{}, save_contact);
    put_list(json, "looseFields", fields, save_field);
    put_list(json, "orders", orders, save_order);
    put_number(json, "nextContact", next_contact == 3 ? 0 : next_contact);
    put_number(json, "nextOrder", next_order == 1 ? 0 : next_order);
    put_flag(json, "ownContacts", has_own_contacts);
    put_flag(json, "guest", is_guest);
    json.erase("contactsEmail");
    if (has_own_contacts) put(json, "contactsEmail", customer.email);
    json.erase("find");
    if (Json texts = search_texts(*this); !texts.as_object()->empty()) {
        json.set("find", std::move(texts));
    }
    put_figures(json, *this);
    customer.extras.set("ecwid", json.as_object()->empty() ? std::string{} : json.text());
}

double CustomerExtras::sales_value() const
{
    double sum = 0;
    for (const auto& order : orders) sum += order.total;
    return sum;
}

std::optional<Time> CustomerExtras::first_order() const
{
    if (orders.empty()) return std::nullopt;
    return std::ranges::min_element(orders, {}, &CustomerOrder::date)->date;
}

std::optional<Time> CustomerExtras::last_order() const
{
    if (orders.empty()) return std::nullopt;
    return std::ranges::max_element(orders, {}, &CustomerOrder::date)->date;
}

void sort_for_showing(CustomerExtras& extras)
{
    const auto by_order = [](const auto& a, const auto& b) {
        return std::pair(a.order_by, a.id) < std::pair(b.order_by, b.id);
    };
    std::ranges::stable_sort(extras.addresses, by_order);
    std::ranges::stable_sort(extras.contacts, by_order);
}

} // namespace muster::dialects::ecwid
