// Creates, updates and redacts customers (promises 24 to 29).
#include "base/text.h"
#include "dialects/nuweb/bodies.h"
#include "dialects/nuweb/fields.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/paging.h"
#include "dialects/nuweb/view.h"
#include "directory/customers.h"

namespace muster::dialects::nuweb {

namespace {

constexpr directory::CustomerRules customer_rules{.unique_email = true};

// The answer of create and update: the short set of attributes (promise 25).
http::Response short_document(const RequestContext& call, const model::Customer& customer)
{
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("data").begin_object();
    out.name("type").text("customers").name("id").integer(customer.id.value);
    out.name("attributes");
    static const auto selection = ResourceView{}.select("customers", short_customer_attributes());
    write_customer_attributes(out, customer, selection);
    out.name("links").begin_object().name("self");
    out.text(link_to(call, "/customer?id=" + std::to_string(customer.id.value)));
    out.end_object().end_object().end_object();
    return json_response(std::move(body));
}

// A body that was checked as a whole. All problems are reported at once, before the password is
// hashed (which is slow) and before anything is written.
struct CustomerWriteBody {
    Json body;
    model::Customer customer; // only what the body has
    std::string password;
};

Result<CustomerWriteBody> read_customer_body(const RequestContext& call, wire::Purpose purpose,
                                             FieldProblems& problems)
{
    CustomerWriteBody draft{TRY(read_body(call)), {}, {}};
    if (auto read = read_customer(draft.body, purpose, draft.customer); !read) {
        problems.add(read.error());
    }
    const Json* password = draft.body.find("password");
    const bool given = password != nullptr && !password->is_null();
    if (given) draft.password = read_text(draft.body, "password", Presence::required, problems);
    return draft;
}

Result<model::Customer> with_customer_names(Result<model::Customer> written)
{
    if (!written) return fail(with_attribute_names(std::move(written).error()));
    return written;
}

// `id` from the query string or from a JSON body; the query string wins.
Result<std::int64_t> read_removed_id(const RequestContext& call)
{
    auto body = TRY(read_body(call));
    for (const std::string_view name : {"id", "force"}) {
        if (const auto sent = call.request.parameter(name)) body.set(name, Json(*sent));
    }
    FieldProblems problems;
    const auto id = read_id(body, "id", problems);
    read_flag(body, "force", problems);
    TRY(problems.result());
    return id;
}

} // namespace

Result<http::Response> create_customer(RequestContext& call)
{
    FieldProblems problems;
    auto draft = TRY(read_customer_body(call, wire::Purpose::create, problems));
    TRY(problems.result());
    if (!draft.password.empty()) draft.customer.password_hash = hash_password(draft.password);
    const auto customer =
        TRY(with_customer_names(call.write([&](directory::Transaction& transaction) {
            return directory::create_customer(transaction, draft.customer, customer_rules);
        })));
    return short_document(call, customer);
}

Result<http::Response> update_customer(RequestContext& call)
{
    FieldProblems problems;
    const auto draft = TRY(read_customer_body(call, wire::Purpose::update, problems));
    const model::CustomerId id{read_id(draft.body, "id", problems)};
    TRY(problems.result());
    const auto hash = draft.password.empty() ? std::string{} : hash_password(draft.password);
    const auto edit = [&](model::Customer& customer) -> Result<void> {
        if (!hash.empty()) customer.password_hash = hash;
        return read_customer(draft.body, wire::Purpose::update, customer);
    };
    const auto customer =
        TRY(with_customer_names(call.write([&](directory::Transaction& transaction) {
            return directory::update_customer(transaction, id, edit, customer_rules);
        })));
    return short_document(call, customer);
}

Result<http::Response> remove_customer(RequestContext& call)
{
    const model::CustomerId id{TRY(read_removed_id(call))};
    TRY(call.write([&](directory::Transaction& transaction) {
        return directory::remove_customer(transaction, id);
    }));
    std::string body;
    JsonWriter(body).begin_object().name("success").boolean(true).end_object();
    return json_response(std::move(body));
}

} // namespace muster::dialects::nuweb
