// Knows ranges of bytes, and nothing about the content.
#include "dialects/native/jobs/send_file.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace muster::dialects::native {

namespace {

struct ByteRange {
    std::int64_t first = 0;
    std::int64_t last = 0;
};

// "bytes=5-9", "bytes=5-" or "bytes=-5". Any other header is ignored, as RFC 9110 (14.2) allows.
std::optional<ByteRange> read_byte_range(std::string_view text, std::int64_t size)
{
    constexpr std::string_view unit = "bytes=";
    if (!text.starts_with(unit)) return std::nullopt;
    text = trim(text.substr(unit.size()));
    const auto dash = text.find('-');
    if (dash == text.npos) return std::nullopt;
    const auto first = parse_integer(text.substr(0, dash));
    const auto last = parse_integer(text.substr(dash + 1));
    if ((dash != 0 && !first) || (dash + 1 != text.size() && !last)) return std::nullopt;
    if (!first)
        return last ? std::optional(ByteRange{std::max<std::int64_t>(0, size - *last), size - 1})
                    : std::nullopt;
    return ByteRange{*first, std::min(last.value_or(size - 1), size - 1)};
}

} // namespace

jobs::JobFolder folder_of(const RequestContext& call, model::JobId job)
{
    return {call.services.jobs_folder, call.tenant.id, job};
}

Result<http::Response> send_job_file(const RequestContext& call, const std::string& path,
                                     std::int64_t size, std::string content_type,
                                     const std::string& saved_as)
{
    http::Response response;
    response.content_type = std::move(content_type);
    response.headers = {{"Accept-Ranges", "bytes"},
                        {"Content-Disposition", "attachment; filename=\"" + saved_as + '"'}};
    ByteRange range{0, size - 1};
    if (const auto wanted = read_byte_range(call.request.header("Range"), size)) {
        if (wanted->first > wanted->last) {
            response.status = 416;
            response.headers.push_back({"Content-Range", "bytes */" + std::to_string(size)});
            return response;
        }
        range = *wanted;
        response.status = 206;
        response.headers.push_back({"Content-Range", "bytes " + std::to_string(range.first) + '-' +
                                                         std::to_string(range.last) + '/' +
                                                         std::to_string(size)});
    }
    if (size == 0) return response;
    auto file = TRY(jobs::JobFile::open(path, jobs::JobFile::OpenMode::read));
    response.file =
        std::make_shared<http::FilePiece>(file.release(), static_cast<std::uint64_t>(range.first),
                                          static_cast<std::uint64_t>(range.last - range.first + 1));
    return response;
}

} // namespace muster::dialects::native
