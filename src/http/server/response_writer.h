// Writes a Response as HTTP/1.1. Knows no sockets.
#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "http/request.h"

namespace muster::http {

// The properties of the request and the connection that change how an answer is written.
struct ResponseFraming {
    bool is_head = false;       // answers HEAD: with the length of the body, but without the body
    bool keeps_open = true;     // the connection stays open after the answer
    bool is_version_10 = false; // HTTP/1.0 needs "Connection: keep-alive" for that
};

// Appends status line and headers to out. Leaves out a header that would break out of its line, and
// one that the server sets itself: such a header is a mistake in our code, and must not become a
// second header or answer.
void append_head(std::string& out, const Response& response, const ResponseFraming& framing,
                 std::string_view date);
// Whether the body, or the file, of the answer follows the head.
bool has_body(const Response& response, const ResponseFraming& framing);

// The value of the Date header, formatted once per second. One per thread.
class DateText {
public:
    std::string_view now();

private:
    std::time_t second_ = -1;
    std::string text_;
};

} // namespace muster::http
