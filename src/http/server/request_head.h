// The checks of a complete request head that Beast's parser does not make: framing, Host, control
// characters, counts. Knows no sockets and no parser.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/server/server.h"

namespace muster::http {

// Fills path, segments and query of a head whose method, target and headers are set. `minor` is the
// y of HTTP/1.y. Returns the reason when the request must be refused.
std::optional<Refusal> complete_head(Request& head, int minor);

// The head as bytes again, for another server. Not longer than what the client sent.
std::string head_bytes(const Request& head, int minor);

// Reads method and target from the first line of a head that is incomplete or not well-formed, so
// that the refusal can have the error format of the API that the request was meant for.
Request peek_head(std::string_view bytes);

} // namespace muster::http
