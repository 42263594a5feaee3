// Customers of a group: /v1/customer (promises 30 to 34).
#include "directory/customers.h"

#include "base/text.h"
#include "dialects/nudgescribe/audit.h"
#include "dialects/nudgescribe/handlers.h"
#include "dialects/nudgescribe/upload.h"
#include "model/keys.h"
#include "model/lookup.h"

namespace muster::dialects::nudgescribe {

namespace {

using directory::Transaction;

constexpr std::int64_t page_customers = 100; // promise 7

http::Response report_reply(const UploadReport& report, bool is_stored)
{
    std::string body;
    JsonWriter out(body);
    write_report(out, report, is_stored);
    return json_response(std::move(body));
}

// Stores the upload. One bad row undoes the whole write; the error sums up the report.
Result<UploadReport> store_customers(RequestContext& call, const RequestBody& request,
                                     UnmatchedRows unmatched)
{
    const auto profile = TRY(ProfileSchema::load(call.rows(), call.tenant.id));
    const auto upload = TRY(read_upload(request, profile));
    return call.write([&](Transaction& t) -> Result<UploadReport> {
        const auto group = TRY(named_group(t.rows(), t.tenant(), request));
        auto report = TRY(store_upload(t, profile, upload, group.id, unmatched));
        if (!report.is_valid()) return bad_request("", summary(report));
        return report;
    });
}

// Checks the upload exactly as storing it would, by a write that is then undone.
Result<UploadReport> validate_customers(RequestContext& call, const RequestBody& request)
{
    const auto profile = TRY(ProfileSchema::load(call.rows(), call.tenant.id));
    const auto upload = TRY(read_upload(request, profile));
    std::optional<UploadReport> report;
    const auto undone = call.write([&](Transaction& t) -> Result<void> {
        const auto group = TRY(named_group(t.rows(), t.tenant(), request));
        report = TRY(store_upload(t, profile, upload, group.id, UnmatchedRows::create));
        return fail(Code::conflict, "rehearsal", "undone on purpose");
    });
    if (undone.error().subject != "rehearsal") return fail(undone.error());
    return *std::move(report);
}

Result<bool> only_validates(const RequestBody& request)
{
    const auto mode = TRY(request.text("mode"));
    if (mode.empty() || mode == "upload") return false;
    if (mode == "validate") return true;
    return bad_request("mode", "must be validate or upload");
}

Result<std::int64_t> page_number(const RequestBody& request)
{
    const Json* page = request.find("page");
    if (page == nullptr) return 1;
    const auto* number = page->as_integer();
    if (number == nullptr || *number < 1) return bad_request("page", "must be a number, 1 or more");
    return *number;
}

void write_customer(JsonWriter& out, const RequestContext& call, const model::Group& group,
                    const ProfileSchema& profile, const model::Customer& customer)
{
    out.begin_object().name("customer_id").text(std::to_string(customer.id.value));
    out.name("account_id").text(std::to_string(call.tenant.account.value));
    out.name("workspace_id").text(std::to_string(call.tenant.id.value));
    out.name("customer_group_id").text(std::to_string(group.id.value));
    out.name("profile");
    profile.write(out, customer);
    write_audit(out, customer);
    out.end_object();
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
    if (const auto id = parse_integer(text)) {
        if (model::live_customer(t.rows(), t.tenant(), {*id})) return model::CustomerId{*id};
    }
    if (unique == nullptr) return model::CustomerId{};
    const auto key = unique_value_key(t, *unique, text);
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
    if (array->size() > limits::bulk_items) return bad_request("customer_ids", "is too long");
    std::vector<std::string> texts;
    for (const auto& item : *array) {
        if (item.as_text() == nullptr) return bad_request("customer_ids", "must hold only texts");
        texts.push_back(*item.as_text());
    }
    return texts;
}

} // namespace

Result<http::Response> check_customers(RequestContext& call)
{
    const auto request = TRY(open_request(call, "write", {"workspace_id", "customer_group_id"},
                                          {"file", "customers", "mode"}));
    if (TRY(only_validates(request)))
        return report_reply(TRY(validate_customers(call, request)), false);
    return report_reply(TRY(store_customers(call, request, UnmatchedRows::create)), true);
}

Result<http::Response> update_customers(RequestContext& call)
{
    const auto request = TRY(
        open_request(call, "write", {"workspace_id", "customer_group_id"}, {"file", "customers"}));
    return report_reply(TRY(store_customers(call, request, UnmatchedRows::refuse)), true);
}

Result<http::Response> count_pages(RequestContext& call)
{
    const auto request = TRY(open_request(call, "read", {"workspace_id", "customer_group_id"}));
    const auto group = TRY(named_group(call.rows(), call.tenant.id, request));
    const auto pages = (group.member_count + page_customers - 1) / page_customers;
    std::string body;
    JsonWriter(body).begin_object().name("total_pages").integer(pages).end_object();
    return json_response(std::move(body));
}

Result<http::Response> list_customers(RequestContext& call)
{
    const auto request =
        TRY(open_request(call, "read", {"workspace_id", "customer_group_id"}, {"page"}));
    const auto page = TRY(page_number(request));
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
        write_customer(out, call, group, profile, customer);
    }
    out.end_array();
    return json_response(std::move(body));
}

Result<http::Response> remove_customers(RequestContext& call)
{
    const auto request = TRY(open_request(call, "write", {"workspace_id", "customer_ids"}));
    const auto ids = TRY(removed_ids(request));
    const auto profile = TRY(ProfileSchema::load(call.rows(), call.tenant.id));
    const auto count = TRY(call.write([&](Transaction& t) -> Result<std::int64_t> {
        std::int64_t removed = 0;
        for (const auto& text : ids) {
            const auto id = TRY(find_known_customer(t, profile.unique_field(), text));
            if (!id) continue;
            TRY(directory::remove_customer(t, id));
            ++removed;
        }
        return removed;
    }));
    std::string body;
    JsonWriter(body).begin_object().name("deleted_count").integer(count).end_object();
    return json_response(std::move(body));
}

} // namespace muster::dialects::nudgescribe
