// An HTTP client for one server, by libcurl: blocking, one request at a time. Webhooks and the
// command line use it. Knows no API.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "http/client/url.h"
#include "http/request.h"

namespace muster::http {

struct ClientOptions {
    std::chrono::milliseconds timeout = std::chrono::seconds{120}; // of a whole call
    std::chrono::milliseconds connect_timeout = std::chrono::seconds{120};
    std::size_t body_limit = limits::client_body_bytes; // of an answer
    std::string authorities; // PEM file of trusted certificates; empty: those of the system
};

// Used by one thread at a time. Speaks HTTP/1.1, and HTTP/2 over TLS where the server offers it.
// Proxies come from the environment (http_proxy, https_proxy, all_proxy, no_proxy); this machine
// is always called directly. Redirects are not followed: a receiver must not send us elsewhere.
class Client {
public:
    // "https://127.0.0.1:8443", or with a path that is put before every target. Over https the
    // certificate must be valid for the host. invalid_value for anything else. The first call
    // connects.
    static Result<Client> create(std::string_view url, ClientOptions options = {});
    ~Client();
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;

    // Any status is a Response. Errors: unavailable (no connection, or no valid answer), timed_out,
    // too_large, invalid_value (a header or target that is not one line, unusable authorities).
    // The connection stays open for the next call; when the server has closed it meanwhile, the
    // call connects again.
    Result<Response> send(Verb verb, std::string_view target, const std::vector<Header>& headers,
                          std::string_view body);

private:
    class Impl;
    explicit Client(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace muster::http
