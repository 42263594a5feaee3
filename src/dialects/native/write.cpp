// Looks up and stores answers by Idempotency-Key, inside the write that they describe.
#include "dialects/native/write.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/native/errors.h"
#include "directory/stored_replies.h"
#include "model/keys.h"

namespace muster::dialects::native {

namespace {

constexpr std::string_view replayed = "Idempotency-Replayed";

struct Repetition {
    std::string key; // the credential's id and the client's key
    std::string fingerprint;
};

std::string fingerprint_of(const http::Request& request)
{
    return to_hex(sha256(request.method + '\n' + request.target + '\n' + request.body));
}

std::string write_answer(const http::Response& response)
{
    std::string text;
    JsonWriter out(text);
    out.begin_object().name("status").integer(response.status);
    out.name("type").text(response.content_type);
    out.name("headers").begin_object();
    for (const auto& header : response.headers) out.name(header.name).text(header.value);
    out.end_object().name("body").text(response.body).end_object();
    return text;
}

std::string text_member(const Json& json, std::string_view name)
{
    const Json* member = json.find(name);
    const auto* text = member == nullptr ? nullptr : member->as_text();
    return text == nullptr ? std::string{} : *text;
}

Result<http::Response> read_answer(const std::string& text)
{
    const auto json = TRY(parse_json(text));
    const Json* status = json.find("status");
    const Json* headers = json.find("headers");
    if (status == nullptr || headers == nullptr || !headers->is_object()) {
        return fail(Code::internal, "replay", "a kept answer cannot be read", text);
    }
    http::Response response;
    response.status = static_cast<int>(*status->as_integer());
    response.content_type = text_member(json, "type");
    response.body = text_member(json, "body");
    for (const auto& [name, value] : *headers->as_object()) {
        response.headers.push_back({name, *value.as_text()});
    }
    response.headers.push_back({std::string(replayed), "true"});
    return response;
}

// Nothing without an Idempotency-Key. No key that a client sends contains the line end.
Result<std::optional<Repetition>> repetition_of(const RequestContext& call, std::size_t part)
{
    const auto key = TRY(idempotency_key(call));
    if (!key) return std::optional<Repetition>{};
    std::string name = std::to_string(call.principal.credential.value) + ':' + *key;
    if (part > 0) name += '\n' + std::to_string(part);
    return std::optional(Repetition{std::move(name), fingerprint_of(call.request)});
}

bool is_expired(const model::StoredReply& replay, Time now)
{
    return replay.created_at + limits::idempotency_age <= now;
}

// Also one that has expired, so that the key is free again.
Result<void> erase_reply(directory::Transaction& transaction, const Repetition& repetition)
{
    const auto reply = model::find<model::StoredReply>(
        transaction.rows(), model::stored_reply_key(transaction.tenant(), repetition.key));
    if (!reply && reply.error().code == Code::not_found) return {};
    if (!reply) return fail(reply.error());
    return transaction.writer().erase(
        {model::Kind::stored_reply, transaction.tenant(), reply->id.value, 0});
}

// The stored answer to this key, when there is one that has not expired.
Result<std::optional<model::StoredReply>> earlier_reply(const model::Rows& rows,
                                                        model::TenantId tenant, Time now,
                                                        const Repetition& repetition)
{
    auto reply =
        model::find<model::StoredReply>(rows, model::stored_reply_key(tenant, repetition.key));
    if (!reply && reply.error().code != Code::not_found) return fail(std::move(reply).error());
    if (!reply || is_expired(*reply, now)) return std::optional<model::StoredReply>{};
    if (reply->fingerprint != repetition.fingerprint) {
        return bad_header("Idempotency-Key",
                          "this key was used for another request in the last 24 hours",
                          Code::conflict);
    }
    return std::optional(*std::move(reply));
}

Result<void> keep_answer(directory::Transaction& transaction, const Repetition& repetition,
                         const WriteAnswer& answer)
{
    model::StoredReply replay;
    replay.key = repetition.key;
    replay.fingerprint = repetition.fingerprint;
    replay.answer = write_answer(answer.response);
    replay.customer = answer.customer;
    return directory::store_reply(transaction, std::move(replay));
}

Result<WriteAnswer> decide_once(directory::Transaction& transaction,
                                const std::optional<Repetition>& repetition, const Decide& decide)
{
    if (!repetition) return decide(transaction);
    const auto earlier = TRY(
        earlier_reply(transaction.rows(), transaction.tenant(), transaction.now(), *repetition));
    if (earlier) return WriteAnswer(TRY(read_answer(earlier->answer)));
    TRY(erase_reply(transaction, *repetition));
    auto answer = TRY(decide(transaction));
    TRY(keep_answer(transaction, *repetition, answer));
    return answer;
}

// A revision that is not the newest is the header's fault.
template <class T>
Result<T> locate_precondition(Result<T> outcome)
{
    if (!outcome && outcome.error().code == Code::stale && outcome.error().where.empty()) {
        outcome.error().where = "@If-Match";
    }
    return outcome;
}

} // namespace

Result<std::optional<std::string>> idempotency_key(const RequestContext& call)
{
    if (!call.request.has_header("Idempotency-Key")) return std::optional<std::string>{};
    const std::string_view key = trim(call.request.header("Idempotency-Key"));
    if (key.empty() || !is_utf8(key) || count_chars(key) > limits::idempotency_key_chars) {
        return bad_header("Idempotency-Key", "must have 1 to 255 characters");
    }
    return std::optional(std::string(key));
}

Result<http::Response> write(const RequestContext& call, model::TenantId tenant,
                             const Decide& decide, std::size_t part)
{
    const auto repetition = TRY(repetition_of(call, part));
    WriteAnswer answer;
    const auto once = [&](directory::Transaction& transaction) -> Result<void> {
        answer = TRY(decide_once(transaction, repetition, decide));
        return {};
    };
    const auto revision =
        TRY(locate_precondition(call.directory().commit(call.principal, tenant, once)));
    answer.response.headers.push_back({"Muster-Revision", std::to_string(revision)});
    return std::move(answer.response);
}

bool is_replayed(const http::Response& response)
{
    return std::ranges::any_of(response.headers,
                               [](const auto& header) { return header.name == replayed; });
}

Result<std::optional<http::Response>> stored_part(const RequestContext& call, std::size_t part)
{
    const auto repetition = TRY(repetition_of(call, part));
    if (!repetition) return std::optional<http::Response>{};
    const auto reply = TRY(
        earlier_reply(call.rows(), call.tenant.id, call.directory().clock().now(), *repetition));
    if (!reply) return std::optional<http::Response>{};
    return std::optional(TRY(read_answer(reply->answer)));
}

Result<void> forget_part(directory::Transaction& transaction, const RequestContext& call,
                         std::size_t part)
{
    const auto repetition = TRY(repetition_of(call, part));
    return repetition ? erase_reply(transaction, *repetition) : Result<void>{};
}

Result<http::Response> rehearse(const RequestContext& call, const Decide& decide)
{
    auto rehearsed = call.directory().rehearse(call.principal, call.tenant.id, decide);
    return TRY(locate_precondition(std::move(rehearsed))).response;
}

} // namespace muster::dialects::native
