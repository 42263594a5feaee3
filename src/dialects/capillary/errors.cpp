// Fills the texts of problems, turns errors into issues, and writes the failures that the pipeline
// finds.
#include "dialects/capillary/errors.h"

#include "base/text.h"
#include "dialects/capillary/auth.h"

namespace muster::dialects::capillary {

namespace {

bool is_good(const Issue&) { return false; }

constexpr auto issue_table =
    wire::record({"Issue"},
                 wire::row<is_good>("status", wire::boolean_codec, wire::Access::read_only)
                     .about("Always false."),
                 wire::row<&Issue::code>("code", wire::integer_codec, wire::Access::read_only)
                     .about("A number of the vendor's documentation.", "1632"),
                 wire::row<&Issue::message>("message", wire::text_codec, wire::Access::read_only)
                     .with(wire::Absent::empty_text)
                     .about("The problem, for people."));

std::string fill(std::string_view text, std::string_view x, std::string_view y)
{
    std::string filled;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        const bool is_x = rest.starts_with("{x}");
        if (is_x || rest.starts_with("{y}")) {
            filled += is_x ? x : y;
            at += 3;
        } else {
            filled += text[at++];
        }
    }
    return filled;
}

// The number and status of an error that is no numbered problem.
int status_of(Code code)
{
    switch (code) {
    case Code::invalid_value:
    case Code::missing_field:
    case Code::unknown_field:
    case Code::already_exists:
    case Code::conflict:
    case Code::full:
    case Code::stale: return 400;
    case Code::unauthenticated: return 401;
    case Code::forbidden: return 403;
    case Code::not_found: return 404;
    case Code::unsupported: return 405;
    case Code::too_large: return 413;
    case Code::rate_limited: return 429;
    case Code::internal: return 500;
    case Code::unavailable:
    case Code::timed_out: return 503;
    }
    return 500;
}

std::string_view message_of(const Error& error)
{
    if (error.code == Code::internal || error.message.empty()) return "request failed";
    return error.message;
}

Issue issue_of(const Error& error)
{
    if (const auto code = parse_integer(error.subject)) return {*code, error.message};
    return {status_of(error.code), std::string(message_of(error))};
}

http::Response errors_response(int status, const Issues& issues)
{
    std::string body;
    JsonWriter out(body);
    out.begin_object();
    write_issues(out, "errors", issues);
    write_issues(out, "warnings", {});
    out.end_object();
    return json_response(std::move(body), status);
}

// The form of refused tokens: it is that of the vendor's first API version.
http::Response legacy_response(int status, std::string_view message)
{
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("response").begin_object().name("status").begin_object();
    out.name("code").integer(status).name("message").text(message);
    out.name("success").text("false").name("warnings").begin_object().end_object();
    out.end_object().end_object().end_object();
    return json_response(std::move(body), status);
}

http::Response unauthorized_xml()
{
    http::Response response;
    response.status = 401;
    response.content_type = "application/xml";
    response.headers.push_back({"WWW-Authenticate", "Basic realm=\"till\""});
    response.body = "<response><status><success>false</success><code>401</code>"
                    "<message>Unauthorized</message></status></response>";
    return response;
}

http::Response authentication_response(const RequestContext& call, const Error& error)
{
    if (error.code == Code::unavailable || error.code == Code::timed_out) {
        return errors_response(503, {issue(problems::access_unknown)});
    }
    if (!has_token(call.request)) return unauthorized_xml();
    if (error.subject == expired_token) return legacy_response(498, error.message);
    return legacy_response(401, "Unauthorized");
}

http::Response scope_response(const RequestContext& call)
{
    if (has_token(call.request)) {
        return legacy_response(403, "client does not have access to the requested resource");
    }
    return errors_response(403, {issue(problems::no_access)});
}

} // namespace

const wire::Record<Issue>& issue_record() { return issue_table; }

Issue issue(const NumberedProblem& problem, std::string_view x, std::string_view y)
{
    return {problem.code, fill(problem.text, x, y)};
}

Error error_of(const NumberedProblem& problem, std::string_view x, std::string_view y)
{
    return {problem.kind, std::to_string(problem.code), fill(problem.text, x, y), {}, {}, {}};
}

bool is_problem(const Error& error) { return parse_integer(error.subject).has_value(); }

Issues issues_of(const Error& error)
{
    Issues issues{issue_of(error)};
    for (const auto& further : error.further) issues.push_back(issue_of(further));
    return issues;
}

void write_issues(JsonWriter& out, std::string_view name, const Issues& issues)
{
    out.name(name).begin_array();
    for (const auto& one : issues) wire::write_object(out, issue_table, one);
    out.end_array();
}

http::Response render(const RequestContext& call, const Failure& failure)
{
    const Error& error = failure.error;
    switch (failure.stage) {
    case Stage::authenticating: return authentication_response(call, error);
    case Stage::scope: return scope_response(call);
    case Stage::transport:
        return errors_response(failure.status, {{failure.status, std::string(message_of(error))}});
    case Stage::routing:
    case Stage::handling: break;
    }
    return errors_response(status_of(error.code), {issue_of(error)});
}

} // namespace muster::dialects::capillary
