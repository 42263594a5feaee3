// See web_page.h.
#include "server/web_page.h"

#include <algorithm>

namespace muster::server {

namespace {

// Scripts, styles and calls come from this server only, and nothing may be written into the page as
// markup: a hostile name stays text even where the page has a mistake.
constexpr std::string_view content_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";

// Names below /assets/ contain a hash of the content, so that a stored copy never becomes wrong.
constexpr std::string_view asset_cache = "public, max-age=31536000, immutable";
constexpr std::string_view document_cache = "no-cache";

// The files exist only compressed. Every browser since 2000 accepts that.
bool accepts_gzip(const http::Request& request)
{
    const std::string_view accepted = request.header("Accept-Encoding");
    return accepted.find("gzip") != accepted.npos || accepted.find('*') != accepted.npos;
}

} // namespace

std::optional<http::Response> page_file(const http::Request& request,
                                        std::span<const PageFile> files)
{
    const auto file = std::ranges::find(files, request.path, &PageFile::path);
    if (file == files.end()) return std::nullopt;
    http::Response response;
    response.headers = {{"Vary", "Accept-Encoding"}, {"X-Content-Type-Options", "nosniff"}};
    if (!accepts_gzip(request)) {
        response.status = 406;
        response.content_type = "text/plain; charset=utf-8";
        response.body = "The page is only sent compressed: send Accept-Encoding: gzip, or open it "
                        "in a browser. The APIs are listed at /docs.\n";
        return response;
    }
    response.content_type = file->content_type;
    response.body = file->gzip;
    const bool is_asset = file->path.starts_with("/assets/");
    response.headers.push_back({"Content-Encoding", "gzip"});
    response.headers.push_back(
        {"Cache-Control", std::string(is_asset ? asset_cache : document_cache)});
    if (!is_asset) {
        response.headers.push_back({"Content-Security-Policy", std::string(content_policy)});
        response.headers.push_back({"Cross-Origin-Opener-Policy", "same-origin"});
        response.headers.push_back({"Referrer-Policy", "no-referrer"});
    }
    return response;
}

} // namespace muster::server
