// The calls about customers. The one group that a customer has in this API is its home group.
#include "directory/customers.h"

#include "dialects/xtrakit/body.h"
#include "dialects/xtrakit/fields.h"
#include "dialects/xtrakit/handlers.h"
#include "dialects/xtrakit/listing.h"
#include "dialects/xtrakit/reply.h"
#include "dialects/xtrakit/xtrakit.h"
#include "directory/groups.h"
#include "directory/memberships.h"
#include "model/lookup.h"

namespace muster::dialects::xtrakit {

namespace {

void write_customer_row(JsonWriter& out, const model::Tenant& tenant, const model::Entity& row)
{
    write_customer(out, tenant, std::get<model::Customer>(row));
}

Result<http::Response> reply_customer(const RequestContext& call, std::string_view message,
                                      const model::Customer& customer)
{
    const auto shown = TRY(with_shown_group(call, customer));
    return reply_with(message, "customer",
                      [&](JsonWriter& out) { write_customer(out, call.tenant, shown); });
}

// The customer that clients know by this id.
Result<model::Customer> known_customer(const RequestContext& call, const model::Rows& rows,
                                       std::int64_t id)
{
    return model::known_by<model::Customer>(rows, call.tenant.id, dialect_name, id);
}

// In place of the group of a stored customer, to see whether a body names one.
constexpr model::GroupId untouched{-1};

// When the group does not exist, is full or takes no members, the error is about customer_group_id.
Result<model::Customer> put_into_group(directory::Transaction& transaction,
                                       model::CustomerId customer, model::GroupId group)
{
    const auto own = own_group_id(transaction.rows(), transaction.tenant(), group);
    const auto placed = own ? directory::set_home_group(transaction, customer, *own)
                            : Result<void>(fail(own.error()));
    if (placed) return model::live_customer(transaction.rows(), transaction.tenant(), customer);
    const bool ours = placed.error().subject == "group" || placed.error().code == Code::full;
    if (!ours) return fail(placed.error());
    return fail(Code::invalid_value, "customer_group_id", placed.error().message);
}

// A customer created without "created_by" gets the name of the key (promise 25).
Result<void> add_maker(const RequestContext& call, Json& body)
{
    if (body.find("created_by")) return {};
    const auto key = TRY(call.services.identity.by_id("xtrakit", call.principal.credential));
    if (!key.name.empty()) body.set("created_by", Json(key.name));
    return {};
}

} // namespace

Result<http::Response> list_customers(RequestContext& call)
{
    auto filter = TRY(read_filters(call));
    const auto group = TRY(read_integer(call.request, "customer_group_id"));
    if (group) {
        const auto own = TRY(
            model::own_ids<model::Group>(call.rows(), call.tenant.id, dialect_name, {&*group, 1}));
        filter.parts.push_back(
            own.empty() ? model::any_of({})
                        : TRY(directory::shown_in(call.rows(), call.tenant.id, {own.front()})));
    }
    const auto customers =
        TRY(list_all(call, model::Kind::customer, std::move(filter), write_customer_row));
    return listed_reply("Customers", "customers", customers);
}

Result<http::Response> get_customer(RequestContext& call)
{
    const auto id = TRY(path_id(call, "customer"));
    const auto customer = TRY(known_customer(call, call.rows(), id));
    const auto shown = TRY(with_shown_group(call, customer));
    std::string data;
    JsonWriter out(data);
    out.begin_object().name("customer");
    write_customer(out, call.tenant, shown);
    out.name("customer-group").begin_array();
    const auto group = model::live_group(call.rows(), call.tenant.id, customer.home_group);
    if (group) write_group(out, call.tenant, *group);
    out.end_array().end_object();
    return reply("Customer found", data);
}

Result<http::Response> create_customer(RequestContext& call)
{
    auto body = TRY(read_body(call.request));
    TRY(add_maker(call, body));
    model::Customer draft;
    TRY(read_customer(body, draft));
    const auto customer =
        call.write([&](directory::Transaction& transaction) -> Result<model::Customer> {
            auto created = TRY(directory::create_customer(transaction, draft));
            if (!draft.home_group) return created;
            return put_into_group(transaction, created.id, draft.home_group);
        });
    if (!customer) return fail(in_customer_words(customer.error()));
    return reply_customer(call, "Customer added successfully", *customer);
}

Result<http::Response> update_customer(RequestContext& call)
{
    const auto id = TRY(path_id(call, "customer"));
    const auto body = TRY(read_body(call.request));
    const auto customer =
        call.write([&](directory::Transaction& transaction) -> Result<model::Customer> {
            const auto known = TRY(known_customer(call, transaction.rows(), id));
            model::GroupId wanted;
            const auto edit = [&](model::Customer& edited) {
                edited.home_group = untouched;
                auto read = read_customer(body, edited);
                wanted = edited.home_group;
                return read;
            };
            auto updated = TRY(directory::update_customer(transaction, known.id, edit));
            if (wanted == untouched) return updated;
            return put_into_group(transaction, known.id, wanted);
        });
    if (!customer) return fail(in_customer_words(customer.error()));
    return reply_customer(call, "Customer updated successfully", *customer);
}

Result<http::Response> remove_customer(RequestContext& call)
{
    const auto id = TRY(path_id(call, "customer"));
    TRY(call.write([&](directory::Transaction& t) -> Result<void> {
        return directory::remove_customer(t, TRY(known_customer(call, t.rows(), id)).id);
    }));
    return reply("Customer deleted successfully");
}

} // namespace muster::dialects::xtrakit
