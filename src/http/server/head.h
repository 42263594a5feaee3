// The checks of a complete request head that Beast's parser leaves to us (framing, Host, control
// characters, counts). Knows no sockets and no parser.
#pragma once

#include <optional>
#include <string_view>

#include "http/server/server.h"

namespace muster::http {

// Fills path, segments and query of a head whose method, target and headers are set; minor is the
// y of HTTP/1.y. Gives why the request must not be served, if so.
std::optional<Refusal> complete_head(Request& head, int minor);

// What can be told of a request whose head is not complete or not well-formed, so that a refusal
// can have the form of the API it was meant for: method and target of its first line.
Request peek_head(std::string_view bytes);

} // namespace muster::http
