// Writes the wrappers around what handlers return. Knows no entity.
#include "dialects/capillary/answers.h"

#include "base/text.h"
#include "dialects/capillary/settings.h"

namespace muster::dialects::capillary {

namespace {

// Whether it is an error about the caller or the server: its form does not depend on the wrapper.
bool is_for_pipeline(const Error& error)
{
    switch (error.code) {
    case Code::unauthenticated:
    case Code::forbidden:
    case Code::rate_limited:
    case Code::unavailable:
    case Code::timed_out:
    case Code::internal: return true;
    case Code::invalid_value:
    case Code::missing_field:
    case Code::unknown_field:
    case Code::not_found:
    case Code::already_exists:
    case Code::conflict:
    case Code::full:
    case Code::stale:
    case Code::too_large:
    case Code::unsupported: return false;
    }
    return true;
}

int failure_status(const RequestContext& call, const Issues& issues)
{
    const auto code = issues.front().code;
    if (code == problems::unusable.code || code == problems::wrong_type.code) {
        return static_cast<int>(code);
    }
    return settings_of(call.tenant).business_error_status;
}

std::string failure_body(Wrapper wrapper, const Issues& issues)
{
    std::string body;
    JsonWriter out(body);
    out.begin_object();
    if (wrapper == Wrapper::paged) write_pagination(out, {});
    const bool is_entity = wrapper == Wrapper::entity || wrapper == Wrapper::blank;
    if (is_entity) write_issues(out, "errors", issues);
    write_issues(out, "warnings", {});
    if (!is_entity) write_issues(out, "errors", issues);
    if (wrapper == Wrapper::outcome) out.name("success").boolean(false);
    out.end_object();
    return body;
}

} // namespace

Result<void> check_request(const RequestContext& call)
{
    const auto& request = call.request;
    const bool looks_up = !trim(request.header("X-CAP-API-ATTRIBUTION-LOOKUP")).empty();
    const bool names_type = !trim(request.header("X-CAP-API-ATTRIBUTION-LOOKUP-TYPE")).empty();
    if (looks_up && !names_type) return refuse(problems::lookup_without_type);
    return {};
}

Result<void> check_group_request(const RequestContext& call)
{
    if (!settings_of(call.tenant).groups_enabled) return refuse(problems::no_access);
    return check_request(call);
}

Result<http::Response> respond(const RequestContext& call, Wrapper wrapper,
                               Result<std::string> body)
{
    if (body) return json_response(*std::move(body));
    if (is_for_pipeline(body.error())) return fail(std::move(body).error());
    const auto issues = issues_of(body.error());
    const int status = failure_status(call, issues);
    if (wrapper == Wrapper::blank && issues.front().code == problems::unusable.code) {
        return http::Response{.status = status, .body = {}, .content_type = {}, .headers = {}};
    }
    return json_response(failure_body(wrapper, issues), status);
}

std::string write_outcome() { return R"({"warnings":[],"errors":[],"success":true})"; }

void end_list(JsonWriter& out)
{
    write_issues(out, "warnings", {});
    write_issues(out, "errors", {});
    out.end_object();
}

void write_pagination(JsonWriter& out, const Pagination& page)
{
    out.name("pagination").begin_object().name("limit").integer(page.limit);
    out.name("offset").integer(page.offset).name("total").integer(page.total).end_object();
}

} // namespace muster::dialects::capillary
