// The table of problem types. Every error of this API becomes a problem document here.
#include "dialects/native/errors.h"

#include <array>

#include "base/text.h"

namespace muster::dialects::native {

namespace {

struct ProblemType {
    std::string_view name; // the type is "/problems/<name>"
    int status;
    std::string_view title;
    std::string_view advice;
};

constexpr ProblemType invalid_value{"invalid-value", 400, "A value is not valid",
                                    "Correct the values that errors points at."};
constexpr ProblemType missing_field{"missing-field", 400, "A required value is missing",
                                    "Send the members that errors points at."};
constexpr ProblemType unknown_field{
    "unknown-field", 400, "A member or parameter is not known here",
    "Correct its spelling, or leave it out. Custom fields are declared "
    "at /v1/fields before they are used."};
constexpr ProblemType unauthenticated{
    "unauthenticated", 401, "A valid key is needed",
    "Send Authorization: Bearer <key> with a key of the native API."};
constexpr ProblemType forbidden{"forbidden", 403, "The key may not do this",
                                "Use a key with the scope that detail names."};
constexpr ProblemType not_found{"not-found", 404, "There is no such thing here",
                                "Check the path, the id and the tenant that the key acts in."};
constexpr ProblemType already_exists{"already-exists", 409, "Another one has this value",
                                     "Choose another value, or change the one that has it."};
constexpr ProblemType conflict{"conflict", 409, "The present state does not allow this",
                               "See detail for what stands in the way."};
constexpr ProblemType full{"full", 409, "The group is full",
                           "Raise the capacity of the group, or end another membership."};
constexpr ProblemType stale{"stale", 412, "It has changed since it was read",
                            "Read it again and send its new ETag as If-Match."};
constexpr ProblemType too_large{"too-large", 413, "Over a limit",
                                "Send less at once; detail names the limit."};
constexpr ProblemType mismatch{"idempotency-mismatch", 422,
                               "The idempotency key was used differently",
                               "Use a new Idempotency-Key for each different request."};
constexpr ProblemType rate_limited{"rate-limited", 429, "Too many requests",
                                   "Wait as long as Retry-After says."};
constexpr ProblemType unsupported{
    "unsupported", 405, "This is not offered",
    "The Allow header names what is; PATCH is how things are changed."};
constexpr ProblemType unavailable{"unavailable", 503, "Not able to answer now",
                                  "Try again after the time that Retry-After says."};
constexpr ProblemType timed_out{"timed-out", 504, "It took too long",
                                "Try again, or ask for less."};
constexpr ProblemType internal{"internal", 500, "A mistake of the server",
                               "Tell the operator the Request-Id; the server's log has more."};

constexpr std::array problems{
    &invalid_value,  &missing_field, &unknown_field, &unauthenticated, &forbidden, &not_found,
    &already_exists, &conflict,      &full,          &stale,           &too_large, &mismatch,
    &rate_limited,   &unsupported,   &unavailable,   &timed_out,       &internal};

const ProblemType& problem_of(const Error& error)
{
    switch (error.code) {
    case Code::invalid_value: return invalid_value;
    case Code::missing_field: return missing_field;
    case Code::unknown_field: return unknown_field;
    case Code::unauthenticated: return unauthenticated;
    case Code::forbidden: return forbidden;
    case Code::not_found: return not_found;
    case Code::already_exists: return already_exists;
    case Code::conflict: return error.where == "@Idempotency-Key" ? mismatch : conflict;
    case Code::full: return full;
    case Code::stale: return stale;
    case Code::too_large: return too_large;
    case Code::rate_limited: return rate_limited;
    case Code::unsupported: return unsupported;
    case Code::unavailable: return unavailable;
    case Code::timed_out: return timed_out;
    case Code::internal: return internal;
    }
    return internal;
}

// The place in the request, and what would be right.
void write_place(JsonWriter& out, const Error& error)
{
    out.begin_object();
    if (error.where.starts_with('?')) {
        out.name("parameter").text(error.where.substr(1));
    } else if (error.where.starts_with('@')) {
        out.name("header").text(error.where.substr(1));
    } else {
        out.name("pointer").text(error.where);
    }
    out.name("code").text(name_of(error.code));
    out.name("detail").text(error.message);
    out.end_object();
}

// The place, then what is wrong: people read this line first.
std::string detail_of(const Error& error)
{
    if (error.code == Code::internal) return "see the server's log";
    if (error.where.empty() || error.where == "@Idempotency-Key") return error.message;
    const bool in_body = error.where.starts_with('/');
    return (in_body ? error.where : error.where.substr(1)) + ": " + error.message;
}

int status_of(const dialects::Failure& failure, const ProblemType& problem)
{
    if (failure.status != 0) return failure.status;
    const bool is_method = failure.stage == Stage::routing;
    return &problem == &unsupported && !is_method ? 501 : problem.status;
}

void add_headers(const ProblemType& problem, http::Response& response)
{
    if (&problem == &unauthenticated) {
        response.headers.push_back({"WWW-Authenticate", "Bearer"});
    }
}

} // namespace

muster::Failure bad_parameter(std::string_view name, std::string message, Code code)
{
    return fail(
        Error{code, std::string(name), std::move(message), {}, '?' + std::string(name), {}});
}

muster::Failure bad_header(std::string_view name, std::string message, Code code)
{
    return fail(
        Error{code, std::string(name), std::move(message), {}, '@' + std::string(name), {}});
}

muster::Failure bad_member(std::string where, std::string message, Code code)
{
    std::string subject = where.empty() ? "body" : where.substr(1);
    return fail(Error{code, std::move(subject), std::move(message), {}, std::move(where), {}});
}

std::string pointer_step(std::string_view name)
{
    std::string step = "/";
    for (const char c : name) {
        if (c == '~' || c == '/') {
            step += c == '~' ? "~0" : "~1";
        } else {
            step += c;
        }
    }
    return step;
}

std::string pointer_to(std::string_view subject)
{
    std::string pointer;
    for (const auto part : split(subject, '.')) pointer += pointer_step(part);
    return pointer;
}

void write_problem(JsonWriter& out, const Error& error, int status)
{
    const ProblemType& problem = problem_of(error);
    out.name("type").text("/problems/" + std::string(problem.name));
    out.name("title").text(problem.title);
    out.name("status").integer(status == 0 ? problem.status : status);
    out.name("detail").text(detail_of(error));
    if (error.where.empty()) return;
    out.name("errors").begin_array();
    write_place(out, error);
    for (const auto& other : error.further) {
        if (!other.where.empty()) write_place(out, other);
    }
    out.end_array();
}

http::Response render(const RequestContext& call, const dialects::Failure& failure)
{
    const ProblemType& problem = problem_of(failure.error);
    http::Response response;
    response.status = status_of(failure, problem);
    response.content_type = "application/problem+json";
    JsonWriter out(response.body);
    out.begin_object();
    write_problem(out, failure.error, response.status);
    out.name("instance").text(call.request_id);
    out.end_object();
    add_headers(problem, response);
    return response;
}

Result<http::Response> show_problem(RequestContext& call)
{
    const auto name = call.parameter("name");
    for (const ProblemType* problem : problems) {
        if (problem->name != name) continue;
        std::string body;
        JsonWriter out(body);
        out.begin_object();
        out.name("type").text("/problems/" + std::string(problem->name));
        out.name("title").text(problem->title);
        out.name("status").integer(problem->status);
        out.name("advice").text(problem->advice);
        out.end_object();
        return json_response(std::move(body));
    }
    return fail(Code::not_found, "problem", "there is no problem type of this name");
}

} // namespace muster::dialects::native
