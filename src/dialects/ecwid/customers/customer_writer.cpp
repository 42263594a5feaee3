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

using wire::Absent;
using wire::Access;
using wire::described;
using wire::embed;
using wire::row;

std::int64_t order_count(const CustomerExtras& extras) { return std::ssize(extras.orders); }
double sales_value(const CustomerExtras& extras) { return extras.sales_value(); }
std::optional<Time> first_order(const CustomerExtras& extras) { return extras.first_order(); }
std::optional<Time> last_order(const CustomerExtras& extras) { return extras.last_order(); }

double average_value(const CustomerExtras& extras)
{
    const auto count = static_cast<double>(order_count(extras));
    return count == 0 ? 0.0 : extras.sales_value() / count;
}

constexpr auto stats_table =
    wire::record({"CustomerStats"},
                 row<order_count>("numberOfOrders", wire::integer_codec, Access::read_only)
                     .about("How many orders there are."),
                 row<sales_value>("salesValue", wire::number_codec, Access::read_only)
                     .about("The sum of their totals."),
                 row<average_value>("averageOrderValue", wire::number_codec, Access::read_only)
                     .about("The average of their totals."),
                 row<first_order>("firstOrderDate", datetime_codec, Access::read_only)
                     .about("When the first was placed."),
                 row<last_order>("lastOrderDate", datetime_codec, Access::read_only)
                     .about("When the last was placed."));

constexpr auto address_list_table = wire::record(
    {}, wire::list<&CustomerExtras::addresses, shipping_address_record>("shippingAddresses")
            .about("In the order of orderBy. A list in a body replaces the stored one."));
constexpr auto contact_list_table =
    wire::record({}, wire::list<&CustomerExtras::contacts, contact_record>("contacts")
                         .about("In the order of orderBy. A list in a body replaces the stored "
                                "one, except the account's e-mail."));

const CustomerAnswer& same_answer(const CustomerAnswer& answer) { return answer; }
const CustomerExtras& lists_of(const CustomerAnswer& answer) { return answer.lists; }
const CustomerExtras* lists_with_addresses(const CustomerAnswer& answer)
{
    return answer.lists.is_guest ? nullptr : &answer.lists;
}
const BillingPerson* billing_of(const CustomerAnswer& answer)
{
    return answer.billing.address == Address{} ? nullptr : &answer.billing;
}
std::string default_scheme(const CustomerAnswer& answer)
{
    return answer.lists.has_scheme ? "" : "b2c";
}
std::int64_t total_order_count(const CustomerAnswer& answer) { return order_count(answer.lists); }
std::int64_t shown_group_id(const CustomerAnswer& answer)
{
    return answer.group == nullptr ? general.value : group_id(*answer.group);
}
std::string_view shown_group_name(const CustomerAnswer& answer)
{
    return answer.group == nullptr ? general_name : std::string_view(answer.group->name);
}
void write_favorites(JsonWriter& out, const CustomerAnswer&) { out.begin_array().end_array(); }

constexpr auto first_members =
    wire::record({}, embed<&CustomerAnswer::customer, customer_record>(),
                 row<default_scheme>("b2b_b2c", scheme_codec, Access::read_only)
                     .about("A person (b2c) or a firm (b2b)."));

constexpr auto other_members = wire::record(
    {},
    row<shown_group_id>("customerGroupId", wire::integer_codec, Access::read_write)
        .about("The customer's group; 0 is General.", "1"),
    row<shown_group_name>("customerGroupName", wire::text_codec, Access::read_only)
        .about("The name of the group."),
    wire::object<billing_of, billing_person_record>("billingPerson", Access::read_write)
        .about("Who pays. A body changes the members that it names."),
    embed<lists_with_addresses, address_list_table>(), embed<lists_of, contact_list_table>(),
    wire::object<lists_of, stats_table>("stats", Access::read_only)
        .about("Figures of the customer's orders."),
    wire::custom<write_favorites>("favorites", R"({"type": "array", "items": {"type": "object",
        "properties": {}}})")
        .about("Always empty: there is no storefront here."),
    wire::list<&CustomerAnswer::extrafields, extrafield_value_record>("extrafields")
        .with(Absent::omitted)
        .about("The values of extra fields. A body changes the keys that it names."),
    described<CustomerAnswer>("name", wire::text_codec, Access::write_only)
        .about("Used as the name in billingPerson when that has none."),
    described<CustomerAnswer>("password", wire::text_codec, Access::write_only)
        .about("Stored as a hash, never shown."),
    described<CustomerAnswer>("primaryPhone", wire::text_codec, Access::write_only)
        .about("The default contact of type PHONE."));

constexpr auto answer_table = wire::record({"Customer"}, embed<same_answer, first_members>(),
                                           embed<same_answer, other_members>());

constexpr auto listed_table =
    wire::record({"ListedCustomer"}, embed<same_answer, first_members>(),
                 row<total_order_count>("totalOrderCount", wire::integer_codec, Access::read_only)
                     .about("How many orders there are."),
                 embed<same_answer, other_members>());

// In the vendor's API, a customer is updated whenever its group changes. The later of both times is
// computed when the customer is read, which saves a write for each member of the group.
Time time_of_change(const model::Customer& customer, const model::Group* group)
{
    return group == nullptr ? customer.updated_at
                            : std::max(customer.updated_at, group->updated_at);
}

} // namespace

const wire::Record<CustomerAnswer>& customer_answer_record() { return answer_table; }
const wire::Record<CustomerAnswer>& listed_customer_record() { return listed_table; }

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

CustomerAnswer CustomerWriter::answer_of(const model::Customer& customer) const
{
    CustomerAnswer answer{
        customer, CustomerExtras::of(customer), group_of(customer), billing_person(customer), {}};
    sort_for_showing(answer.lists);
    answer.customer.updated_at = time_of_change(customer, answer.group);
    answer.extrafields = shown_extrafields(customer, answer.lists, declared_);
    return answer;
}

void CustomerWriter::write(JsonWriter& out, const model::Customer& customer,
                           const wire::Selection& selection) const
{
    wire::write_object(out, answer_table, answer_of(customer), selection);
}

void CustomerWriter::write_listed(JsonWriter& out, const model::Customer& customer,
                                  const wire::Selection& selection) const
{
    wire::write_object(out, listed_table, answer_of(customer), selection);
}

} // namespace muster::dialects::ecwid
