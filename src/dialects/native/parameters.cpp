// Knows no resource.
#include "dialects/native/parameters.h"

#include "base/text.h"
#include "dialects/native/errors.h"
#include "wire/paging.h"

namespace muster::dialects::native {

namespace {

// An ETag without W/ and without quotes; empty when it is malformed.
std::string_view opaque(std::string_view tag)
{
    tag = trim(tag);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag.size() < 2 || tag.front() != '"' || tag.back() != '"') return {};
    return tag.substr(1, tag.size() - 2);
}

} // namespace

Result<bool> flag_parameter(const RequestContext& call, std::string_view name)
{
    const auto text = call.request.parameter(name);
    if (!text || *text == "false") return false;
    if (*text == "true") return true;
    return bad_parameter(name, "must be true or false");
}

Result<std::int64_t> limit_parameter(const RequestContext& call)
{
    const auto most = static_cast<std::int64_t>(limits::page_items);
    auto limit = wire::read_count("limit", call.request.parameter("limit"),
                                  {1, most, 100, wire::Excess::refuse});
    if (!limit) return bad_parameter("limit", limit.error().message);
    return limit;
}

Result<std::int64_t> path_id(const RequestContext& call, std::string_view name)
{
    const auto text = call.parameter(name);
    const auto id = parse_integer(text);
    if (id && *id > 0 && *id <= limits::entity_id) return *id;
    return fail(Code::not_found, std::string(name),
                "no " + std::string(name) + " has this id; ids are integers from 1");
}

Result<std::optional<model::Revision>> expected_revision(const RequestContext& call)
{
    const std::string_view header = trim(call.request.header("If-Match"));
    if (header.empty() || header == "*") return std::optional<model::Revision>{};
    if (header.find(',') != header.npos) {
        return bad_header("If-Match", "must name one ETag, or *");
    }
    if (!header.ends_with('"')) {
        return bad_header("If-Match", "must be an ETag in its quotes, such as \"115\"");
    }
    const std::string_view tag = header.starts_with("W/") ? std::string_view{} : opaque(header);
    // The ETag of a group has its head count behind the revision. Only the revision counts here, so
    // that a join does not make an edit stale.
    return std::optional(parse_integer(tag.substr(0, tag.find('-'))).value_or(-1));
}

bool is_current(const RequestContext& call, std::string_view etag)
{
    const std::string_view header = trim(call.request.header("If-None-Match"));
    if (header == "*") return true;
    for (const auto tag : split(header, ',')) {
        if (!opaque(tag).empty() && opaque(tag) == opaque(etag)) return true;
    }
    return false;
}

} // namespace muster::dialects::native
