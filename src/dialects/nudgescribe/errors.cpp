// Error answers: a label and one sentence that names the body keys concerned (promise 5).
#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "dialects/nudgescribe/documents.h"
#include "dialects/nudgescribe/handlers.h"

namespace muster::dialects::nudgescribe {

namespace {

struct ErrorLabel {
    int status;
    std::string_view text;
};

// The body key for the subject of a directory error. Subjects set by this dialect are keys already.
std::string_view key_of_subject(std::string_view subject)
{
    if (subject == "name") return "group_name";
    if (subject == "capacity" || subject == "group") return "customer_group_id";
    if (subject == "workspace") return "workspace_id";
    if (subject == "key") return "field_name";
    if (subject == "label") return "display_name";
    if (subject == "values") return "enum_values";
    if (subject == "field") return "customer_profile_field_id";
    if (subject == "campaign" || subject == "status" || subject == "segment_by") {
        return "campaign_id";
    }
    if (subject == "run") return "archive_run_numbers";
    return subject;
}

ErrorLabel label_of(const Error& error)
{
    switch (error.code) {
    case Code::missing_field: return {401, "Missing Fields"};
    case Code::unauthenticated:
    case Code::forbidden: return {403, "Unauthorised"};
    case Code::not_found:
        if (error.subject == "workspace") return {401, "Invalid Workspace"};
        return {400, "Bad Request"};
    case Code::invalid_value:
    case Code::unknown_field:
    case Code::already_exists:
    case Code::conflict:
    case Code::full:
    case Code::stale:
    case Code::too_large:
    case Code::unsupported: return {400, "Bad Request"};
    case Code::rate_limited: return {429, "Too Many Requests"};
    case Code::unavailable: return {503, "Server Error"};
    case Code::timed_out:
    case Code::internal: return {500, "Server Error"};
    }
    return {500, "Server Error"};
}

ErrorLabel label_of(const Failure& failure)
{
    if (failure.stage == Stage::transport) {
        // This API has no status of its own for a body that is too large.
        const int status = failure.status == 413 ? 400 : failure.status;
        return {status, status >= 500 ? "Server Error" : "Bad Request"};
    }
    if (failure.stage != Stage::routing) return label_of(failure.error);
    return failure.error.code == Code::not_found ? ErrorLabel{404, "Not Found"}
                                                 : ErrorLabel{405, "Method Not Allowed"};
}

// Messages of the directory are predicates ("must be …"), or clauses with a subject of their own
// ("the group is inactive").
bool has_own_subject(std::string_view message)
{
    constexpr std::array<std::string_view, 5> beginnings{"the ", "a ", "an ", "another ", "no "};
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](auto beginning) { return message.starts_with(beginning); });
}

std::string message_of(const Failure& failure)
{
    const Error& error = failure.error;
    if (failure.stage == Stage::routing) {
        return error.code == Code::not_found ? "There is no such path"
                                             : "This path does not offer that method";
    }
    if (error.code == Code::internal) return "Something went wrong on our side";
    if (error.code == Code::missing_field) {
        std::string text = "Missing: " + std::string(key_of_subject(error.subject));
        for (const auto& other : error.further)
            text += ", " + std::string(key_of_subject(other.subject));
        return text;
    }
    // Messages of this dialect are sentences.
    const bool is_sentence =
        !error.message.empty() && error.message[0] >= 'A' && error.message[0] <= 'Z';
    const std::string key(key_of_subject(error.subject));
    if (is_sentence || key.empty() || error.message.starts_with(key)) return error.message;
    return key + (has_own_subject(error.message) ? ": " : " ") + error.message;
}

struct ErrorBody {
    std::string label;
    std::string message;
};

constexpr auto error_table = wire::record(
    {"Error"},
    wire::row<&ErrorBody::label>("error", wire::text_codec, wire::Access::read_only)
        .with(wire::Absent::empty_text)
        .about("The label of the status."),
    wire::row<&ErrorBody::message>("message", wire::text_codec, wire::Access::read_only)
        .with(wire::Absent::empty_text)
        .about("One sentence that names the keys concerned."));

} // namespace

const wire::AnyRecord& error_body() { return error_table; }

http::Response render(const RequestContext&, const Failure& failure)
{
    const ErrorLabel label = label_of(failure);
    std::string body;
    JsonWriter out(body);
    wire::write_object<ErrorBody>(out, error_table, {std::string(label.text), message_of(failure)});
    return json_response(std::move(body), label.status);
}

} // namespace muster::dialects::nudgescribe
