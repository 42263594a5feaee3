// Lists customers, and finds one by id or e-mail (promises 20 to 23).
#include "directory/customers.h"

#include "base/text.h"
#include "dialects/nuweb/bodies.h"
#include "dialects/nuweb/captured_answers.h"
#include "dialects/nuweb/documents.h"
#include "dialects/nuweb/fields.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/nuweb.h"
#include "dialects/nuweb/resources.h"
#include "model/keys.h"
#include "model/lookup.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::nuweb {

namespace {

constexpr std::string_view responses_type = "dataCaptureResponses";

// Writes the customers of one answer and collects the resources that they include, each once.
class CustomerDocument {
public:
    static Result<CustomerDocument> begin(const RequestContext& call)
    {
        auto view = TRY(ResourceView::read(call.request, "customers"));
        CustomerDocument document(call, std::move(view), TRY(requested_currency(call)));
        if (document.view_.includes(responses_type)) {
            document.declared_ = TRY(model::load_declared(call.rows(), call.tenant.id));
        }
        return document;
    }

    const ResourceView& view() const { return view_; }

    void write(JsonWriter& out, const model::Customer& customer)
    {
        const auto id = model::shown_id(customer, dialect_name);
        out.begin_object().name("type").text("customers").name("id").integer(id);
        out.name("attributes");
        write_customer_attributes(out, customer, selection_);
        out.name("meta").begin_object().name("lastUpdated");
        out.text(format_rfc3339(customer.updated_at)).end_object();
        if (view_.includes_any()) write_relationships(out, customer);
        out.name("links").begin_object().name("self");
        out.text(link_to(call_, "/customer?id=" + std::to_string(id))).end_object().end_object();
    }

    void write_included(JsonWriter& out) const
    {
        if (view_.includes_any()) inclusions_.write(out);
    }

private:
    CustomerDocument(const RequestContext& call, ResourceView view, Currency currency)
        : call_(call), view_(std::move(view)), currency_(currency),
          selection_(view_.select("customers", customer_record()))
    {}

    void write_relationships(JsonWriter& out, const model::Customer& customer)
    {
        out.name("relationships").begin_object();
        const auto& company = call_.tenant;
        if (view_.includes("companies")) {
            relate(out, "companies", model::shown_id(company, dialect_name), company_record(),
                   company);
        }
        if (view_.includes("cities")) write_city(out, customer);
        if (view_.includes("currencies")) {
            relate(out, "currencies", currency_.id, currency_record(), currency_);
        }
        if (view_.includes(responses_type)) write_responses(out, customer);
        for (const std::string_view type : {"wallets", "authenticationProviders"}) {
            if (!view_.includes(type)) continue;
            out.name(type).begin_object().name("data").begin_array().end_array().end_object();
        }
        out.end_object();
    }

    void write_city(JsonWriter& out, const model::Customer& customer)
    {
        if (const auto city = city_of(customer)) {
            relate(out, "cities", city->id, city_record(), *city);
        } else {
            out.name("cities").begin_object().name("data").null().end_object();
        }
    }

    void write_responses(JsonWriter& out, const model::Customer& customer)
    {
        const auto shown = view_.select(responses_type, response_record());
        out.name(responses_type).begin_object().name("data").begin_array();
        each_response(customer, declared_, [&](std::int64_t id, const auto& response) {
            inclusions_.relate(out, responses_type, id, response_record(), response, shown);
        });
        out.end_array().end_object();
    }

    template <class T>
    void relate(JsonWriter& out, std::string_view type, std::int64_t id,
                const wire::Record<T>& record, const T& object)
    {
        out.name(type).begin_object().name("data");
        inclusions_.relate(out, type, id, record, object, view_.select(type, record));
        out.end_object();
    }

    const RequestContext& call_;
    ResourceView view_;
    Currency currency_;
    wire::Selection selection_;
    model::DeclaredFields declared_; // only when responses are included
    Inclusions inclusions_;
};

constexpr auto customer_document = wire::record(
    {"Customer"}, wire::described<wire::Envelope>("type", wire::text_codec),
    wire::described<wire::Envelope>("id", wire::integer_codec),
    wire::described<wire::Envelope, customer_record>("attributes"),
    wire::described<wire::Envelope>("meta.lastUpdated", wire::instant_codec), relationships_row,
    wire::described<wire::Envelope>("links.self", wire::text_codec));
constexpr auto customer_answer_table = wire::record(
    {"CustomerAnswer"}, wire::described<wire::Envelope, customer_document>("data"), included_row);
constexpr auto customer_list_table = wire::record(
    {"CustomerList"}, wire::described<wire::Envelope, customer_document>("data", wire::Many::yes),
    included_row, wire::described<wire::Envelope, page_links>("links"),
    wire::described<wire::Envelope>("meta.total", wire::integer_codec));

Result<model::Filter> read_filter(const RequestContext& call)
{
    // Muster has no NFC tags, so a filter by tag matches nothing.
    if (!call.request.parameter("nfcId").value_or("").empty()) return model::any_of({});
    const auto text = trim(call.request.parameter("lastUpdated").value_or(std::string_view{}));
    if (text.empty()) return model::all_of({});
    const auto moment = parse_instant(text);
    if (!moment) return fail(Code::invalid_value, "lastUpdated", "must be a valid date.");
    return model::where("updated_at", model::Filter::Op::greater, *moment);
}

muster::Failure no_customer() { return fail(Code::not_found, "customer", "no such customer"); }

// A redacted customer keeps its vendor number, else its id.
Result<model::Customer> find_redacted(const RequestContext& call, std::int64_t id)
{
    const auto& rows = call.rows();
    const auto tenant = call.tenant.id;
    auto numbered = model::find<model::Customer>(
        rows,
        model::vendor_number_key(model::Kind::customer, tenant, dialect_name, std::to_string(id)));
    if (numbered || numbered.error().code != Code::not_found) return numbered;
    auto customer = model::get(rows, tenant, model::CustomerId{id});
    if (customer && model::shown_id(*customer, dialect_name) != id) return no_customer();
    return customer;
}

Result<model::Customer> find_by_id(const RequestContext& call, std::string_view text)
{
    const auto id = parse_integer(text);
    if (!id) return fail(Code::invalid_value, "id", "must be an integer.");
    if (*id < 1 || *id > limits::vendor_number) return no_customer();
    auto known = model::known_by<model::Customer>(call.rows(), call.tenant.id, dialect_name, *id);
    if (known || known.error().code != Code::not_found) return known;
    return find_redacted(call, *id);
}

Result<model::Customer> find_by_email(const RequestContext& call, std::string_view email)
{
    return model::find<model::Customer>(call.rows(),
                                        model::customer_email_key(call.tenant.id, email));
}

// Muster has no orders, barcodes or tags.
Result<model::Customer> find_none(const RequestContext&, std::string_view) { return no_customer(); }

struct LookupWay {
    std::string_view parameter;
    Result<model::Customer> (*find)(const RequestContext&, std::string_view);
};

constexpr LookupWay ways[] = {
    {"id", find_by_id},     {"email", find_by_email}, {"reference", find_none},
    {"barcode", find_none}, {"nfcId", find_none},
};

Result<model::Customer> find_by_parameters(const RequestContext& call)
{
    FieldProblems problems;
    for (const auto& way : ways) {
        const auto text = trim(call.request.parameter(way.parameter).value_or(std::string_view{}));
        if (!text.empty()) return way.find(call, text);
        problems.add(way.parameter, "is required when none of the others is present.",
                     Code::missing_field);
    }
    return fail(problems.result().error());
}

} // namespace

const wire::AnyRecord& customer_list() { return customer_list_table; }
const wire::AnyRecord& customer_answer() { return customer_answer_table; }

Result<http::Response> list_customers(RequestContext& call)
{
    auto writer = TRY(CustomerDocument::begin(call));
    const auto paging = TRY(read_paging(call));
    model::Query query;
    query.tenant = call.tenant.id;
    query.filter = TRY(read_filter(call));
    query.offset = paging.offset;
    query.limit = paging.limit;
    query.with_total = true;
    query.with_removed = writer.view().with_trashed();
    const auto page = TRY(call.rows().page(query));
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("data").begin_array();
    for (const auto& row : page.rows) writer.write(out, std::get<model::Customer>(row));
    out.end_array();
    writer.write_included(out);
    write_paging(out, call, paging, page.total.value_or(0));
    out.end_object();
    return json_response(std::move(body));
}

Result<http::Response> get_customer(RequestContext& call)
{
    auto writer = TRY(CustomerDocument::begin(call));
    const auto customer = TRY(find_by_parameters(call));
    if (customer.removed_at && !writer.view().with_trashed()) return no_customer();
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("data");
    writer.write(out, customer);
    writer.write_included(out);
    out.end_object();
    return json_response(std::move(body));
}

} // namespace muster::dialects::nuweb
