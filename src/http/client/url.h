// An absolute http or https address, taken apart by libcurl's own parser: what we check is exactly
// what the client connects to.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace muster::http {

struct Url {
    bool secure = false;   // https
    std::string host;      // a name or an IP address; an IPv6 address without its brackets
    std::string port;      // "443"
    std::string authority; // host and port as a Host header has them
    std::string target;    // path and query; begins with '/'

    std::string origin() const; // "https://example.org:8443"
};

// invalid_value for anything but "http://..." or "https://...", and when there is a user name.
Result<Url> parse_url(std::string_view text);

// "localhost", 127.0.0.0/8 or ::1: this machine, which no proxy can reach for us.
bool is_loopback(std::string_view host);

} // namespace muster::http
