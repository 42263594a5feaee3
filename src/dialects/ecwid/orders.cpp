// Stores orders in the extras of the customer who made them.
#include "dialects/ecwid/orders.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/ecwid/answers.h"
#include "dialects/ecwid/batch/batch_checkpoint.h"
#include "dialects/ecwid/customers/customers.h"
#include "dialects/ecwid/customers/each_customer.h"
#include "dialects/ecwid/customers/fields.h"
#include "dialects/ecwid/errors.h"
#include "dialects/ecwid/text_fields.h"
#include "directory/customers.h"
#include "model/keys.h"
#include "model/lookup.h"

namespace muster::dialects::ecwid {

namespace {

// An order number is customer id * 1000 + a counter of the customer that never repeats. So the
// number contains the customer id, and no index of orders is needed. Clients read numbers of 32
// bits: customers whose numbers would be greater get them from a sequence of the store, and an
// alias of the customer finds the order.
constexpr std::int64_t orders_per_customer = 1000;
constexpr std::string_view order_numbers = "ecwid.order"; // that sequence
constexpr std::int64_t most_orders = 100;                 // of one page

struct OrderBody {
    std::optional<std::int64_t> customer; // as clients know it
    std::string email;
    std::string name;
    CustomerOrder order;
    std::optional<Time> date;
};

std::string identity_of(std::int64_t number) { return 'M' + std::to_string(number); }

Result<double> read_total(const Json& body)
{
    const Json* total = body.find("total");
    if (total == nullptr || total->is_null()) return 0.0;
    if (const auto* whole = total->as_integer()) return static_cast<double>(*whole);
    if (const auto* number = total->as_double()) return *number;
    const auto* text = total->as_text();
    if (text == nullptr) return wrong_parameter("total", "expected a number");
    return read_number("total", *text);
}

Result<std::optional<Time>> read_date(const Json& body)
{
    const Json* date = body.find("createDate");
    if (date == nullptr || date->is_null()) return std::nullopt;
    if (const auto* seconds = date->as_integer()) {
        return TRY(read_time("createDate", std::to_string(*seconds)));
    }
    const auto* text = date->as_text();
    if (text == nullptr) return wrong_parameter("createDate", "expected a date and time");
    return TRY(read_time("createDate", *text));
}

Result<std::vector<OrderedProduct>> read_products(const Json& body)
{
    std::vector<OrderedProduct> products;
    const Json* items = body.find("items");
    if (items == nullptr || items->as_array() == nullptr) return products;
    for (const auto& item : *items->as_array()) {
        const auto id = TRY(read_count(item, "productId", "items.productId"));
        const Json* name = item.find("name");
        if (!id) continue;
        products.push_back({*id, name == nullptr ? "" : TRY(read_text(*name, "items.name"))});
    }
    return products;
}

Result<OrderBody> read_order(const RequestContext& call)
{
    const auto json = TRY(read_object(call));
    OrderBody body;
    if (const auto id = TRY(read_count(json, "customerId", "customerId"))) {
        body.customer = *id;
    }
    if (const Json* email = json.find("email")) body.email = TRY(read_text(*email, "email"));
    if (!body.customer && body.email.find('@') == body.email.npos) return absent_field("email");
    if (const Json* billing = json.find("billingPerson")) {
        if (const Json* name = billing->find("name")) {
            body.name = TRY(read_text(*name, "billingPerson.name"));
        }
    }
    body.order.total = TRY(read_total(json));
    body.order.products = TRY(read_products(json));
    body.date = TRY(read_date(json));
    return body;
}

// The customer who ordered. An e-mail that no customer has creates a guest.
Result<model::CustomerId> buyer(directory::Transaction& transaction, const OrderBody& body)
{
    if (body.customer) {
        return TRY(find_customer(transaction.rows(), transaction.tenant(), *body.customer)).id;
    }
    const auto known = model::find<model::Customer>(
        transaction.rows(), model::customer_email_key(transaction.tenant(), body.email));
    if (known) return known->id;
    if (known.error().code != Code::not_found) return fail(known.error());
    model::Customer guest;
    guest.email = body.email;
    guest.name = body.name;
    CustomerExtras extras;
    extras.is_guest = true;
    extras.store_in(guest);
    return TRY(directory::create_customer(transaction, std::move(guest), {.unique_email = true}))
        .id;
}

std::string order_alias(std::int64_t number) { return "ecwid-order:" + std::to_string(number); }

bool has_order(const CustomerExtras& extras, std::int64_t number)
{
    return std::ranges::find(extras.orders, number, &CustomerOrder::number) != extras.orders.end();
}

// The customer who made the order; 0: nobody.
Result<model::CustomerId> customer_of_order(const directory::Transaction& t, std::int64_t number)
{
    const auto key = model::customer_alias_key(t.tenant(), order_alias(number));
    if (const auto id = TRY(model::customer_id_of(t.rows(), key))) return id;
    const model::CustomerId id{number / orders_per_customer};
    const auto customer = model::live_customer(t.rows(), t.tenant(), id);
    if (!customer && customer.error().code != Code::not_found) return fail(customer.error());
    const bool is_theirs = customer && has_order(CustomerExtras::of(*customer), number);
    return is_theirs ? id : model::CustomerId{};
}

// A number that no order has. Sets the alias where the number does not contain the customer.
Result<std::int64_t> next_number(directory::Transaction& t, model::Customer& customer,
                                 CustomerExtras& extras)
{
    const auto first = customer.id.value * orders_per_customer;
    for (;;) {
        if (extras.next_order >= orders_per_customer) {
            return fail(Code::full, "order", "the customer has had 999 orders already");
        }
        const bool contains_customer = first + orders_per_customer <= limits::entity_id;
        const auto counted = first + extras.next_order++;
        const auto number = contains_customer
                                ? counted
                                : TRY(t.writer().next_in_sequence(t.tenant(), order_numbers));
        if (TRY(customer_of_order(t, number))) continue;
        if (!contains_customer) customer.aliases.push_back(order_alias(number));
        return number;
    }
}

Result<std::int64_t> add_order(directory::Transaction& transaction, const OrderBody& body)
{
    const auto id = TRY(buyer(transaction, body));
    std::int64_t number = 0;
    TRY(directory::update_customer(transaction, id, [&](model::Customer& customer) -> Result<void> {
        auto extras = CustomerExtras::of(customer);
        CustomerOrder order = body.order;
        order.number = TRY(next_number(transaction, customer, extras));
        order.date = body.date.value_or(transaction.now());
        number = order.number;
        extras.orders.push_back(std::move(order));
        extras.store_in(customer);
        return {};
    }));
    return number;
}

using wire::Access;
using wire::row;

constexpr auto order_table = wire::record(
    {"Order"},
    row<[](const PlacedOrder& placed) { return placed.order.number; }>(
        "orderNumber", wire::integer_codec, Access::read_only)
        .about("The number of the order.", "1001"),
    row<[](const PlacedOrder& placed) { return identity_of(placed.order.number); }>(
        "id", wire::text_codec, Access::read_only)
        .about("The number with an M before it.", R"("M1001")"),
    row<[](const PlacedOrder& placed) { return customer_id(placed.customer); }>(
        "customerId", wire::integer_codec, Access::read_only)
        .about("Who ordered."),
    row<[](const PlacedOrder& placed) { return placed.customer.email; }>("email", wire::text_codec,
                                                                         Access::read_only)
        .about("The customer's e-mail."),
    row<[](const PlacedOrder& placed) { return placed.order.total; }>("total", wire::number_codec,
                                                                      Access::read_only)
        .about("The sales value.", "29.5"),
    row<[](const PlacedOrder& placed) { return placed.order.date; }>("createDate", datetime_codec,
                                                                     Access::read_only)
        .about("When it was placed."));

// The number in "M1001" or "1001".
Result<std::int64_t> order_number(const RequestContext& call)
{
    std::string_view text = call.parameter("orderNumber");
    if (text.starts_with('M')) text.remove_prefix(1);
    const auto number = parse_integer(text);
    if (!number) return fail(Code::not_found, "order", "Order not found");
    return *number;
}

// Writes one page of the orders of these customers, customer by customer. Collects all of them
// first, because the answer begins with their total.
http::Response write_orders(const OffsetPaging& paging, std::span<const model::Customer> customers)
{
    std::vector<std::pair<const model::Customer*, CustomerOrder>> all;
    for (const auto& customer : customers) {
        for (auto& order : CustomerExtras::of(customer).orders) {
            all.emplace_back(&customer, std::move(order));
        }
    }
    const auto total = static_cast<std::int64_t>(all.size());
    const auto begin = std::min(paging.offset, total);
    const auto count = std::min(paging.limit, total - begin);
    const wire::Selection everything;
    ListAnswer answer({total, count, paging}, everything);
    answer.begin_items();
    for (auto i = begin; i < begin + count; ++i) {
        const auto& [customer, order] = all[static_cast<std::size_t>(i)];
        answer.out().begin_object();
        wire::write_members<PlacedOrder>(answer.out(), order_table, {*customer, order});
        answer.out().end_object();
    }
    answer.end_items();
    return answer.end();
}

} // namespace

const wire::Record<PlacedOrder>& order_record() { return order_table; }

Result<http::Response> list_orders(RequestContext& call)
{
    const auto paging = TRY(read_paging(call, most_orders));
    model::Filter filter = model::all_of({model::negate(model::has_no(operands::order_count))});
    if (const auto email = parameter(call, "email")) {
        filter.parts.push_back(
            model::where("email", model::Filter::Op::equal_folded, std::string(*email)));
    }
    std::vector<model::Customer> customers;
    TRY(for_each_customer(call, filter, [&](const model::Customer& customer) {
        customers.push_back(customer);
        return customers.size() < limits::bulk_items;
    }));
    return write_orders(paging, customers);
}

Result<http::Response> create_order(RequestContext& call)
{
    const auto body = TRY(read_order(call));
    return answer_by_write(call, [&](directory::Transaction& t) -> Result<http::Response> {
        const auto number = TRY(add_order(t, body));
        std::string text;
        JsonWriter(text)
            .begin_object()
            .name("id")
            .integer(number)
            .name("orderid")
            .text(identity_of(number))
            .end_object();
        return json_response(std::move(text));
    });
}

Result<http::Response> remove_order(RequestContext& call)
{
    const auto number = TRY(order_number(call));
    const auto unknown = fail(Code::not_found, "order", "Order not found");
    return answer_by_write(call, [&](directory::Transaction& t) -> Result<http::Response> {
        const auto id = TRY(customer_of_order(t, number));
        if (!id) return unknown;
        TRY(directory::update_customer(t, id, [&](model::Customer& customer) -> Result<void> {
            auto extras = CustomerExtras::of(customer);
            std::erase_if(extras.orders,
                          [&](const CustomerOrder& order) { return order.number == number; });
            std::erase(customer.aliases, order_alias(number));
            extras.store_in(customer);
            return {};
        }));
        return deleted();
    });
}

Result<http::Response> list_customer_orders(RequestContext& call)
{
    const auto id = TRY(path_id(call, "customerId"));
    const auto paging = TRY(read_paging(call, most_orders));
    const auto customer = TRY(find_customer(call.rows(), call.tenant.id, id));
    return write_orders(paging, {&customer, 1});
}

} // namespace muster::dialects::ecwid
