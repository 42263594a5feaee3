// Which addresses of receivers are accepted. Knows no API.
#pragma once

#include <string_view>

#include "http/client/url.h"

namespace muster::dialects {

// invalid_value "url" unless it is http or https, without a user name, on port 80, 443 or from
// 1024.
Result<http::Url> receiver_url(std::string_view text);

} // namespace muster::dialects
