// Error answers in the wording of the vendor's framework (promise 14), and the headers that every
// answer has (promise 13).
#include <cctype>
#include <chrono>
#include <string>

#include "base/json.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/languages/language.h"

namespace muster::dialects::nuweb {

namespace {

struct ErrorAnswer {
    int status;
    std::string message;
    bool names_fields = false;
};

// The vendor's documented rate. Reported when no limit is configured or the caller is unknown.
constexpr Allowance documented_allowance{true, 60, {}, {60, std::chrono::seconds(60)}};

std::string error_text(const Error& error)
{
    if (error.code == Code::already_exists) {
        return "The " + error.subject + " has already been taken.";
    }
    if (!error.message.empty() && std::isupper(static_cast<unsigned char>(error.message[0])) != 0) {
        return error.message;
    }
    std::string text = "The " + error.subject + " field " + error.message;
    if (!text.ends_with('.')) text += '.';
    return text;
}

ErrorAnswer invalid(const Error& error)
{
    if (error.subject == "body") return {400, "Malformed JSON."};
    return {422, "The given data was invalid.", true};
}

// The name of the vendor's PHP class, which its 404 messages contain.
std::string_view model_of(const Error& error)
{
    if (error.subject == "group") return "CustomerGroup";
    if (error.subject == "company") return "Company";
    if (error.subject == "asyncUuid") return "AsyncRequest";
    if (error.subject == "user") return "User";
    if (error.subject == "question") return "DataCaptureField";
    return "Customer";
}

ErrorAnswer answer_of(const Error& error)
{
    switch (error.code) {
    case Code::invalid_value:
    case Code::missing_field:
    case Code::unknown_field:
    case Code::already_exists:
    case Code::conflict:
    case Code::full:
    case Code::too_large: return invalid(error);
    case Code::unauthenticated: return {401, "Unauthenticated."};
    case Code::forbidden: return {403, "This action is unauthorized."};
    case Code::not_found:
        return {404, "No query results for model [" + std::string(model_of(error)) + "]."};
    case Code::stale: return {409, "The record has changed."};
    case Code::rate_limited: return {429, "Too Many Attempts."};
    case Code::unsupported: return {405, "Method Not Allowed."};
    case Code::unavailable: return {503, "Service Unavailable"};
    case Code::timed_out: return {504, "Gateway Timeout"};
    case Code::internal: return {500, "Server Error."};
    }
    return {500, "Server Error."};
}

// "v1/customers/5"
std::string route_of(const RequestContext& call)
{
    std::string_view path = call.request.path;
    if (path.starts_with(call.mount)) path.remove_prefix(call.mount.size());
    return std::string(path.substr(path.starts_with('/') ? 1 : 0));
}

ErrorAnswer answer_of(const RequestContext& call, const Failure& failure)
{
    if (failure.stage == Stage::transport) {
        return {failure.status, std::string(http::reason_of(failure.status))};
    }
    if (failure.stage != Stage::routing) return answer_of(failure.error);
    if (failure.error.code == Code::not_found) {
        return {404, "The route " + route_of(call) + " could not be found."};
    }
    return {405, "The " + call.request.method + " method is not supported for route " +
                     route_of(call) + "."};
}

// The texts of all problems, grouped by field.
Json errors_of(const Error& error, Language language)
{
    Json fields = Json::object();
    const auto add = [&](const Error& one) {
        const auto text = error_text(one);
        if (!fields.find(one.subject)) fields.set(one.subject, Json::array());
        fields.find(one.subject)->push_back(Json(translated(language, text).value_or(text)));
    };
    add(error);
    for (const auto& one : error.further) add(one);
    return fields;
}

} // namespace

http::Response render(const RequestContext& call, const Failure& failure)
{
    const auto answer = answer_of(call, failure);
    auto language = language_of(call);
    const auto message = translated(language, answer.message);
    if (!message) language = Language::en;
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("message").text(message.value_or(answer.message));
    if (answer.names_fields) out.name("errors").value(errors_of(failure.error, language));
    out.end_object();
    auto response = json_response(std::move(body), answer.status);
    response.headers.push_back({std::string(language_header), std::string(tag_of(language))});
    return response;
}

void finish(const RequestContext& call, http::Response& response)
{
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - call.started;
    response.headers.push_back({"X-Runtime", std::to_string(elapsed.count())});
    auto language = language_shown(call, response);
    std::erase_if(response.headers,
                  [](const http::Header& header) { return header.name == language_header; });
    response.headers.push_back({std::string(language_header), std::move(language)});
    const auto allowance = call.allowance.value_or(documented_allowance);
    response.headers.push_back({"X-Remaining-Requests", std::to_string(allowance.left)});
    response.headers.push_back(
        {"X-Available-In-Seconds", std::to_string(allowance.rate.period.count())});
}

} // namespace muster::dialects::nuweb
