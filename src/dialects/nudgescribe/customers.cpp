// Customers of a group: /v1/customer (promises 30 to 34).
#include "directory/customers.h"

#include "base/text.h"
#include "dialects/nudgescribe/audit.h"
#include "dialects/nudgescribe/documents.h"
#include "dialects/nudgescribe/handlers.h"
#include "dialects/nudgescribe/upload.h"
#include "dialects/pieces.h"
#include "model/keys.h"
#include "model/lookup.h"

namespace muster::dialects::nudgescribe {

namespace {

using directory::Transaction;

constexpr std::int64_t page_customers = 100; // promise 7

muster::Failure undone_on_purpose() { return fail(Code::conflict, "rehearsal", "undoes its rows"); }

// Checks the upload exactly as storing it would, by writes that are then undone.
Result<UploadReport> rehearse(const RequestContext& call, const ProfileSchema& profile,
                              const Upload& upload, UploadTarget target)
{
    UploadWriter writer(profile, upload, target, UploadWriter::UploadPurpose::rehearse);
    while (!writer.is_done()) {
        const jobs::WriteTurn turn;
        const auto undone = call.write([&](Transaction& t) -> Result<void> {
            TRY(writer.take(t));
            return undone_on_purpose();
        });
        if (undone.error().subject != "rehearsal") return fail(undone.error());
        writer.accept();
        if (!writer.is_done()) turn.give_way();
    }
    return writer.report();
}

// One bad row undoes the whole write; the error sums up the report.
Result<UploadReport> store_at_once(const RequestContext& call, const ProfileSchema& profile,
                                   const Upload& upload, UploadTarget target)
{
    return call.write([&](Transaction& t) -> Result<UploadReport> {
        TRY(model::live_group(t.rows(), t.tenant(), target.group));
        auto report = TRY(store_upload(t, profile, upload, target));
        if (!report.is_valid()) return bad_request("", summary(report));
        return report;
    });
}

// Checks all rows before the first one is stored. What other writers change meanwhile can still
// make a row invalid: then the rows of earlier pieces stay.
Result<UploadReport> store_in_pieces(const RequestContext& call, const ProfileSchema& profile,
                                     const Upload& upload, UploadTarget target)
{
    const auto rehearsed = TRY(rehearse(call, profile, upload, target));
    if (!rehearsed.is_valid()) return bad_request("", summary(rehearsed));
    UploadWriter writer(profile, upload, target, UploadWriter::UploadPurpose::store);
    while (!writer.is_done()) {
        const jobs::WriteTurn turn;
        TRY(call.write([&](Transaction& t) { return writer.take(t); }));
        writer.accept();
        if (!writer.is_done()) turn.give_way();
    }
    return writer.report();
}

Result<UploadReport> store_customers(RequestContext& call, const RequestBody& request,
                                     UnmatchedRows unmatched)
{
    const auto profile = TRY(ProfileSchema::load(call.rows(), call.tenant.id));
    const auto upload = TRY(read_upload(request, profile));
    const UploadTarget target{TRY(named_group(call.rows(), call.tenant.id, request)).id, unmatched};
    const bool is_short = upload.rows.size() <= limits::rows_at_once;
    auto report = TRY(is_short ? store_at_once(call, profile, upload, target)
                               : store_in_pieces(call, profile, upload, target));
    report.is_stored = true;
    return report;
}

Result<UploadReport> validate_customers(RequestContext& call, const RequestBody& request)
{
    const auto profile = TRY(ProfileSchema::load(call.rows(), call.tenant.id));
    const auto upload = TRY(read_upload(request, profile));
    const auto group = TRY(named_group(call.rows(), call.tenant.id, request));
    return rehearse(call, profile, upload, {group.id, UnmatchedRows::create});
}

Result<bool> only_validates(const RequestBody& request)
{
    const auto mode = TRY(request.text("mode"));
    if (mode.empty() || mode == "upload") return false;
    if (mode == "validate") return true;
    return bad_request("mode", "must be validate or upload");
}

struct CustomerObject {
    const model::Tenant& workspace;
    const model::Group& group;
    const ProfileSchema& profile;
    const model::Customer& customer;
    AuditKeys audit;
};

void write_profile(JsonWriter& out, const CustomerObject& object)
{
    object.profile.write(out, object.customer);
}

constexpr auto customer_table = wire::record(
    {"Customer"},
    wire::row<[](const CustomerObject& o) { return customer_id_of(o.customer); }>(
        "customer_id", wire::text_codec, wire::Access::read_only),
    wire::row<[](const CustomerObject& o) { return account_id_of(o.workspace); }>(
        "account_id", wire::text_codec, wire::Access::read_only),
    wire::row<[](const CustomerObject& o) { return workspace_id_of(o.workspace); }>(
        "workspace_id", wire::text_codec, wire::Access::read_only),
    wire::row<[](const CustomerObject& o) { return group_id_of(o.group); }>(
        "customer_group_id", wire::text_codec, wire::Access::read_only),
    wire::custom<write_profile>("profile", R"({"type": "object", "additionalProperties":
        {"type": ["string", "null"]}})")
        .about("Every profile field as text, or null."),
    wire::embed<&CustomerObject::audit, audit_record>());

constexpr auto file_row = body_key("file", "CSV text with a header row.");
constexpr auto customers_row =
    wire::described<wire::Envelope>(
        "customers", R"({"type": "array", "items": {"type": "object"}})", wire::Access::read_write)
        .about("Objects whose keys are profile fields; instead of file.");
constexpr auto upload_table =
    wire::record({"Upload"}, workspace_key, group_key, file_row, customers_row,
                 body_key("mode", "upload (the default), or validate: nothing is stored."));
constexpr auto update_table =
    wire::record({"CustomerUpdate"}, workspace_key, group_key, file_row, customers_row);
constexpr auto page_table = wire::record(
    {"CustomerPage"}, workspace_key, group_key,
    wire::described<wire::Envelope>("page", wire::integer_codec, wire::Access::read_write)
        .about("From 1 on; 1 when absent."));
constexpr auto removal_table = wire::record(
    {"CustomerRemoval"}, workspace_key,
    wire::described<wire::Envelope>(
        "customer_ids", R"({"type": "array", "items": {"type": "string"}})", wire::Access::required)
        .about("Ids or values of the unique field."));

struct PageCount {
    std::int64_t total_pages;
};
constexpr auto page_count_table =
    wire::record({"PageCount"}, wire::row<&PageCount::total_pages>(
                                    "total_pages", wire::integer_codec, wire::Access::read_only));

struct RemovalReport {
    std::int64_t deleted_count;
};
constexpr auto removal_report_table = wire::record(
    {"RemovalReport"}, wire::row<&RemovalReport::deleted_count>(
                           "deleted_count", wire::integer_codec, wire::Access::read_only));

template <class T>
http::Response object_reply(const wire::Record<T>& record, const T& object)
{
    std::string body;
    JsonWriter out(body);
    wire::write_object(out, record, object);
    return json_response(std::move(body));
}

model::Query members_query(const model::Group& group, model::TenantId tenant)
{
    model::Query query;
    query.tenant = tenant;
    query.filter = model::member_of({model::Value{group.id.value}});
    query.sort.operand = "created_at";
    query.limit = page_customers;
    return query;
}

// The customer with this id or with this value of the unique field; 0 when there is none.
Result<model::CustomerId> find_known_customer(Transaction& t, const ProfileField* unique,
                                              const std::string& text)
{
    const auto known = model::known_by<model::Customer>(t.rows(), t.tenant(), dialect_name, text);
    if (known) return known->id;
    if (known.error().code != Code::not_found) return fail(known.error());
    if (unique == nullptr) return model::CustomerId{};
    const auto key = unique_value_key(t.tenant(), *unique, text);
    // Text that is no value of the field's type is the value of no customer.
    if (!key && key.error().code == Code::invalid_value) return model::CustomerId{};
    return model::customer_id_of(t.rows(), TRY(key));
}

Result<std::vector<std::string>> removed_ids(const RequestBody& request)
{
    const Json* ids = request.find("customer_ids");
    if (const auto* one = ids->as_text()) return std::vector<std::string>{*one};
    const auto* array = ids->as_array();
    if (array == nullptr) return bad_request("customer_ids", "must be a list of texts");
    std::vector<std::string> texts;
    for (const auto& item : *array) {
        if (item.as_text() == nullptr) return bad_request("customer_ids", "must hold only texts");
        texts.push_back(*item.as_text());
    }
    return texts;
}

} // namespace

const wire::AnyRecord& upload_body() { return upload_table; }
const wire::AnyRecord& update_body() { return update_table; }
const wire::AnyRecord& page_body() { return page_table; }
const wire::AnyRecord& removal_body() { return removal_table; }
const wire::AnyRecord& page_count() { return page_count_table; }
const wire::AnyRecord& customer_object() { return customer_table; }
const wire::AnyRecord& removal_report() { return removal_report_table; }

Result<http::Response> check_customers(RequestContext& call)
{
    const auto request = TRY(open_request(call));
    if (TRY(only_validates(request))) return report_reply(TRY(validate_customers(call, request)));
    return report_reply(TRY(store_customers(call, request, UnmatchedRows::create)));
}

Result<http::Response> update_customers(RequestContext& call)
{
    const auto request = TRY(open_request(call));
    return report_reply(TRY(store_customers(call, request, UnmatchedRows::refuse)));
}

Result<http::Response> count_pages(RequestContext& call)
{
    const auto request = TRY(open_request(call));
    const auto group = TRY(named_group(call.rows(), call.tenant.id, request));
    const auto pages = (group.member_count + page_customers - 1) / page_customers;
    return object_reply<PageCount>(page_count_table, {pages});
}

Result<http::Response> list_customers(RequestContext& call)
{
    const auto request = TRY(open_request(call));
    const auto page = TRY(request.positive_integer("page", 1));
    const auto group = TRY(named_group(call.rows(), call.tenant.id, request));
    const auto profile = TRY(ProfileSchema::load(call.rows(), call.tenant.id));
    auto query = members_query(group, call.tenant.id);
    if (page > limits::entity_id) return json_response("[]");
    query.offset = (page - 1) * page_customers;
    auto found = TRY(call.rows().page(query));
    std::string body;
    JsonWriter out(body);
    out.begin_array();
    for (const auto& customer : model::rows_of<model::Customer>(std::move(found))) {
        wire::write_object<CustomerObject>(
            out, customer_table, {call.tenant, group, profile, customer, audit_of(customer)});
    }
    out.end_array();
    return json_response(std::move(body));
}

Result<http::Response> remove_customers(RequestContext& call)
{
    const auto request = TRY(open_request(call));
    const auto ids = TRY(removed_ids(request));
    const auto profile = TRY(ProfileSchema::load(call.rows(), call.tenant.id));
    const auto remove = [&](Transaction& t, std::size_t index) -> Result<std::int64_t> {
        const auto id = TRY(find_known_customer(t, profile.unique_field(), ids[index]));
        if (!id) return 0;
        TRY(directory::remove_customer(t, id));
        return 1;
    };
    const auto count = TRY(write_in_pieces(call, ids.size(), limits::piece_items, remove));
    return object_reply<RemovalReport>(removal_report_table, {count});
}

} // namespace muster::dialects::nudgescribe
