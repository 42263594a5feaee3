// Passes the bytes of a client's connection on to another node, and back, until one of them ends.
// Knows no HTTP: the other node enforces what a client may ask for, and its deadlines. Here are the
// bounds for a client that does not read, and for a node that is no longer the active one. Compiles
// slowly, because of Asio.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "http/server/io_worker.h"
#include "http/server/nodes/connection_end.h"

namespace muster::http {

// The client's place among the connections of this server; given back once.
struct ClientPlace {
    std::string group; // empty: a trusted proxy
    Admission admission = Admission::admitted;
};

// Runs on the worker's thread. The pending operations own it.
class Relay final : public Connection, public std::enable_shared_from_this<Relay> {
public:
    // `first` is what the client has sent so far.
    Relay(IoWorker& worker, ConnectionEnd client, ClientPlace place, ConnectionEnd node,
          OtherNode which, std::string first);
    ~Relay() override;

    void run();

    void expire(CoarseClock::time_point now) override;
    void drain() override {} // expire() closes it when it is quiet
    void cut() override { close(); }
    std::optional<CoarseClock::time_point> waiting_since(const std::string* group) const override;

private:
    // One direction. Holds at most one piece, so that a side that does not read stops the other.
    struct Flow {
        ConnectionEnd& from;
        ConnectionEnd& to;
        std::string piece{};
        std::size_t sent = 0;            // of piece
        CoarseClock::time_point since{}; // when piece was read
        bool has_ended = false;
        bool is_discarded = false; // nobody takes it any more
    };
    enum class RelayStep {
        waits, // for one of the sides
        more,  // it is the turn of other connections
        ended, // all is sent, and no more comes
        read_failed,
        write_failed,
    };

    RelayStep move(Flow& flow);
    RelayStep read_piece(Flow& flow);
    bool pass_to_node();
    bool pass_to_client();
    void await(ConnectionEnd& end, IoStatus wanted);
    bool is_quiet(CoarseClock::time_point now) const;
    void linger();
    void close();

    IoWorker& worker_;
    ConnectionEnd client_;
    const ClientPlace place_;
    ConnectionEnd node_;
    const OtherNode which_;
    Flow to_node_{client_, node_};
    Flow to_client_{node_, client_};
    CoarseClock::time_point moved_at_ = CoarseClock::now();
    bool client_spoke_last_ = true;
    std::optional<CoarseClock::time_point> lingers_until_; // the node has said everything
    bool is_closed_ = false;
};

} // namespace muster::http
