// Creates, updates and redacts customers (promises 24 to 29).
#include "dialects/nuweb/bodies.h"
#include "dialects/nuweb/codecs.h"
#include "dialects/nuweb/documents.h"
#include "dialects/nuweb/fields.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/nuweb.h"
#include "dialects/nuweb/resources.h"
#include "directory/customers.h"
#include "model/lookup.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::nuweb {

namespace {

constexpr directory::CustomerRules customer_rules{.unique_email = true};

// A body that was checked as a whole. All problems are reported at once, before the password is
// hashed (which is slow) and before anything is written.
struct CustomerWriteBody {
    model::CustomerId id;     // of an update
    model::Customer customer; // only what the body has
    std::string password;
};

constexpr auto password_row =
    wire::row<&CustomerWriteBody::password>("password", password_codec, wire::Access::write_only)
        .about("Stored as a hash.");

constexpr auto new_customer_table = wire::record(
    {"NewCustomer"}, wire::embed<&CustomerWriteBody::customer, customer_record>(), password_row);

constexpr auto changed_customer_table = wire::record(
    {"ChangedCustomer"},
    wire::row<&CustomerWriteBody::id>("id", wire::lenient_integer_codec, wire::Access::required)
        .about("The customer to change.", "1"),
    wire::embed<&CustomerWriteBody::customer, customer_record>(), password_row);

struct RemovalBody {
    model::CustomerId id;
    bool force = false; // needed for customers with tickets, which Muster does not have
};

constexpr auto removal_table = wire::record(
    {"Removal"},
    wire::row<&RemovalBody::id>("id", wire::lenient_integer_codec, wire::Access::required),
    wire::row<&RemovalBody::force>("force", wire::lenient_boolean_codec));

struct SuccessAnswer {
    bool success = true;
};

constexpr auto success_table =
    wire::record({"Success"}, wire::row<&SuccessAnswer::success>("success", wire::boolean_codec,
                                                                 wire::Access::read_only));

constexpr auto short_customer_document = resource_document<customer_record>("ShortCustomer");
constexpr auto short_customer_table = wire::record(
    {"ShortCustomerAnswer"}, wire::described<wire::Envelope, short_customer_document>("data").about(
                                 "With the attributes that are most often needed."));

wire::Selection short_selection()
{
    std::string names;
    for (const auto name : short_customer_attributes()) names.append(name).append(1, ',');
    return wire::Selection::parse(names).value();
}

// The answer of create and update: the short set of attributes (promise 25).
http::Response short_answer(const RequestContext& call, const model::Customer& customer)
{
    static const auto selection = short_selection();
    const auto id = model::shown_id(customer, dialect_name);
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("data");
    write_resource_with(
        out, {"customers", id, link_to(call, "/customer?id=" + std::to_string(id))},
        [&](JsonWriter& writer) { write_customer_attributes(writer, customer, selection); });
    out.end_object();
    return json_response(std::move(body));
}

Result<model::Customer> with_customer_names(Result<model::Customer> written)
{
    if (!written) return fail(with_attribute_names(std::move(written).error()));
    return written;
}

// `id` as clients know it.
Result<model::Customer> named_customer(const directory::Transaction& t, model::CustomerId id)
{
    return model::known_by<model::Customer>(t.rows(), t.tenant(), dialect_name, id.value);
}

// `id` from the query string or from a JSON body; the query string wins.
Result<model::CustomerId> read_removed_id(const RequestContext& call)
{
    auto body = TRY(read_body(call));
    for (const std::string_view name : {"id", "force"}) {
        if (const auto sent = call.request.parameter(name)) body.set(name, Json(*sent));
    }
    RemovalBody removal;
    TRY(wire::read_members<RemovalBody>(body, removal_table, removal,
                                        {.purpose = wire::Purpose::create}));
    return removal.id;
}

} // namespace

const wire::AnyRecord& new_customer_body() { return new_customer_table; }
const wire::AnyRecord& changed_customer_body() { return changed_customer_table; }
const wire::AnyRecord& short_customer_answer() { return short_customer_table; }
const wire::AnyRecord& success_answer() { return success_table; }

Result<http::Response> create_customer(RequestContext& call)
{
    auto body = TRY(read_body_as<CustomerWriteBody>(call, new_customer_table));
    auto& draft = body.customer;
    if (!body.password.empty()) draft.password_hash = TRY(hash_password(body.password));
    const auto customer = TRY(with_customer_names(call.write([&](directory::Transaction& t) {
        return directory::create_customer(t, draft, customer_rules);
    })));
    return short_answer(call, customer);
}

Result<http::Response> update_customer(RequestContext& call)
{
    const auto json = TRY(read_body(call));
    CustomerWriteBody body;
    FieldProblems problems;
    problems.add(wire::read_members<CustomerWriteBody>(json, changed_customer_table, body));
    if (json.find("id") == nullptr) problems.add("id", "is required", Code::missing_field);
    TRY(problems.result());
    const auto hash = body.password.empty() ? std::string{} : TRY(hash_password(body.password));
    // Read again, into the stored customer: what the body does not have must stay as it is now.
    const auto edit = [&](model::Customer& customer) -> Result<void> {
        if (!hash.empty()) customer.password_hash = hash;
        return read_customer(json, wire::Purpose::update, customer);
    };
    const auto customer = TRY(
        with_customer_names(call.write([&](directory::Transaction& t) -> Result<model::Customer> {
            const auto known = TRY(named_customer(t, body.id));
            return directory::update_customer(t, known.id, edit, customer_rules);
        })));
    return short_answer(call, customer);
}

Result<http::Response> remove_customer(RequestContext& call)
{
    const auto id = TRY(read_removed_id(call));
    TRY(call.write([&](directory::Transaction& t) -> Result<void> {
        return directory::remove_customer(t, TRY(named_customer(t, id)).id);
    }));
    return record_response<SuccessAnswer>(success_table, {});
}

} // namespace muster::dialects::nuweb
