// Reads and changes many customers. The rules for one customer are in customer_body.cpp.
#include "dialects/ecwid/customers/bulk.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "dialects/ecwid/answers.h"
#include "dialects/ecwid/batch/batch_checkpoint.h"
#include "dialects/ecwid/customers/customer_body.h"
#include "dialects/ecwid/customers/customer_extras.h"
#include "dialects/ecwid/customers/customer_filters.h"
#include "dialects/ecwid/customers/each_customer.h"
#include "dialects/ecwid/customers/fields.h"
#include "dialects/ecwid/ecwid.h"
#include "dialects/ecwid/errors.h"
#include "dialects/ecwid/groups.h"
#include "directory/customers.h"
#include "model/lookup.h"
#include "wire/countries.h"

namespace muster::dialects::ecwid {

namespace {

// The most addresses, languages or products in one answer: the client shows them in a choice box.
constexpr std::size_t most_choices = limits::bulk_items;
// Customers per write of a mass update. Other writes run between two of these.
constexpr std::size_t customers_per_write = 500;

model::Filter has_some(const char* operand) { return model::negate(model::has_no(operand)); }

model::Filter has_addresses() { return has_some("extras.ecwid.addresses"); }

Result<std::int64_t> count(const RequestContext& call, model::Filter filter)
{
    model::Query query;
    query.tenant = call.tenant.id;
    query.filter = std::move(filter);
    return call.rows().count(query);
}

std::string name_of_country(const std::string& code)
{
    const auto* country = wire::country_by_iso2(code);
    return country == nullptr ? std::string{} : std::string(country->name);
}

using ListedAddress =
    std::tuple<std::string, std::string, std::string>; // street, city, country code

Result<std::set<ListedAddress>> listed_addresses(const RequestContext& call)
{
    std::set<ListedAddress> places;
    TRY(for_each_customer(call, has_addresses(), [&](const model::Customer& customer) {
        for (const auto& shipping : CustomerExtras::of(customer).addresses) {
            const auto& address = shipping.address;
            places.insert({address.street, address.city, address.country_code});
        }
        return places.size() < most_choices;
    }));
    return places;
}

Result<std::set<std::string>> languages(const RequestContext& call)
{
    std::set<std::string> languages;
    TRY(for_each_customer(call, has_some("language"), [&](const model::Customer& customer) {
        languages.insert(customer.language);
        return languages.size() < most_choices;
    }));
    return languages;
}

Result<void> write_store_groups(const RequestContext& call, JsonWriter& out)
{
    const auto write = [&](std::int64_t id, std::string_view name) {
        out.begin_object().name("id").integer(id).name("name").text(name).end_object();
    };
    out.name("storeGroups").begin_array();
    write(general.value, general_name);
    model::Query query;
    query.kind = model::Kind::group;
    query.tenant = call.tenant.id;
    query.limit = static_cast<std::int64_t>(limits::page_items);
    do {
        const auto page = TRY(call.rows().page(query));
        for (const auto& row : page.rows) {
            const auto& group = std::get<model::Group>(row);
            write(group_id(group), group.name);
        }
        query.after = page.next;
    } while (query.after);
    out.end_array();
    return {};
}

void write_places(JsonWriter& out, const std::set<ListedAddress>& places)
{
    const auto write = [&](std::string_view name, const std::string& text) {
        if (!text.empty()) out.name(name).text(text);
    };
    out.name("shippingAddresses").begin_array();
    for (const auto& [street, city, country] : places) {
        out.begin_object();
        write("street", street);
        write("city", city);
        write("countryCode", country);
        write("countryName", name_of_country(country));
        out.end_object();
    }
    out.end_array();
}

bool has_piece(const std::string& text, std::string_view piece)
{
    return fold(text).find(fold(piece)) != std::string::npos;
}

// With each customer's own id, or with the one that clients see.
Result<std::vector<std::int64_t>> ids_of(const RequestContext& call, model::Filter filter,
                                         std::int64_t (*id_of)(const model::Customer&))
{
    std::vector<std::int64_t> ids;
    TRY(for_each_customer(call, std::move(filter), [&](const model::Customer& customer) {
        ids.push_back(id_of(customer));
        return true;
    }));
    return ids;
}

std::int64_t own_id(const model::Customer& customer) { return customer.id.value; }

// The parsed body of a mass update.
struct MassUpdate {
    std::vector<std::int64_t> ids; // of the body, as clients know them
    std::string mode;
    bool deletes = false;
    std::optional<CustomerBody> change;
};

Result<std::vector<std::int64_t>> read_ids(const Json& body)
{
    std::vector<std::int64_t> ids;
    const Json* json = body.find("ids");
    if (json == nullptr || json->is_null()) return ids;
    const auto* items = json->as_array();
    if (items == nullptr) return wrong_parameter("ids", "expected a list of numbers");
    for (const auto& item : *items) {
        auto id = wire::lenient_integer_codec.read(item);
        const auto* value = id ? std::get_if<std::int64_t>(&*id) : nullptr;
        if (value == nullptr) return wrong_parameter("ids", "expected a list of numbers");
        ids.push_back(*value);
    }
    return ids;
}

// Our ids, each once and in ascending order.
Result<std::vector<std::int64_t>> selected_ids(const RequestContext& call, const MassUpdate& update)
{
    auto ids =
        TRY(model::own_ids<model::Customer>(call.rows(), call.tenant.id, dialect_name, update.ids));
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

Result<MassUpdate> read_mass_update(const RequestContext& call)
{
    const auto body = TRY(read_object(call));
    MassUpdate update;
    update.ids = TRY(read_ids(body));
    const Json* mode = body.find("mode");
    if (mode != nullptr && mode->as_text() != nullptr) update.mode = *mode->as_text();
    if (update.mode != "SELECTED" && update.mode != "ALL_FILTERED" && update.mode != "ALL") {
        return wrong_parameter("mode", "expected one of 'SELECTED','ALL_FILTERED','ALL'");
    }
    // The vendor's client sends ALL by default. With ids, the caller probably forgot the mode: then
    // changing all customers would do harm.
    if (!update.ids.empty() && update.mode != "SELECTED") {
        return wrong_parameter("mode", "expected 'SELECTED' beside ids");
    }
    const Json* deletes = body.find("delete");
    if (deletes != nullptr && !deletes->is_null()) {
        const auto* flag = deletes->as_bool();
        if (flag == nullptr) return wrong_parameter("delete", "expected true or false");
        update.deletes = *flag;
    }
    if (update.deletes) return update;
    const Json* customer = body.find("customer");
    if (customer == nullptr || !customer->is_object()) return absent_field("customer");
    update.change = TRY(CustomerBody::of_mass_update(*customer));
    return update;
}

Result<bool> apply(const MassUpdate& update, directory::Transaction& transaction,
                   model::CustomerId id)
{
    const auto known = model::live_customer(transaction.rows(), transaction.tenant(), id);
    if (!known && known.error().code == Code::not_found) return false;
    if (!known) return fail(known.error());
    if (update.deletes) {
        TRY(directory::remove_customer(transaction, id));
    } else {
        TRY(update.change->update(transaction, *known));
    }
    return true;
}

Result<std::int64_t> apply(const MassUpdate& update, directory::Transaction& transaction,
                           std::span<const std::int64_t> ids)
{
    std::int64_t changed = 0;
    for (const auto id : ids) {
        changed += TRY(apply(update, transaction, model::CustomerId{id})) ? 1 : 0;
    }
    return changed;
}

// Runs in several writes, in the order of ids. In a batch, each write also stores the last id, so
// that a restart continues after it.
Result<http::Response> apply_to_all(RequestContext& call, const MassUpdate& update,
                                    std::span<const std::int64_t> ids)
{
    auto progress = stored_progress(call);
    const auto next = std::ranges::upper_bound(ids, progress.last);
    ids = ids.subspan(static_cast<std::size_t>(next - ids.begin()));
    while (!ids.empty()) {
        const auto piece = ids.first(std::min(ids.size(), customers_per_write));
        ids = ids.subspan(piece.size());
        progress = TRY(call.write([&](directory::Transaction& t) -> Result<CallProgress> {
            const auto changed = TRY(apply(update, t, piece));
            const CallProgress now{piece.back(), progress.count + changed};
            store_progress(call, now);
            if (ids.empty()) store_answer(call, counted("updateCount", now.count));
            return now;
        }));
    }
    return counted("updateCount", progress.count);
}

} // namespace

Result<http::Response> list_customer_filters(RequestContext& call)
{
    const auto total = TRY(count(call, {}));
    const auto repeated = TRY(count(
        call, model::where(operands::order_count, model::Filter::Op::greater, std::int64_t{1})));
    const auto once = TRY(count(call, model::equals(operands::order_count, std::int64_t{1})));
    std::string body;
    JsonWriter out(body);
    out.begin_object();
    out.name("total").integer(total);
    out.name("repeatedCustomersCount").integer(repeated);
    out.name("oneTimeCustomersCount").integer(once);
    TRY(write_store_groups(call, out));
    write_places(out, TRY(listed_addresses(call)));
    out.name("languages").begin_array();
    for (const auto& language : TRY(languages(call))) out.text(language);
    out.end_array().end_object();
    return json_response(std::move(body));
}

Result<http::Response> list_locations(RequestContext& call)
{
    const auto piece = parameter(call, "name").value_or("");
    std::map<std::string, std::string> countries; // by name
    for (const auto& place : TRY(listed_addresses(call))) {
        const auto& code = std::get<2>(place);
        const auto name = name_of_country(code);
        if (!name.empty() && has_piece(name, piece)) countries.emplace(name, code);
    }
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("items").begin_array();
    for (const auto& [name, code] : countries) {
        out.begin_object().name("country").text(name).name("countryCode").text(code).end_object();
    }
    out.end_array().end_object();
    return json_response(std::move(body));
}

Result<http::Response> list_products(RequestContext& call)
{
    const auto piece = parameter(call, "name").value_or("");
    std::map<std::int64_t, std::string> products;
    TRY(for_each_customer(call, has_some(operands::products), [&](const model::Customer& customer) {
        for (const auto& order : CustomerExtras::of(customer).orders) {
            for (const auto& product : order.products) {
                if (has_piece(product.name, piece)) products.emplace(product.id, product.name);
            }
        }
        return products.size() < most_choices;
    }));
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("items").begin_array();
    for (const auto& [id, name] : products) {
        out.begin_object().name("productId").integer(id).name("productName").text(name);
        out.end_object();
    }
    out.end_array().end_object();
    return json_response(std::move(body));
}

Result<http::Response> list_customer_ids(RequestContext& call)
{
    const auto filter = TRY(read_filters(call, Filters::bulk));
    const auto selection = TRY(read_selection(call));
    const auto ids = TRY(ids_of(call, filter, customer_id));
    std::string body;
    JsonWriter out(body);
    out.begin_object();
    if (selection.has("ids")) {
        out.name("ids").begin_array();
        for (const auto id : ids) out.integer(id);
        out.end_array();
    }
    out.end_object();
    return json_response(std::move(body));
}

Result<http::Response> update_customers(RequestContext& call)
{
    const auto update = TRY(read_mass_update(call));
    std::vector<std::int64_t> ids;
    if (update.mode == "SELECTED") ids = TRY(selected_ids(call, update));
    if (update.mode == "ALL") ids = TRY(ids_of(call, {}, own_id));
    if (update.mode == "ALL_FILTERED") {
        const auto filter = TRY(read_filters(call, Filters::bulk));
        ids = TRY(ids_of(call, filter, own_id));
    }
    return apply_to_all(call, update, ids);
}

} // namespace muster::dialects::ecwid
