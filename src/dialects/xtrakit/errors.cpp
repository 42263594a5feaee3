// Writes every error of this API: "status" and "error", and "errors" for bad fields.
#include <string>

#include "base/json.h"
#include "dialects/xtrakit/handlers.h"

namespace muster::dialects::xtrakit {

namespace {

struct StatusError {
    int status;
    std::string message;
    bool names_fields = false;
};

std::string field_message(const Error& error)
{
    const bool missing = error.code == Code::missing_field;
    return "The " + error.subject + " field is " + (missing ? "required" : "invalid");
}

StatusError bad_request(const Error& error)
{
    if (error.subject == "body") return {400, "Invalid request body"};
    return {400, field_message(error), true};
}

StatusError answer_of(const Error& error)
{
    switch (error.code) {
    case Code::invalid_value:
    case Code::missing_field:
    case Code::unknown_field:
    case Code::full:
    case Code::conflict: return bad_request(error);
    case Code::unauthenticated:
        if (error.subject == missing_token) return {401, "Unauthorized: Missing Bearer Token"};
        return {401, "Unauthorized: Invalid API Key"};
    case Code::forbidden: return {401, "Unauthorized: Invalid API Key"};
    case Code::not_found:
        return {404, error.subject == "group" ? "Group not found" : "Customer not found"};
    case Code::already_exists: return {409, "The " + error.subject + " has already been taken"};
    case Code::stale: return {412, "The record has changed"};
    case Code::too_large:
        if (error.subject == "list") return {413, error.message};
        return bad_request(error);
    case Code::rate_limited: return {429, "Too many requests"};
    case Code::unsupported: return {405, "Method not allowed"};
    case Code::unavailable: return {503, "Service unavailable"};
    case Code::timed_out: return {504, "The request took too long"};
    case Code::internal: return {500, "Internal server error"};
    }
    return {500, "Internal server error"};
}

// Each field once, with its first problem.
void write_errors(JsonWriter& out, const Error& error)
{
    Json fields = Json::object();
    const auto add = [&](const Error& one) {
        if (fields.find(one.subject)) return;
        fields.set(one.subject, Json(Json::Array{Json(field_message(one))}));
    };
    add(error);
    for (const auto& one : error.further) add(one);
    out.name("errors").value(fields);
}

StatusError answer_of(const RequestContext& call, const Failure& failure)
{
    if (failure.stage == Stage::transport) {
        return {failure.status, std::string(http::reason_of(failure.status))};
    }
    if (failure.stage == Stage::routing && failure.error.code == Code::not_found) {
        return {404, "Endpoint not found"};
    }
    // A caller without a key learns whether a path exists, but not which methods it has.
    if (failure.stage == Stage::routing) {
        RequestContext probe = call;
        const auto authenticated = authenticate(probe);
        if (!authenticated) return answer_of(authenticated.error());
    }
    return answer_of(failure.error);
}

} // namespace

http::Response render(const RequestContext& call, const Failure& failure)
{
    const auto answer = answer_of(call, failure);
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("status").integer(answer.status);
    out.name("error").text(answer.message);
    if (answer.names_fields) write_errors(out, failure.error);
    out.end_object();
    return json_response(std::move(body), answer.status);
}

} // namespace muster::dialects::xtrakit
