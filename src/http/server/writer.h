// Turns a Response into the bytes of HTTP/1.1. Knows no sockets.
#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "http/request.h"

namespace muster::http {

// How the client must be answered, apart from what the service says.
struct Manner {
    bool is_head = false;       // the lengths of the answer, not its body
    bool keeps_open = true;     // the connection stays open after it
    bool is_version_10 = false; // ...which HTTP/1.0 must be told
};

// Appends the whole answer to out. A header that would break out of its line, and any that the
// server itself sets, is left out: a mistake of ours, not a reason to endanger the connection.
void append_response(std::string& out, const Response& response, const Manner& manner,
                     std::string_view date);

// The value of the Date header, made anew once per second. One per thread.
class DateText {
public:
    std::string_view now();

private:
    std::time_t second_ = -1;
    std::string text_;
};

} // namespace muster::http
