// Reads page parameters and writes links.
#include "dialects/nuweb/paging.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "dialects/nuweb/documents.h"
#include "dialects/nuweb/view.h"
#include "wire/paging.h"

namespace muster::dialects::nuweb {

namespace {

constexpr std::int64_t page_length = 100;
constexpr std::int64_t async_page_length = 1000;
constexpr std::array<std::string_view, 4> link_parameters{"page", "offset", "async", "asyncUuid"};

struct PageLinks {
    std::string first;
    std::string last;
    std::string prev; // empty on the first page
    std::string next; // empty on the last page
    std::string self;
};

constexpr auto page_links_table = wire::record(
    {"PageLinks"}, wire::row<&PageLinks::first>("first", wire::text_codec, wire::Access::read_only),
    wire::row<&PageLinks::last>("last", wire::text_codec, wire::Access::read_only),
    wire::row<&PageLinks::prev>("prev", wire::text_codec, wire::Access::read_only)
        .with(wire::Absent::null),
    wire::row<&PageLinks::next>("next", wire::text_codec, wire::Access::read_only)
        .with(wire::Absent::null),
    wire::row<&PageLinks::self>("self", wire::text_codec, wire::Access::read_only));

Result<std::optional<std::int64_t>> read_number_parameter(const RequestContext& call,
                                                          std::string_view name, std::int64_t least)
{
    const auto text = trim(call.request.parameter(name).value_or(std::string_view{}));
    if (text.empty()) return std::optional<std::int64_t>{};
    const auto number = parse_integer(text);
    if (!number || *number < least) {
        const auto form = least > 0 ? "must be an integer of at least 1." : "must be an integer.";
        return fail(Code::invalid_value, std::string(name), form);
    }
    return std::optional(std::min(*number, limits::entity_id));
}

std::string percent_encoded(std::string_view text)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') ||
                              std::string_view("-._~,:").find(c) != std::string_view::npos;
        if (is_plain) {
            out += c;
        } else {
            out += {'%', hex[byte >> 4], hex[byte & 15]};
        }
    }
    return out;
}

// Builds the links of one list. Each repeats the parameters of the request but the page's own.
class PageLinkBuilder {
public:
    PageLinkBuilder(const RequestContext& call, const PageRequest& paging) : paging_(paging)
    {
        std::string_view path = call.request.path;
        if (path.starts_with("//")) path.remove_prefix(1);
        if (path.starts_with(call.mount)) path.remove_prefix(call.mount.size());
        if (path.starts_with("//")) path.remove_prefix(1);
        base_ = call.base_url() + std::string(path.substr(0, path.find_last_not_of('/') + 1));
        for (const auto& parameter : call.request.query) {
            const bool is_own = std::find(link_parameters.begin(), link_parameters.end(),
                                          parameter.name) != link_parameters.end();
            if (!is_own)
                repeated_ +=
                    '&' + percent_encoded(parameter.name) + '=' + percent_encoded(parameter.value);
        }
    }

    std::string link_at(std::int64_t offset) const
    {
        const auto place = paging_.by_offset ? "offset=" + std::to_string(offset)
                                             : "page=" + std::to_string(offset / paging_.limit + 1);
        return base_ + '?' + place + repeated_;
    }

private:
    const PageRequest& paging_;
    std::string base_;
    std::string repeated_;
};

} // namespace

const wire::AnyRecord& page_links() { return page_links_table; }

Result<PageRequest> read_paging(const RequestContext& call)
{
    PageRequest request;
    const auto limit = TRY(read_number_parameter(call, "limit", 1));
    const auto offset = TRY(read_number_parameter(call, "offset", 0));
    const auto page = TRY(read_number_parameter(call, "page", -limits::entity_id));
    const bool is_async = TRY(read_flag(call.request, "async"));
    request.limit =
        std::min(limit.value_or(page_length), is_async ? async_page_length : page_length);
    // A link is followed without async, and then pages are shorter: only the offset stays right.
    request.by_offset = offset.has_value() || request.limit > page_length;
    request.offset =
        offset ? *offset : (std::max<std::int64_t>(page.value_or(1), 1) - 1) * request.limit;
    return request;
}

void write_paging(JsonWriter& out, const RequestContext& call, const PageRequest& paging,
                  std::int64_t total)
{
    const PageLinkBuilder links(call, paging);
    const auto last = total == 0 ? 0 : (total - 1) / paging.limit * paging.limit;
    const auto before = std::max<std::int64_t>(paging.offset - paging.limit, 0);
    const auto after = paging.offset + paging.limit;
    const PageLinks addresses{
        .first = links.link_at(0),
        .last = links.link_at(last),
        .prev = paging.offset > 0 ? links.link_at(before) : std::string{},
        .next = after < total ? links.link_at(after) : std::string{},
        .self = links.link_at(paging.offset),
    };
    out.name("links");
    wire::write_object<PageLinks>(out, page_links_table, addresses);
    out.name("meta").begin_object().name("total").integer(total).end_object();
}

std::string link_to(const RequestContext& call, std::string_view path)
{
    return call.base_url() + "/v1" + std::string(path);
}

} // namespace muster::dialects::nuweb
