// Parses the options of `muster serve` that name a dialect: listeners, host names, rate limits.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dialects/rate_limit.h"
#include "http/server/server.h"

namespace muster::server {

// "NAME=https://127.0.0.1:8443", "127.0.0.1:8080", "[::1]:8080". Does not check the dialect.
Result<http::Listener> parse_listener(std::string_view text);

// Adds the default listener for all APIs when no text is one.
Result<std::vector<http::Listener>> parse_listeners(const std::vector<std::string>& texts);

// "NAME=api.example.org". Returns the host name in lower case to the dialect.
Result<std::map<std::string, std::string>> parse_hosts(const std::vector<std::string>& texts);

// "NAME=600/min". The first text for a dialect wins: those of the command line come first.
Result<std::map<std::string, dialects::Rate, std::less<>>>
parse_rates(const std::vector<std::string>& texts);

} // namespace muster::server
