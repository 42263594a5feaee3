// /v1/customers: reads and writes of single customers.
#include "directory/customers.h"

#include "dialects/native/body.h"
#include "dialects/native/filters.h"
#include "dialects/native/handlers.h"
#include "dialects/native/write.h"
#include "directory/checks.h"
#include "directory/memberships.h"
#include "directory/merging/customer_merge.h"
#include "model/lookup.h"
#include "model/pages.h"

namespace muster::dialects::native {

using directory::Transaction;
using model::Customer;

namespace {

Result<void> merge(Transaction& transaction, const MergePatch& draft, Customer& customer,
                   wire::Purpose purpose)
{
    TRY(merge_members(draft, customer, purpose));
    return merge_fields(transaction, model::FieldEntity::customer, draft.values, customer.fields);
}

// How many log entries hold values of the customer: an erasure blanks them.
Result<std::int64_t> count_entries(const RequestContext& call, model::CustomerId id)
{
    model::ChangeQuery query;
    query.tenant = call.tenant.id;
    query.kind = model::Kind::customer;
    query.id = id.value;
    query.limit = static_cast<std::int64_t>(limits::page_items);
    std::int64_t count = 0;
    TRY(model::each_change(call.rows(), query, [&](const model::Change& change) {
        if (!change.before.empty() || !change.after.empty()) ++count;
    }));
    return count;
}

HandlerResult preview_removal(const RequestContext& call, model::CustomerId id)
{
    const auto expected = TRY(expected_revision(call));
    TRY(rehearse(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        const auto customer = TRY(model::live_customer(transaction.rows(), call.tenant.id, id));
        TRY(directory::check_revision(customer.revision, expected));
        return reply_nothing();
    }));
    const auto memberships = TRY(directory::memberships_of(call.rows(), call.tenant.id, id));
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("dry_run").boolean(true);
    out.name("memberships_ended").integer(static_cast<std::int64_t>(memberships.size()));
    out.name("log_entries_blanked").integer(TRY(count_entries(call, id)));
    out.end_object();
    return json_response(std::move(body));
}

Result<Customer> named_customer(const RequestContext& call)
{
    return model::live_customer(call.rows(), call.tenant.id, {TRY(path_id(call, "customer"))});
}

} // namespace

HandlerResult list_customers(RequestContext& call)
{
    model::Query query;
    query.kind = model::Kind::customer;
    query.tenant = call.tenant.id;
    return reply_listed<Customer>(call, std::move(query), customer_filters);
}

HandlerResult create_customer(RequestContext& call)
{
    const auto draft = TRY(read_draft(TRY(read_body(call)), "fields"));
    return write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        Customer customer;
        TRY(merge(transaction, draft, customer, wire::Purpose::create));
        customer =
            TRY(located(directory::create_customer(transaction, customer), customer_record()));
        return WriteAnswer(
            reply_created(customer, "/v1/customers/" + std::to_string(customer.id.value)),
            customer.id);
    });
}

// The id of a customer that was merged leads to the survivor.
HandlerResult get_customer(RequestContext& call)
{
    const auto customer = named_customer(call);
    if (customer) return reply_read(call, *customer);
    if (customer.error().code != Code::not_found) return fail(customer.error());
    const auto survivor =
        TRY(directory::survivor_of(call.rows(), call.tenant.id, {TRY(path_id(call, "customer"))}));
    if (!survivor) return fail(customer.error());
    std::string body;
    JsonWriter(body).begin_object().name("merged_into").integer(survivor.value).end_object();
    auto response = json_response(std::move(body), 308);
    response.headers.push_back({"Location", "/v1/customers/" + std::to_string(survivor.value)});
    return response;
}

HandlerResult update_customer(RequestContext& call)
{
    const model::CustomerId id{TRY(path_id(call, "customer"))};
    const auto draft = TRY(read_draft(TRY(read_body(call)), "fields"));
    const auto expected = TRY(expected_revision(call));
    return write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        const auto edit = [&](Customer& customer) {
            return merge(transaction, draft, customer, wire::Purpose::update);
        };
        auto updated = directory::update_customer(transaction, id, edit, {}, expected);
        return WriteAnswer(reply(TRY(located(std::move(updated), customer_record()))), id);
    });
}

HandlerResult remove_customer(RequestContext& call)
{
    const model::CustomerId id{TRY(path_id(call, "customer"))};
    if (TRY(flag_parameter(call, "dry_run"))) return preview_removal(call, id);
    const auto expected = TRY(expected_revision(call));
    return write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        TRY(directory::remove_customer(transaction, id, expected));
        return reply_nothing();
    });
}

} // namespace muster::dialects::native
