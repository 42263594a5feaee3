// See receiver_url.h.
#include "dialects/receiver_url.h"

#include "base/text.h"

namespace muster::dialects {

Result<http::Url> receiver_url(std::string_view text)
{
    auto url = http::parse_url(text);
    if (!url) return fail(Code::invalid_value, "url", url.error().message);
    const auto port = parse_integer(url->port).value_or(0);
    if (port == 80 || port == 443 || port >= 1024) return url;
    return fail(Code::invalid_value, "url", "the port must be 80, 443 or from 1024");
}

} // namespace muster::dialects
