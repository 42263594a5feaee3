// What the HTTP server asks about the other nodes of its store, when it passes connections on.
// Knows no sockets and no store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "http/server/tls.h"

namespace muster::http {

struct OtherNode {
    std::string name;       // for people
    std::string host;       // an IP address
    std::uint16_t port = 0; // where it listens for other nodes
    std::int64_t term = 0;  // another one when it began again
    bool operator==(const OtherNode&) const = default;
};

// Thread-safe. Asked by the I/O threads, so it must not wait.
class OtherNodes {
public:
    virtual ~OtherNodes() = default;
    // The node that answers in place of this one; nullopt: this one does, or none is known.
    virtual std::optional<OtherNode> active() const = 0;
    // For the connections between nodes; nullopt as long as this node has no key.
    virtual std::optional<TlsContext> link() const = 0;

    // What became of a connection: for metrics and the log.
    virtual void note_passed(const OtherNode& node) = 0;
    virtual void note_ended() = 0; // once for each that was passed
    virtual void note_failed(const OtherNode& node, const std::string& reason) = 0;
};

} // namespace muster::http
