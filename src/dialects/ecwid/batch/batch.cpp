// The calls that create, show, cancel and delete batches. batch_runner.cpp runs them.
#include "dialects/ecwid/batch/batch.h"

#include <algorithm>
#include <array>

#include "base/secrets.h"
#include "base/text.h"
#include "dialects/ecwid/answers.h"
#include "dialects/ecwid/auth.h"
#include "dialects/ecwid/batch/batch_store.h"
#include "dialects/ecwid/errors.h"
#include "dialects/ecwid/text_fields.h"
#include "directory/jobs.h"

namespace muster::dialects::ecwid {

namespace {

constexpr std::size_t most_requests = 500;
constexpr std::int64_t most_batches = 100; // of one page
constexpr std::array<std::string_view, 4> methods{"GET", "POST", "PUT", "DELETE"};

// The body to send. A client gives it as JSON, or as a text that contains JSON.
std::string body_text(const Json* body)
{
    if (body == nullptr || body->is_null()) return {};
    if (const auto* text = body->as_text()) return *text;
    return body->text();
}

Result<BatchRequest> read_request(const Json& json)
{
    if (!json.is_object()) return wrong_parameter("body", "expected a list of requests");
    BatchRequest request;
    if (const Json* id = json.find("id")) request.id = TRY(read_text(*id, "id"));
    const Json* path = json.find("path");
    if (path == nullptr || path->as_text() == nullptr) return absent_field("path");
    request.path = *path->as_text();
    const Json* method = json.find("method");
    if (method == nullptr || method->as_text() == nullptr) return absent_field("method");
    request.method = *method->as_text();
    if (std::ranges::count(methods, request.method) == 0) {
        return wrong_parameter("method", "expected one of 'GET','POST','PUT','DELETE'");
    }
    request.body = body_text(json.find("body"));
    return request;
}

Result<std::vector<BatchRequest>> read_requests(const RequestContext& call)
{
    const auto body = TRY(read_json(call));
    const auto* items = body.as_array();
    if (items == nullptr || items->empty() || items->size() > most_requests) {
        return wrong_parameter("body", "expected a list of 1 to 500 requests");
    }
    std::vector<BatchRequest> requests;
    requests.reserve(items->size());
    for (const auto& item : *items) requests.push_back(TRY(read_request(item)));
    return requests;
}

http::Response ticket_answer(const std::string& ticket)
{
    std::string body;
    JsonWriter(body).begin_object().name("ticket").text(ticket).end_object();
    return json_response(std::move(body));
}

std::optional<std::string_view> ticket_of(const RequestContext& call)
{
    const auto ticket = parameter(call, "ticket");
    return ticket ? ticket : parameter(call, "ticketId");
}

// The caller's own batch: a batch of another caller is reported as unknown.
Result<StoredBatch> own_batch(const model::Rows& rows, const RequestContext& call,
                              std::string_view ticket)
{
    auto batch = TRY(find_batch(rows, call.tenant.id, ticket));
    if (batch.job.created_by == call.principal.credential) return batch;
    return fail(Code::not_found, "batch", "Batch " + std::string(ticket) + " not found");
}

Result<BatchStatus> read_status(std::string_view text)
{
    for (const auto status :
         {BatchStatus::queued, BatchStatus::in_progress, BatchStatus::completed}) {
        if (equal_ignoring_ascii_case(name_of(status), text)) return status;
    }
    return wrong_parameter("status", "expected one of 'QUEUED','IN_PROGRESS','COMPLETED'");
}

void write_answer(JsonWriter& out, const BatchRequest& request, bool escaped)
{
    out.name("status").text(request.http_status == 200 ? "COMPLETED" : "FAILED");
    out.name("httpStatusCode").integer(request.http_status);
    out.name("httpStatusLine").text(http::reason_of(request.http_status));
    if (escaped) {
        out.name("escapedHttpBody").text(request.answer);
    } else {
        out.name("httpBody").raw(request.answer);
    }
}

void write_response(JsonWriter& out, const BatchRequest& request, bool escaped)
{
    out.begin_object();
    if (!request.id.empty()) out.name("id").text(request.id);
    if (request.is_answered) {
        write_answer(out, request, escaped);
    } else {
        out.name("status").text("NOT_EXECUTED").name("httpStatusCode").integer(0);
    }
    out.end_object();
}

http::Response write_batch(const StoredBatch& batch, const std::vector<BatchRequest>& requests,
                           bool escaped)
{
    const auto completed = std::ranges::count_if(requests, &BatchRequest::is_answered);
    std::string body;
    JsonWriter out(body);
    out.begin_object();
    out.name("status").text(name_of(batch.status()));
    out.name("totalRequests").integer(batch.job.size);
    out.name("completedRequests").integer(completed);
    out.name("responses").begin_array();
    for (const auto& request : requests) {
        const bool is_over = batch.status() == BatchStatus::completed;
        if (request.is_answered || is_over) write_response(out, request, escaped);
    }
    out.end_array().end_object();
    return json_response(std::move(body));
}

Result<http::Response> list_by_status(const RequestContext& call, std::string_view status)
{
    const auto wanted = TRY(read_status(status));
    const auto paging = TRY(read_paging(call, most_batches));
    const auto batches =
        TRY(list_batches(call.rows(), call.tenant.id, wanted, call.principal.credential));
    const auto total = static_cast<std::int64_t>(batches.size());
    const auto begin = std::min(paging.offset, total);
    const auto end = std::min(begin + paging.limit, total);
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("items").begin_array();
    for (auto i = begin; i < end; ++i) {
        const auto& batch = batches[static_cast<std::size_t>(i)];
        out.begin_object().name("ticket").text(batch.job.ticket);
        out.name("status").text(name_of(batch.status())).end_object();
    }
    out.end_array().end_object();
    return json_response(std::move(body));
}

// From the query or from a form body: the vendor's client sends a form body.
std::string label(const RequestContext& call, std::string_view name)
{
    if (const auto text = parameter(call, name)) return std::string(*text);
    for (const auto& field : http::parse_form(call.request.body)) {
        if (field.name == name) return field.value;
    }
    return {};
}

Result<std::vector<StoredBatch>> cancellable(const model::Rows& rows, const RequestContext& call,
                                             const std::string& group, const std::string& ticket)
{
    std::vector<StoredBatch> chosen;
    for (const auto status : {BatchStatus::queued, BatchStatus::in_progress}) {
        for (auto& batch :
             TRY(list_batches(rows, call.tenant.id, status, call.principal.credential))) {
            const bool is_group = group.empty() || batch.group == group;
            const bool is_ticket = ticket.empty() || batch.job.ticket == ticket;
            if (is_group && is_ticket) chosen.push_back(std::move(batch));
        }
    }
    return chosen;
}

} // namespace

Result<http::Response> create_batch(RequestContext& call)
{
    TRY(refuse_public(call));
    const auto requests = TRY(read_requests(call));
    StoredBatch batch;
    batch.base_url = call.base_url();
    batch.group = parameter(call, "groupId").value_or("");
    batch.stops_on_failure = TRY(flag(call, "stopOnFirstFailure", true));
    // Only checked: running in order is allowed in parallel mode, too.
    TRY(flag(call, "allowParallelMode", false));
    const std::string key(parameter(call, "deduplicationKey").value_or(""));
    const auto owner = call.principal.credential;
    const auto new_ticket = random_uuid(call.directory().random());
    const auto ticket = TRY(call.write([&](directory::Transaction& t) -> Result<std::string> {
        if (!key.empty()) {
            const auto earlier = TRY(repeated_ticket(t, owner, key));
            if (earlier) return *earlier;
            TRY(remember_ticket(t, owner, key, new_ticket));
        }
        TRY(add_batch(t, new_ticket, batch, requests));
        return new_ticket;
    }));
    if (ticket == new_ticket && call.charge) call.charge(std::ssize(requests) - 1);
    if (call.services.wake_workers) call.services.wake_workers();
    return ticket_answer(ticket);
}

Result<http::Response> get_batch(RequestContext& call)
{
    TRY(refuse_public(call));
    const bool escaped = TRY(flag(call, "escapedJson", false));
    if (const auto ticket = ticket_of(call)) {
        const auto batch = TRY(own_batch(call.rows(), call, *ticket));
        const auto requests = TRY(requests_of(call.rows(), call.tenant.id, batch));
        return write_batch(batch, requests, escaped);
    }
    if (const auto status = parameter(call, "status")) return list_by_status(call, *status);
    return wrong_parameter("ticket", "expected a ticket, or a status");
}

Result<http::Response> cancel_batches(RequestContext& call)
{
    TRY(refuse_public(call));
    const auto group = label(call, "groupId");
    const auto ticket = label(call, "ticketId");
    if (group.empty() && ticket.empty()) return absent_field("groupId");
    const auto count = TRY(call.write([&](directory::Transaction& t) -> Result<std::int64_t> {
        const auto batches = TRY(cancellable(t.rows(), call, group, ticket));
        for (const auto& batch : batches) {
            TRY(advance(t, batch.job.ticket, batch.job.status, model::JobStatus::cancelled));
        }
        return static_cast<std::int64_t>(batches.size());
    }));
    return counted("updateCount", count);
}

Result<http::Response> remove_batch(RequestContext& call)
{
    TRY(refuse_public(call));
    const auto ticket = ticket_of(call);
    if (!ticket) return absent_field("ticketId");
    TRY(call.write([&](directory::Transaction& t) -> Result<void> {
        const auto batch = TRY(own_batch(t.rows(), call, *ticket));
        return directory::erase_job(t, batch.job);
    }));
    return deleted();
}

} // namespace muster::dialects::ecwid
