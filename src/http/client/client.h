// An HTTP/1.1 client over one kept connection, plain or TLS: blocking, one thread. Knows no API.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "http/request.h"

namespace muster::http {

// The parts of an absolute address.
struct Url {
    bool secure = false;   // https
    std::string host;      // a name or an IP address, an IPv6 one without its brackets
    std::string port;      // "443"
    std::string authority; // host and port as a Host header has them
    std::string target;    // path and query; begins with '/'

    std::string origin() const; // "https://example.org:8443"
};

// invalid_value for what is not "http://..." or "https://...", or carries a user name.
Result<Url> parse_url(std::string_view text);

struct ClientOptions {
    std::chrono::milliseconds timeout = std::chrono::seconds{120}; // of a whole call
    std::chrono::milliseconds connect_timeout = std::chrono::seconds{120};
    std::size_t body_limit = limits::client_body_bytes; // of an answer
    std::string authorities; // PEM file of whom to trust; empty: those of the system
};

class Client {
public:
    // "https://127.0.0.1:8443", or with a path that goes in front of every target. Over https the
    // certificate must be valid for the host. invalid_value for anything else. Connects with the
    // first call.
    static Result<Client> create(std::string_view url, ClientOptions options = {});
    ~Client();
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;

    // unavailable when there is no connection or no valid answer, timed_out, too_large; any status
    // is a Response. A connection that the server closed while idle is opened again once.
    Result<Response> send(Verb verb, std::string_view target, const std::vector<Header>& headers,
                          std::string_view body);

private:
    class Impl;
    explicit Client(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace muster::http
