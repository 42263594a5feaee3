// See url.h.
#include "http/client/url.h"

#include <memory>
#include <new>
#include <optional>

#include <curl/curl.h>

#include "base/text.h"
#include "http/request.h"

namespace muster::http {
namespace {

using CurlUrl = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

// One part of the address; nullopt when the address does not have it.
std::optional<std::string> url_part(CURLU* url, CURLUPart part, unsigned flags = 0)
{
    char* text = nullptr;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return std::nullopt;
    const std::unique_ptr<char, decltype(&curl_free)> owner(text, curl_free);
    return std::string(text);
}

bool is_port(std::string_view text)
{
    const auto port = parse_integer(text);
    return port && *port >= 1 && *port <= 65535;
}

} // namespace

std::string Url::origin() const { return (secure ? "https://" : "http://") + authority; }

Result<Url> parse_url(std::string_view text)
{
    const auto wrong = [&] {
        return fail(Code::invalid_value, "url",
                    "must be an address such as https://example.org:8443/path, not " +
                        std::string(text));
    };
    const CurlUrl parts(curl_url(), curl_url_cleanup);
    if (!parts) throw std::bad_alloc();
    const unsigned rules = CURLU_DISALLOW_USER | CURLU_PATH_AS_IS | CURLU_NON_SUPPORT_SCHEME;
    if (curl_url_set(parts.get(), CURLUPART_URL, std::string(text).c_str(), rules) != CURLUE_OK)
        return wrong();
    const auto scheme = url_part(parts.get(), CURLUPART_SCHEME);
    const auto host = url_part(parts.get(), CURLUPART_HOST);
    const auto port = url_part(parts.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
    const auto path = url_part(parts.get(), CURLUPART_PATH);
    if (!host || !port || !path || !is_port(*port)) return wrong();
    Url url;
    url.secure = scheme == "https";
    if (!url.secure && scheme != "http") return wrong();
    url.host = host->starts_with('[') ? host->substr(1, host->size() - 2) : *host;
    url.port = *port;
    url.authority = *host;
    if (const auto given = url_part(parts.get(), CURLUPART_PORT)) url.authority += ':' + *given;
    url.target = *path;
    if (const auto query = url_part(parts.get(), CURLUPART_QUERY)) url.target += '?' + *query;
    return url;
}

bool is_loopback(std::string_view host)
{
    return same_name(host, "localhost") || host.starts_with("127.") || host == "::1";
}

} // namespace muster::http
