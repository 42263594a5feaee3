// Writes customers. Knows no requests beyond the store that they are of.
#include "dialects/ecwid/customer_writer.h"

#include <algorithm>

#include "dialects/ecwid/answers.h"
#include "dialects/ecwid/contacts.h"
#include "dialects/ecwid/extrafields.h"
#include "dialects/ecwid/fields.h"
#include "dialects/ecwid/groups.h"
#include "dialects/ecwid/shipping.h"

namespace muster::dialects::ecwid {

namespace {

void write_contacts(JsonWriter& out, const std::vector<Contact>& contacts,
                    const wire::Selection& selection)
{
    out.begin_array();
    for (const auto& contact : contacts) write_contact(out, contact, selection);
    out.end_array();
}

void write_stats(JsonWriter& out, const Document& document, const wire::Selection& selection)
{
    const auto count = static_cast<std::int64_t>(document.orders.size());
    const double sum = document.sales_value();
    const auto write_date = [&](std::string_view name, std::optional<Time> time) {
        if (time && selection.has(name)) out.name(name).text(format_datetime(*time));
    };
    out.begin_object();
    if (selection.has("numberOfOrders")) out.name("numberOfOrders").integer(count);
    if (selection.has("salesValue")) out.name("salesValue").number(sum);
    if (selection.has("averageOrderValue")) {
        out.name("averageOrderValue").number(count == 0 ? 0 : sum / static_cast<double>(count));
    }
    write_date("firstOrderDate", document.first_order());
    write_date("lastOrderDate", document.last_order());
    out.end_object();
}

// "Whenever the customer's group changes in any way" (spec 6.7), without a write per member.
Time time_of_change(const core::Customer& customer, const core::Group* group)
{
    return group == nullptr ? customer.updated_at
                            : std::max(customer.updated_at, group->updated_at);
}

} // namespace

Result<CustomerWriter> CustomerWriter::prepare(const Call& call,
                                               std::span<const core::Customer> customers)
{
    CustomerWriter writer;
    std::vector<std::int64_t> ids;
    for (const auto& customer : customers) {
        if (customer.home_group) ids.push_back(customer.home_group.value);
    }
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (!ids.empty()) {
        auto groups = TRY(call.rows().get_all(core::Kind::group, call.tenant.id, ids));
        for (auto& entity : groups) {
            auto& group = std::get<core::Group>(entity);
            writer.groups_.emplace(group.id.value, std::move(group));
        }
    }
    writer.declared_ = TRY(core::load_declared(call.rows(), call.tenant.id));
    return writer;
}

const core::Group* CustomerWriter::group_of(const core::Customer& customer) const
{
    const auto found = groups_.find(customer.home_group.value);
    return found == groups_.end() ? nullptr : &found->second;
}

void CustomerWriter::write(JsonWriter& out, const core::Customer& customer,
                           const wire::Selection& selection, Within within) const
{
    auto document = Document::of(customer);
    sort_for_showing(document);
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
        out.name("totalOrderCount").integer(static_cast<std::int64_t>(document.orders.size()));
    }
    if (selection.has("customerGroupId")) {
        out.name("customerGroupId").integer(group == nullptr ? general.value : group->id.value);
    }
    if (selection.has("customerGroupName")) {
        out.name("customerGroupName").text(group == nullptr ? general_name : group->name);
    }
    write_billing_person(out, customer, selection);
    if (!document.is_guest && selection.has("shippingAddresses")) {
        out.name("shippingAddresses");
        write_shipping_addresses(out, document.addresses, selection.inside("shippingAddresses"));
    }
    if (selection.has("contacts")) {
        out.name("contacts");
        write_contacts(out, document.contacts, selection.inside("contacts"));
    }
    if (selection.has("stats")) {
        out.name("stats");
        write_stats(out, document, selection.inside("stats"));
    }
    if (selection.has("favorites")) out.name("favorites").begin_array().end_array();
    if (selection.has("extrafields")) {
        write_extrafields(out, customer, document, declared_, selection.inside("extrafields"));
    }
    out.end_object();
}

} // namespace muster::dialects::ecwid
