// A plain HTTP/1.1 client over one kept connection, for the command line and for tests: blocking,
// one thread. Knows no API.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/request.h"

namespace muster::http {

class Client {
public:
    // "http://127.0.0.1:8080" or with a path in front of every target. invalid_value for anything
    // else. Connects with the first call.
    static Result<Client> create(std::string_view url,
                                 std::chrono::seconds timeout = std::chrono::seconds{120});
    ~Client();
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;

    // unavailable when there is no connection, timed_out; any status is a Response. A connection
    // that the server closed while idle is opened again once.
    Result<Response> send(Verb verb, std::string_view target, const std::vector<Header>& headers,
                          std::string_view body);

private:
    class Impl;
    explicit Client(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace muster::http
