// Reads page parameters and writes links; knows no entities.
#include "dialects/nuweb/paging.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "dialects/nuweb/view.h"
#include "wire/paging.h"

namespace muster::dialects::nuweb {

namespace {

constexpr std::int64_t page_length = 100;
constexpr std::int64_t async_page_length = 1000;
constexpr std::array<std::string_view, 3> own_parameters{"page", "offset", "asyncUuid"};

Result<std::optional<std::int64_t>> read_number(const RequestContext& call, std::string_view name,
                                                std::int64_t least)
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

std::string encoded(std::string_view text)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') ||
                           std::string_view("-._~,:").find(c) != std::string_view::npos;
        if (plain) {
            out += c;
        } else {
            out += {'%', hex[byte >> 4], hex[byte & 15]};
        }
    }
    return out;
}

// Makes the links of one list, all with the parameters that the request had.
class Links {
public:
    Links(const RequestContext& call, const Paging& paging) : paging_(paging)
    {
        std::string_view path = call.request.path;
        if (path.starts_with(call.mount)) path.remove_prefix(call.mount.size());
        base_ = call.base_url() + std::string(path.substr(0, path.find_last_not_of('/') + 1));
        for (const auto& parameter : call.request.query) {
            const bool own = std::find(own_parameters.begin(), own_parameters.end(),
                                       parameter.name) != own_parameters.end();
            if (!own) carried_ += '&' + encoded(parameter.name) + '=' + encoded(parameter.value);
        }
    }

    Json at(std::int64_t offset) const
    {
        const auto place = paging_.by_offset ? "offset=" + std::to_string(offset)
                                             : "page=" + std::to_string(offset / paging_.limit + 1);
        return Json(base_ + '?' + place + carried_);
    }

private:
    const Paging& paging_;
    std::string base_;
    std::string carried_;
};

} // namespace

Result<Paging> read_paging(const RequestContext& call)
{
    Paging paging;
    const auto limit = TRY(read_number(call, "limit", 1));
    const auto offset = TRY(read_number(call, "offset", 0));
    const auto page = TRY(read_number(call, "page", -limits::entity_id));
    const bool is_async = TRY(read_flag(call.request, "async"));
    paging.limit =
        std::min(limit.value_or(page_length), is_async ? async_page_length : page_length);
    paging.by_offset = offset.has_value();
    paging.offset =
        offset ? *offset : (std::max<std::int64_t>(page.value_or(1), 1) - 1) * paging.limit;
    return paging;
}

void write_paging(JsonWriter& out, const RequestContext& call, const Paging& paging,
                  std::int64_t total)
{
    const Links links(call, paging);
    const auto last = total == 0 ? 0 : (total - 1) / paging.limit * paging.limit;
    const auto before = std::max<std::int64_t>(paging.offset - paging.limit, 0);
    const auto after = paging.offset + paging.limit;
    out.name("links").begin_object();
    out.name("first").value(links.at(0));
    out.name("last").value(links.at(last));
    out.name("prev").value(paging.offset > 0 ? links.at(before) : Json());
    out.name("next").value(after < total ? links.at(after) : Json());
    out.name("self").value(links.at(paging.offset)).end_object();
    out.name("meta").begin_object().name("total").integer(total).end_object();
}

std::string link_to(const RequestContext& call, std::string_view path)
{
    return call.base_url() + "/v1" + std::string(path);
}

} // namespace muster::dialects::nuweb
