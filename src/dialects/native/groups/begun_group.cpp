// See begun_group.h.
#include "dialects/native/groups/begun_group.h"

#include "base/if_found.h"
#include "directory/jobs.h"
#include "wire/record.h"

namespace muster::dialects::native {

namespace {

constexpr int begun_status = 202; // no final answer has it

constexpr auto begun_table =
    wire::record({"BegunGroup"}, wire::row<&BegunGroup::group>("group", wire::integer_codec),
                 wire::row<&BegunGroup::job>("job", wire::integer_codec));

} // namespace

http::Response reply_begun(const BegunGroup& begun)
{
    return json_response(wire::stored_text<BegunGroup>(begun_table, begun), begun_status);
}

bool is_begun(const http::Response& response) { return response.status == begun_status; }

BegunGroup begun_in(const http::Response& response)
{
    return wire::restored<BegunGroup>(begun_table, response.body);
}

Result<void> require_over(const RequestContext& call, const BegunGroup& begun,
                          std::string_view message)
{
    const auto job = TRY(if_found(model::get(call.rows(), call.tenant.id, begun.job)));
    if (!job || directory::is_over(job->status)) return {};
    return fail(Code::unavailable, "group", std::string(message));
}

} // namespace muster::dialects::native
