// Turns errors into the error bodies of this API (promise 4). Knows no entity.
#include "dialects/ecwid/errors.h"

#include <algorithm>
#include <array>

#include "dialects/ecwid/customers/fields.h"
#include "model/schema.h"

namespace muster::dialects::ecwid {

namespace {

struct ErrorReply {
    int status = 500;
    std::string_view code;
};

// Errors whose reply depends on their subject, too.
struct SubjectReply {
    Code code;
    std::string_view subject;
    ErrorReply reply;
};

constexpr std::array subject_replies{
    SubjectReply{Code::not_found, "store", {404, "STORE_NOT_FOUND"}},
    SubjectReply{Code::not_found, "customer", {404, "CUSTOMER_NOT_FOUND"}},
    SubjectReply{Code::not_found, "group", {404, "CUSTOMER_GROUP_NOT_FOUND"}},
    SubjectReply{Code::not_found, "contact", {404, "CUSTOMER_CONTACT_NOT_FOUND"}},
    SubjectReply{Code::not_found, "extrafield", {404, "EXTRAFIELD_NOT_FOUND"}},
    SubjectReply{Code::not_found, "batch", {404, "BATCH_NOT_FOUND"}},
    SubjectReply{Code::not_found, "order", {404, "ORDER_NOT_FOUND"}},
    SubjectReply{Code::already_exists, "email", {409, "CUSTOMER_ALREADY_EXISTS"}},
    SubjectReply{Code::already_exists, "external_id", {409, "EXTERNAL_ID_ALREADY_USED"}},
    SubjectReply{Code::invalid_value, "languages", {400, "LANGUAGES_NOT_ALLOWED"}},
    SubjectReply{Code::forbidden, "plan", {402, "NOT_AVAILABLE_ON_CURRENT_PLAN"}},
    SubjectReply{Code::forbidden, "suspended", {402, "STORE_IS_SUSPENDED"}},
};

ErrorReply plain_reply(Code code)
{
    switch (code) {
    case Code::invalid_value:
    case Code::missing_field:
    case Code::unknown_field:
    case Code::too_large: return {400, "WRONG_PARAMETER"};
    case Code::unauthenticated: return {403, "INVALID_API_TOKEN"};
    case Code::forbidden: return {403, "INSUFFICIENT_APP_SCOPE"};
    case Code::not_found: return {404, "NOT_FOUND"};
    case Code::already_exists:
    case Code::conflict:
    case Code::full:
    case Code::stale: return {409, "CONSTRAINT_VIOLATION"};
    case Code::rate_limited: return {429, "RATE_LIMITED"};
    case Code::unsupported: return {415, "UNSUPPORTED_CONTENT_TYPE"};
    case Code::unavailable: return {503, "INTERNAL_ERROR"};
    case Code::timed_out: return {408, "TIMEOUT"};
    case Code::internal: return {500, "INTERNAL_ERROR"};
    }
    return {500, "INTERNAL_ERROR"};
}

// The HTTP layer has chosen the status of what it refuses.
ErrorReply transport_reply(int status)
{
    switch (status) {
    case 405: return {405, "METHOD_NOT_ALLOWED"};
    case 408: return {408, "TIMEOUT"};
    case 413: return {413, "REQUEST_TOO_LARGE"};
    case 429: return {429, "RATE_LIMITED"};
    default: return {status, status < 500 ? "WRONG_PARAMETER" : "INTERNAL_ERROR"};
    }
}

ErrorReply reply_to(const Failure& failure)
{
    const Error& error = failure.error;
    if (failure.stage == Stage::transport && failure.status != 0) {
        return transport_reply(failure.status);
    }
    if (failure.stage == Stage::routing) {
        return error.code == Code::unsupported ? ErrorReply{405, "METHOD_NOT_ALLOWED"}
                                               : ErrorReply{404, "NOT_FOUND"};
    }
    for (const auto& row : subject_replies) {
        if (row.code == error.code && row.subject == error.subject) return row.reply;
    }
    return plain_reply(error.code);
}

// The name in this API of a member that the directory names by its own word.
std::string_view wire_name(std::string_view subject)
{
    for (const auto& row : customer_rows()) {
        if (row.field == wire::RecordRow::none || row.name.empty()) continue;
        const auto& member =
            model::Schema<model::Customer>::members[static_cast<std::size_t>(row.field)];
        if (member.name == subject) return row.name;
    }
    return subject.starts_with("fields.") ? "extrafields" : subject;
}

std::string message_of(const Failure& failure, const ErrorReply& reply)
{
    const Error& error = failure.error;
    if (failure.stage == Stage::scope) {
        return "Access scope required: " + error.message.substr(error.message.rfind(' ') + 1);
    }
    if (failure.stage == Stage::routing) {
        return reply.status == 405 ? "Method not allowed" : "Resource not found";
    }
    if (reply.code == "INVALID_API_TOKEN") return "Invalid access token";
    if (reply.code == "INTERNAL_ERROR" && reply.status == 500) return "Internal error";
    if (reply.code == "EXTERNAL_ID_ALREADY_USED") return "External reference ID is already used";
    if (reply.code != "WRONG_PARAMETER" || error.subject.empty()) return error.message;
    const std::string name(wire_name(error.subject));
    if (error.code == Code::missing_field) return "Field " + name + " is absent";
    return "Wrong parameter '" + name + "' value: " + error.message;
}

// Two clients of the vendor show people the reason phrase instead of the body's message. It is one
// line of printable ASCII.
std::string reason_phrase(std::string_view message)
{
    constexpr std::size_t most_chars = 200;
    std::string phrase(message.substr(0, most_chars));
    std::ranges::replace_if(
        phrase, [](char c) { return c < ' ' || c > '~'; }, ' ');
    return phrase;
}

} // namespace

muster::Failure wrong_parameter(std::string_view name, std::string_view expected)
{
    return fail(Code::invalid_value, std::string(name), std::string(expected));
}

muster::Failure absent_field(std::string_view name)
{
    return fail(Code::missing_field, std::string(name), "is required");
}

muster::Failure store_not_found() { return fail(Code::not_found, "store", "Store not found"); }

muster::Failure path_not_found() { return fail(Code::not_found, "path", "Resource not found"); }

muster::Failure customer_not_found(std::int64_t id)
{
    return fail(Code::not_found, "customer", "Customer #" + std::to_string(id) + " not found");
}

muster::Failure group_not_found(std::int64_t id)
{
    return fail(Code::not_found, "group", "Customer group #" + std::to_string(id) + " not found");
}

muster::Failure contact_not_found(std::int64_t id)
{
    return fail(Code::not_found, "contact",
                "Customer contact #" + std::to_string(id) + " not found");
}

muster::Failure extrafield_not_found(std::string_view key)
{
    return fail(Code::not_found, "extrafield", "Extra field " + std::string(key) + " not found");
}

http::Response render(const RequestContext&, const Failure& failure)
{
    const ErrorReply reply = reply_to(failure);
    std::string body;
    JsonWriter out(body);
    out.begin_object();
    const auto message = message_of(failure, reply);
    out.name("errorMessage").text(message);
    out.name("errorCode").text(reply.code);
    out.end_object();
    auto response = json_response(std::move(body), reply.status);
    response.reason = reason_phrase(message);
    // Whole seconds: the vendor's client does not read the form with a date.
    if (reply.status == 429 || reply.status == 503)
        response.headers.push_back({"Retry-After", "1"});
    return response;
}

} // namespace muster::dialects::ecwid
