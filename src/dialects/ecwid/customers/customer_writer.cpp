// Writes customers.
#include "dialects/ecwid/customers/customer_writer.h"

#include <algorithm>

#include "dialects/ecwid/answers.h"
#include "dialects/ecwid/customers/contacts.h"
#include "dialects/ecwid/customers/fields.h"
#include "dialects/ecwid/customers/shipping.h"
#include "dialects/ecwid/extrafields/extrafields.h"
#include "dialects/ecwid/groups.h"

namespace muster::dialects::ecwid {

namespace {

void write_contacts(JsonWriter& out, const std::vector<Contact>& contacts,
                    const wire::Selection& selection)
{
    out.begin_array();
    for (const auto& contact : contacts) write_contact(out, contact, selection);
    out.end_array();
}

model::Value time_or_null(std::optional<Time> time)
{
    return time ? model::Value{*time} : model::Value{};
}

std::int64_t order_count(const CustomerExtras& extras)
{
    return static_cast<std::int64_t>(extras.orders.size());
}

model::Value average(const CustomerExtras& extras)
{
    const auto count = static_cast<double>(order_count(extras));
    return count == 0 ? 0.0 : extras.sales_value() / count;
}

constexpr wire::Member<CustomerExtras> stats_members[] = {
    {"numberOfOrders", &wire::integer_form,
     [](const CustomerExtras& extras) { return model::Value{order_count(extras)}; }},
    {"salesValue", &wire::number_form,
     [](const CustomerExtras& extras) { return model::Value{extras.sales_value()}; }},
    {"averageOrderValue", &wire::number_form, average},
    {"firstOrderDate", &datetime_form,
     [](const CustomerExtras& extras) { return time_or_null(extras.first_order()); }},
    {"lastOrderDate", &datetime_form,
     [](const CustomerExtras& extras) { return time_or_null(extras.last_order()); }},
};

// By the vendor, a customer counts as updated whenever its group changes in any way. Taking the
// later of both times when it is read saves a write per member of the group.
Time time_of_change(const model::Customer& customer, const model::Group* group)
{
    return group == nullptr ? customer.updated_at
                            : std::max(customer.updated_at, group->updated_at);
}

} // namespace

Json customer_schema(Within within)
{
    constexpr auto side = wire::Side::answer;
    wire::ObjectSchema object;
    object.add(customer_table(), side);
    if (within == Within::list) object.add("totalOrderCount", "integer");
    object.add("customerGroupId", "integer").add("customerGroupName", "string");
    object.add("billingPerson", billing_person_schema(side));
    object.add("shippingAddresses", wire::list_of(shipping_address_schema(side)));
    object.add("contacts", wire::list_of(contact_schema(side)));
    object.add("stats", wire::ObjectSchema().add(stats_members, side).done());
    object.add("favorites", wire::list_of(wire::ObjectSchema().done()));
    object.add("extrafields", wire::list_of(extrafield_schema(side)));
    return object.done();
}

Result<CustomerWriter> CustomerWriter::prepare(const RequestContext& call,
                                               std::span<const model::Customer> customers)
{
    CustomerWriter writer;
    std::vector<std::int64_t> ids;
    for (const auto& customer : customers) {
        if (customer.home_group) ids.push_back(customer.home_group.value);
    }
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (!ids.empty()) {
        auto groups = TRY(call.rows().get_all(model::Kind::group, call.tenant.id, ids));
        for (auto& entity : groups) {
            auto& group = std::get<model::Group>(entity);
            writer.groups_.emplace(group.id.value, std::move(group));
        }
    }
    writer.declared_ = TRY(model::load_declared(call.rows(), call.tenant.id));
    return writer;
}

const model::Group* CustomerWriter::group_of(const model::Customer& customer) const
{
    const auto found = groups_.find(customer.home_group.value);
    return found == groups_.end() ? nullptr : &found->second;
}

void CustomerWriter::write(JsonWriter& out, const model::Customer& customer,
                           const wire::Selection& selection, Within within) const
{
    auto extras = CustomerExtras::of(customer);
    sort_for_showing(extras);
    const auto* group = group_of(customer);
    auto shown = customer;
    shown.updated_at = time_of_change(customer, group);
    out.begin_object();
    wire::write_members(out, customer_table(), shown, selection);
    if (customer.extras.of("ecwid").find("\"b2b_b2c\"") == std::string_view::npos &&
        selection.has("b2b_b2c")) {
        out.name("b2b_b2c").text("b2c");
    }
    if (within == Within::list && selection.has("totalOrderCount")) {
        out.name("totalOrderCount").integer(order_count(extras));
    }
    if (selection.has("customerGroupId")) {
        out.name("customerGroupId").integer(group == nullptr ? general.value : group->id.value);
    }
    if (selection.has("customerGroupName")) {
        out.name("customerGroupName").text(group == nullptr ? general_name : group->name);
    }
    write_billing_person(out, customer, selection);
    if (!extras.is_guest && selection.has("shippingAddresses")) {
        out.name("shippingAddresses");
        write_shipping_addresses(out, extras.addresses, selection.inside("shippingAddresses"));
    }
    if (selection.has("contacts")) {
        out.name("contacts");
        write_contacts(out, extras.contacts, selection.inside("contacts"));
    }
    if (selection.has("stats")) {
        out.name("stats").begin_object();
        wire::write_members(out, stats_members, extras, selection.inside("stats"));
        out.end_object();
    }
    if (selection.has("favorites")) out.name("favorites").begin_array().end_array();
    if (selection.has("extrafields")) {
        write_extrafields(out, customer, extras, declared_, selection.inside("extrafields"));
    }
    out.end_object();
}

} // namespace muster::dialects::ecwid
