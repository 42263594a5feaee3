// Keeps what asynchronous requests asked or got as replays of the directory, so that they outlive
// a restart and go when their customer goes.
#include "dialects/nuweb/async.h"

#include <array>
#include <chrono>

#include "base/text.h"
#include "dialects/nuweb/bodies.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/view.h"
#include "model/keys.h"

namespace muster::dialects::nuweb {

namespace {

constexpr std::chrono::hours kept_for{2};
constexpr std::array<std::string_view, 2> secrets{"password", "customerToken"};

bool is_read(const RequestContext& call)
{
    return call.request.verb == http::Verb::get || call.request.verb == http::Verb::head;
}

std::string key_of(std::string_view uuid) { return "nuweb async " + lower_ascii(uuid); }

// Only the same user can go on with the same endpoint; the company is the row's tenant.
std::string fingerprint_of(const RequestContext& call)
{
    std::string text = std::to_string(call.principal.credential.value);
    text += is_read(call) ? "read" : call.request.method;
    for (const auto& segment : call.request.segments) text.append(1, '\n').append(segment);
    return to_hex(sha256(text));
}

Result<void> check_body(const RequestContext& call)
{
    const auto body = TRY(read_body(call));
    FieldProblems problems;
    for (const auto name : secrets) {
        if (body.find(name) != nullptr) {
            problems.add(name, "must not be sent with an asynchronous request.");
        }
    }
    return problems.result();
}

// Whose data the kept text holds: of the answer to a write, or of an e-mail in the question.
model::CustomerId person_of(const RequestContext& call, const Json& kept)
{
    if (const auto email = call.request.parameter("email"); email && is_read(call)) {
        const auto key = model::customer_email_key(call.tenant.id, *email);
        const auto customer = model::find<model::Customer>(call.rows(), key);
        return customer ? customer->id : model::CustomerId{};
    }
    const Json* body = kept.find("body");
    const auto parsed = body != nullptr ? parse_json(*body->as_text()) : Json();
    const Json* resource = parsed ? parsed->find("data") : nullptr;
    const Json* type = resource != nullptr ? resource->find("type") : nullptr;
    const Json* id = resource != nullptr ? resource->find("id") : nullptr;
    const bool is_customer = type != nullptr && *type == Json("customers") && id != nullptr;
    return model::CustomerId{is_customer && id->as_integer() != nullptr ? *id->as_integer() : 0};
}

// What the poll will need: the question of a read, the answer of a write.
Json keep(RequestContext& call, Handler handler)
{
    Json kept = Json::object();
    if (is_read(call)) return kept.set("target", Json(call.request.target)), kept;
    const auto done = handler(call);
    const auto answer =
        done ? *done : render(call, dialects::Failure{Stage::handling, done.error(), 0});
    kept.set("status", Json(answer.status));
    kept.set("body", Json(answer.body));
    return kept;
}

Result<http::Response> start(RequestContext& call, Handler handler)
{
    TRY(check_body(call));
    const auto uuid = random_uuid(call.directory().random());
    const Json kept = keep(call, handler);
    model::StoredReply replay;
    replay.key = key_of(uuid);
    replay.fingerprint = fingerprint_of(call);
    replay.answer = kept.text();
    replay.customer = person_of(call, kept);
    TRY(call.write(
        [&](directory::Transaction& transaction) { return transaction.create(replay); }));
    std::string body;
    JsonWriter(body).begin_object().name("asyncUuid").text(uuid).end_object();
    return json_response(std::move(body), 202);
}

Result<model::StoredReply> find_kept(const RequestContext& call, std::string_view uuid)
{
    const auto unknown = fail(Code::not_found, "asyncUuid", "unknown, or over");
    const auto key = model::stored_reply_key(call.tenant.id, key_of(uuid));
    auto replay = model::find<model::StoredReply>(call.rows(), key);
    if (!replay && replay.error().code != Code::not_found) return replay;
    if (!replay || replay->fingerprint != fingerprint_of(call)) return unknown;
    if (call.directory().clock().now() >= replay->created_at + kept_for) return unknown;
    return replay;
}

Result<http::Response> poll(RequestContext& call, Handler handler, std::string_view uuid)
{
    const auto replay = TRY(find_kept(call, uuid));
    const auto kept = TRY(parse_json(replay.answer));
    if (const Json* body = kept.find("body")) {
        const auto status = *kept.find("status")->as_integer();
        return json_response(*body->as_text(), static_cast<int>(status));
    }
    http::Request request = call.request;
    http::parse_target(*kept.find("target")->as_text(), request);
    RequestContext again{request,    call.services,  call.request_id, call.mount,     call.path,
                         call.route, call.principal, call.tenant,     call.allowance, call.started};
    return handler(again);
}

} // namespace

Result<http::Response> run_deferrable(RequestContext& call, Handler handler)
{
    const auto uuid = trim(call.request.parameter("asyncUuid").value_or(std::string_view{}));
    if (!uuid.empty()) return poll(call, handler, uuid);
    if (TRY(read_flag(call.request, "async"))) return start(call, handler);
    return handler(call);
}

} // namespace muster::dialects::nuweb
