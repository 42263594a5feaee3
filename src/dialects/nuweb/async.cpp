// Stores the request or the answer of an asynchronous call as a job with one item, which is done
// from the beginning: no worker ever runs it. Housekeeping erases it when it expires.
#include "dialects/nuweb/async.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include "base/if_found.h"
#include "base/text.h"
#include "dialects/nuweb/bodies.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/languages/language.h"
#include "dialects/nuweb/nuweb.h"
#include "dialects/nuweb/view.h"
#include "directory/jobs.h"
#include "model/keys.h"
#include "model/lookup.h"

namespace muster::dialects::nuweb {

namespace {

constexpr std::string_view async_work = "async";
constexpr std::chrono::hours async_lifetime{2};
constexpr std::array<std::string_view, 2> secret_members{"password", "customerToken"};

struct AsyncOptions {
    std::string fingerprint;
};
constexpr auto async_options_table =
    wire::record({}, wire::row<&AsyncOptions::fingerprint>("fingerprint", wire::text_codec));

struct AsyncRead {
    std::string target;
};
constexpr auto async_read_table = wire::record(
    {}, wire::row<&AsyncRead::target>("target", wire::text_codec).at_most(limits::text_bytes));

struct AsyncAnswer {
    std::int64_t status = 0;
    std::string body;
    std::string language; // of the call that was answered
};
constexpr auto async_answer_table = wire::record(
    {}, wire::row<&AsyncAnswer::status>("status", wire::integer_codec),
    wire::row<&AsyncAnswer::body>("body", wire::text_codec).at_most(limits::bulk_body_bytes),
    wire::row<&AsyncAnswer::language>("language", wire::text_codec));

struct AsyncTicket {
    std::string uuid;
};
constexpr auto async_ticket_table =
    wire::record({}, wire::row<&AsyncTicket::uuid>("asyncUuid", wire::text_codec));

bool is_read(const RequestContext& call)
{
    return call.request.verb == http::Verb::get || call.request.verb == http::Verb::head;
}

// Equal for the calls that may fetch the same answer: same user, same endpoint. The company is the
// tenant of the job.
std::string fingerprint_of(const RequestContext& call)
{
    std::string text = std::to_string(call.principal.credential.value);
    text += is_read(call) ? "read" : call.request.method;
    for (const auto& segment : call.request.segments) text.append(1, '\n').append(segment);
    return to_hex(sha256(text));
}

bool asks_for_secret(const Json::Member& member)
{
    const auto* flag = member.value.as_bool();
    return member.name == "generateCustomerToken" && (flag == nullptr || *flag);
}

// `path` leads to the value: "customers.0.".
void find_secrets(const Json& json, const std::string& path, FieldProblems& problems)
{
    if (const auto* items = json.as_array()) {
        for (std::size_t i = 0; i < items->size(); ++i) {
            find_secrets((*items)[i], path + std::to_string(i) + '.', problems);
        }
    }
    if (!json.is_object()) return;
    for (const auto& member : *json.as_object()) {
        const bool is_secret = std::find(secret_members.begin(), secret_members.end(),
                                         member.name) != secret_members.end();
        if (is_secret || asks_for_secret(member)) {
            problems.add(path + member.name, "must not be sent with an asynchronous request.");
        }
        find_secrets(member.value, path + member.name + '.', problems);
    }
}

// Of a body that is a list: the customerId of all its items; nullptr when they have none. The
// stored answer is erased with its customer, so it may hold the data of one only.
Result<const Json*> customer_of_items(const Json& body)
{
    const Json* first = nullptr;
    const auto* items = body.as_array();
    if (items == nullptr) return first;
    for (const auto& item : *items) {
        const Json* id = item.find("customerId");
        if (id == nullptr) continue;
        if (first != nullptr && *id != *first) {
            return fail(Code::invalid_value, "customerId",
                        "must be the same in all items of an asynchronous request.");
        }
        first = id;
    }
    return first;
}

// Secrets would be stored for two hours, so they are refused, wherever in the body they are. So is
// the request for an answer that has one.
Result<void> check_body(const RequestContext& call)
{
    if (trim(call.request.body).empty()) return {};
    const auto body = TRY(call.json());
    FieldProblems problems;
    find_secrets(body, {}, problems);
    TRY(problems.result());
    TRY(customer_of_items(body));
    return {};
}

std::optional<std::int64_t> integer_of(const Json* id)
{
    if (id == nullptr) return std::nullopt;
    if (const auto* number = id->as_integer()) return *number;
    return id->as_text() != nullptr ? parse_integer(*id->as_text()) : std::nullopt;
}

// The number of the customer whose data the answer to a write holds.
Result<std::optional<std::int64_t>> customer_number_in(const RequestContext& call,
                                                       const std::string& answer)
{
    const auto parsed = parse_json(answer);
    const Json* resource = parsed ? parsed->find("data") : nullptr;
    const Json* type = resource != nullptr ? resource->find("type") : nullptr;
    if (type != nullptr && *type == Json("customers")) return integer_of(resource->find("id"));
    if (trim(call.request.body).empty()) return std::optional<std::int64_t>{};
    const auto body = TRY(call.json());
    return integer_of(TRY(customer_of_items(body)));
}

// 0 when the answer is about no customer.
Result<model::CustomerId> customer_in(const RequestContext& call, const std::string& answer)
{
    const auto number = TRY(customer_number_in(call, answer));
    if (!number) return model::CustomerId{};
    const auto customer = TRY(if_found(
        model::known_by<model::Customer>(call.rows(), call.tenant.id, dialect_name, *number)));
    return customer ? customer->id : model::CustomerId{};
}

// A read is stored as its request. An e-mail in it makes it the data of that customer.
Result<model::JobItem> stored_read(const RequestContext& call)
{
    model::JobItem item;
    item.request = wire::stored_text<AsyncRead>(async_read_table, {call.request.target});
    if (const auto email = call.request.parameter("email")) {
        const auto key = model::customer_email_key(call.tenant.id, *email);
        item.customer = TRY(model::customer_id_of(call.rows(), key));
    }
    return item;
}

// A write is done now; its answer is stored, also when it is an error.
Result<model::JobItem> stored_write(RequestContext& call, Handler handler)
{
    const auto done = handler(call);
    const auto answer =
        done ? *done : render(call, dialects::Failure{Stage::handling, done.error(), 0});
    model::JobItem item;
    item.answer = wire::stored_text<AsyncAnswer>(
        async_answer_table, {answer.status, answer.body, language_shown(call, answer)});
    item.customer = TRY(customer_in(call, answer.body));
    return item;
}

Result<http::Response> start(RequestContext& call, Handler handler)
{
    TRY(check_body(call));
    const AsyncTicket ticket{random_uuid(call.directory().random())};
    auto item = is_read(call) ? TRY(stored_read(call)) : TRY(stored_write(call, handler));
    item.status = model::JobStatus::done;
    model::Job job;
    job.dialect = "nuweb";
    job.work = async_work;
    job.status = model::JobStatus::done;
    job.ticket = lower_ascii(ticket.uuid);
    job.options = wire::stored_text<AsyncOptions>(async_options_table, {fingerprint_of(call)});
    TRY(call.write([&](directory::Transaction& transaction) {
        job.expires_at = transaction.now() + async_lifetime;
        return directory::create_job_with_items(transaction, job, {item});
    }));
    auto response = record_response<AsyncTicket>(async_ticket_table, ticket);
    response.status = 202;
    return response;
}

// not_found when the ticket is unknown, expired, of another user or endpoint, or when the customer
// whose data the item held has been erased.
Result<model::JobItem> find_item(const RequestContext& call, std::string_view uuid)
{
    const auto unknown = fail(Code::not_found, "asyncUuid", "unknown or expired");
    const auto job =
        directory::find_job_by_ticket(call.rows(), call.tenant.id, "nuweb", lower_ascii(uuid));
    if (!job && job.error().code != Code::not_found) return fail(job.error());
    if (!job || job->expires_at <= call.directory().clock().now()) return unknown;
    const auto options = wire::restored<AsyncOptions>(async_options_table, job->options);
    if (options.fingerprint != fingerprint_of(call)) return unknown;
    auto item = directory::item_at(call.rows(), call.tenant.id, *job, 0);
    if (!item && item.error().code == Code::not_found) return unknown;
    return item;
}

Result<http::Response> poll(RequestContext& call, Handler handler, std::string_view uuid)
{
    const auto item = TRY(find_item(call, uuid));
    if (!item.answer.empty()) {
        const auto answer = wire::restored<AsyncAnswer>(async_answer_table, item.answer);
        auto response = json_response(answer.body, static_cast<int>(answer.status));
        if (!answer.language.empty()) {
            response.headers.push_back({std::string(language_header), answer.language});
        }
        return response;
    }
    // A read is done now, as the stored request asks.
    http::Request request = call.request;
    http::parse_target(wire::restored<AsyncRead>(async_read_table, item.request).target, request);
    RequestContext stored{.request = request,
                          .services = call.services,
                          .request_id = call.request_id,
                          .mount = call.mount,
                          .path = call.path,
                          .route = call.route,
                          .principal = call.principal,
                          .tenant = call.tenant,
                          .allowance = call.allowance,
                          .started = call.started};
    return handler(stored);
}

} // namespace

bool fetches_stored_answer(const RequestContext& call)
{
    const auto uuid = trim(call.request.parameter("asyncUuid").value_or(std::string_view{}));
    if (uuid.empty()) return false;
    const auto item = find_item(call, uuid);
    return item && !item->answer.empty();
}

Result<http::Response> run_deferrable(RequestContext& call, Handler handler)
{
    const auto uuid = trim(call.request.parameter("asyncUuid").value_or(std::string_view{}));
    if (!uuid.empty()) return poll(call, handler, uuid);
    if (!TRY(read_flag(call.request, "async"))) return handler(call);
    // Of a call without a user nobody could fetch the answer.
    if ((call.route->flags & Flag::open) == 0) return start(call, handler);
    TRY(check_body(call));
    return handler(call);
}

} // namespace muster::dialects::nuweb
