// Parses the texts of settings that name a dialect: listeners, host names, rate limits. Each error
// completes "muster: PLACE: ...".
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dialects/rate_limit.h"
#include "http/server/server.h"

namespace muster::server {

// "NAME=https://127.0.0.1:8443", "127.0.0.1:8080", "[::1]:8080"
Result<std::vector<http::Listener>> parse_listeners(const std::vector<std::string>& texts);

// "127.0.0.1:9090"
Result<http::Listener> parse_plain_listener(const std::string& text);

// "NAME=api.example.org". Returns the host name in lower case to the dialect.
Result<std::map<std::string, std::string>> parse_hosts(const std::vector<std::string>& texts);

// "NAME=600/min"
Result<std::map<std::string, dialects::Rate, std::less<>>>
parse_rates(const std::vector<std::string>& texts);

// invalid_value names the dialects that there are.
Result<void> check_dialect(std::string_view name);

} // namespace muster::server
