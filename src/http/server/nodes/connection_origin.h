// Where a connection came from: what a node says first to the node to which it passes the
// connection of a client on. Knows no sockets.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace muster::http {

struct ConnectionOrigin {
    std::string peer;    // address of the client, or of its proxy
    std::string dialect; // of the listener; empty: of the main one
    bool secure = false; // the client speaks TLS
    bool operator==(const ConnectionOrigin&) const = default;
};

// "muster 1 203.0.113.7 https NAME\n". The number is the version of this form, the last word
// the dialect.
std::string origin_line(const ConnectionOrigin& origin);
// Takes the line without its end. nullopt for any other text.
std::optional<ConnectionOrigin> parse_origin_line(std::string_view line);

} // namespace muster::http
