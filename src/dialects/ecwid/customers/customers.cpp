// The calls on customers: read the request, call the directory once, write the answer.
#include "dialects/ecwid/customers/customers.h"

#include "dialects/ecwid/answers.h"
#include "dialects/ecwid/batch/batch_checkpoint.h"
#include "dialects/ecwid/customers/customer_body.h"
#include "dialects/ecwid/customers/customer_filters.h"
#include "dialects/ecwid/customers/customer_sort.h"
#include "dialects/ecwid/customers/customer_writer.h"
#include "dialects/ecwid/customers/fields.h"
#include "dialects/ecwid/ecwid.h"
#include "dialects/ecwid/errors.h"
#include "directory/customers.h"
#include "model/lookup.h"

namespace muster::dialects::ecwid {

namespace {

constexpr std::int64_t most_customers = 100; // of one page

Result<std::int64_t> count_all(const RequestContext& call)
{
    model::Query query;
    query.tenant = call.tenant.id;
    return call.rows().count(query);
}

Result<http::Response> write_page(const RequestContext& call, const OffsetPaging& paging,
                                  const wire::Selection& selection, model::Page&& page)
{
    const auto total = page.total.value_or(0);
    const auto customers = model::rows_of<model::Customer>(std::move(page));
    const auto count = static_cast<std::int64_t>(customers.size());
    ListAnswer answer({total, count, paging}, selection);
    if (answer.wants_items()) {
        const auto writer = TRY(CustomerWriter::prepare(call, customers));
        answer.begin_items();
        for (const auto& customer : customers) {
            writer.write_listed(answer.out(), customer, answer.item_selection());
        }
        answer.end_items();
    }
    if (selection.has("allCustomerCount")) {
        answer.out().name("allCustomerCount").integer(TRY(count_all(call)));
    }
    return answer.end();
}

// Both bounds are inclusive to the second, as times are shown.
Result<model::Filter> removed_between(const RequestContext& call)
{
    model::Filter all = model::all_of({model::negate(model::has_no("removed_at"))});
    if (const auto text = parameter(call, "from_date")) {
        all.parts.push_back(from("removed_at", TRY(read_time("from_date", *text))));
    }
    if (const auto text = parameter(call, "to_date")) {
        all.parts.push_back(up_to("removed_at", TRY(read_time("to_date", *text))));
    }
    return all;
}

constexpr auto tombstone_table = wire::partial_record(
    {"DeletedCustomer"},
    wire::row<customer_id>("id", wire::integer_codec, wire::Access::read_only)
        .about("The id that the customer had."),
    wire::row(model::CustomerColumn::removed_at, "date", datetime_codec, wire::Access::read_only)
        .about("When it was deleted."));

} // namespace

const wire::Record<model::Customer>& tombstone_record() { return tombstone_table; }

Result<model::Customer> find_customer(const model::Rows& rows, model::TenantId store,
                                      std::int64_t id)
{
    auto customer = model::known_by<model::Customer>(rows, store, dialect_name, id);
    if (!customer && customer.error().code == Code::not_found) return customer_not_found(id);
    return customer;
}

Result<http::Response> search_customers(RequestContext& call)
{
    model::Query query;
    query.tenant = call.tenant.id;
    query.filter = TRY(read_filters(call, Filters::all));
    const auto paging = TRY(read_paging(call, most_customers));
    const auto selection = TRY(read_selection(call));
    const auto* sort = TRY(read_sort(call));
    query.offset = paging.offset;
    query.limit = paging.limit;
    query.with_total = true;
    return write_page(call, paging, selection, TRY(sorted_page(call.rows(), query, *sort)));
}

Result<http::Response> get_customer(RequestContext& call)
{
    const auto selection = TRY(read_selection(call));
    const auto id = TRY(path_id(call, "customerId"));
    const auto customer = TRY(find_customer(call.rows(), call.tenant.id, id));
    const auto writer = TRY(CustomerWriter::prepare(call, {&customer, 1}));
    std::string body;
    JsonWriter out(body);
    writer.write(out, customer, selection);
    return json_response(std::move(body));
}

Result<http::Response> create_customer(RequestContext& call)
{
    const auto body = TRY(CustomerBody::read(call, wire::Purpose::create));
    return answer_by_write(call, [&](directory::Transaction& t) -> Result<http::Response> {
        const auto id = TRY(body.create(t));
        return created(id.value);
    });
}

Result<http::Response> update_customer(RequestContext& call)
{
    const auto id = TRY(path_id(call, "customerId"));
    const auto body = TRY(CustomerBody::read(call, wire::Purpose::update));
    return answer_by_write(call, [&](directory::Transaction& t) -> Result<http::Response> {
        const auto known = TRY(find_customer(t.rows(), t.tenant(), id));
        TRY(body.update(t, known));
        return updated();
    });
}

Result<http::Response> remove_customer(RequestContext& call)
{
    const auto id = TRY(path_id(call, "customerId"));
    return answer_by_write(call, [&](directory::Transaction& t) -> Result<http::Response> {
        const auto known = TRY(find_customer(t.rows(), t.tenant(), id));
        TRY(directory::remove_customer(t, known.id));
        return deleted();
    });
}

Result<http::Response> list_deleted_customers(RequestContext& call)
{
    model::Query query;
    query.tenant = call.tenant.id;
    query.filter = TRY(removed_between(call));
    query.sort.operand = "removed_at";
    const auto paging = TRY(read_paging(call, most_customers));
    const auto selection = TRY(read_selection(call));
    query.offset = paging.offset;
    query.limit = paging.limit;
    query.with_total = true;
    query.with_removed = true;
    auto page = TRY(call.rows().page(query));
    const auto count = static_cast<std::int64_t>(page.rows.size());
    ListAnswer answer({page.total.value_or(0), count, paging}, selection);
    if (answer.wants_items()) {
        answer.begin_items();
        for (const auto& row : page.rows) {
            wire::write_object(answer.out(), tombstone_table, std::get<model::Customer>(row),
                               answer.item_selection());
        }
        answer.end_items();
    }
    return answer.end();
}

} // namespace muster::dialects::ecwid
