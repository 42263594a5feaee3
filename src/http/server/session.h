// One connection: reads a request, calls the service, sends the answer, each within a deadline. It
// runs on the worker's thread, except what submit() hands to a pool: Service::check_head and
// handle, and compression. Compiles slowly: only the two sources of the session include it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/post.hpp>

#include "http/server/content_encoding.h"
#include "http/server/io_worker.h"
#include "http/server/nodes/connection_end.h"
#include "http/server/outbox.h"
#include "http/server/request_reader.h"
#include "http/server/tls.h"

namespace muster::http {

enum class SessionStage {
    handshake, // the TLS handshake is not complete
    idle,      // waiting for the first byte of a request
    head,      // the head of a request is arriving
    body,      // the body of a request is arriving
    working,   // the service is handling the request
    writing,   // the client has not read all of the answer yet
    streaming, // between two pieces of a stream
    lingering, // the last answer is sent; incoming bytes are discarded
    closed,
};

class Session final : public Connection, public std::enable_shared_from_this<Session> {
public:
    // Which connections a session serves.
    enum class Source { listener, node };

    // An empty group: the peer is a trusted proxy.
    Session(IoWorker& worker, ConnectionEnd client, ConnectionOrigin origin, Source source,
            std::string group, Admission admission)
        : worker_(worker), socket_(std::move(client.socket)), descriptor_(socket_.native_handle()),
          origin_(std::move(origin)), source_(source), group_(std::move(group)),
          admission_(admission), tls_(std::move(client.tls))
    {
        worker_.enlist(*this);
    }

    ~Session() override
    {
        worker_.delist(*this);
        leave();
    }

    // `first` has been received already.
    void start(std::string_view first)
    {
        input_.commit(asio::buffer_copy(input_.prepare(first.size()), asio::buffer(first)));
        if (admission_ == Admission::refused) refuse(Refusal::overloaded);
        run();
    }

    void expire(CoarseClock::time_point now) override;
    void drain() override;
    void cut() override { close(); }
    std::optional<CoarseClock::time_point> waiting_since(const std::string* group) const override;

private:
    void run();
    bool receive();
    bool receive_plain();
    bool receive_secure();
    bool enter_reading();
    bool may_go_on();
    bool awaits_first_byte();
    void wait_to_receive(IoStatus wanted);
    bool on_received(const ErrorCode& error, std::size_t bytes);
    IoResult send_some(std::string_view text);
    bool accept_head();
    bool find_other_node();
    void pass_on();
    void on_dialled(std::optional<ConnectionEnd>&& node, const std::string& reason);
    bool accept_body();
    bool check_caller(std::size_t body_bytes);
    void on_caller_checked(HeadCheck&& check, std::size_t body_bytes);
    void ask_for_body();
    bool work();
    bool work_on_io_thread();
    Response handle(RunOn run_on);
    void compress(Response& response);
    bool has_hung_up() const;
    template <class Work, class Then>
    bool submit(RunOn run_on, Work work, Then then);
    void answer(Response&& response);
    void answer_and_close(const Request& head, Response&& response);
    Response refusal_of(const Request& head, Refusal refusal) const;
    void refuse(Refusal refusal);
    bool flush();
    void send_stream();
    void take_piece(std::optional<std::string>&& piece);
    void pause_stream();
    void wait_to_send(Socket::wait_type what);
    void finish();
    void linger();
    void leave();
    void close();
    void set_origin(Request& request) const;
    std::chrono::milliseconds deadline_of(SessionStage stage) const;
    void enter(SessionStage stage);

    IoWorker& worker_;
    Socket socket_;
    const int descriptor_; // of socket_, for threads of a pool
    ConnectionOrigin origin_;
    const Source source_;
    const std::string group_;
    const Admission admission_;
    bool has_left_ = false; // the place of the connection is free for another one
    SessionStage stage_ = SessionStage::idle;
    SessionStage reading_ = SessionStage::closed; // whose deadline runs: see enter_reading()
    CoarseClock::time_point deadline_{};          // of stage_
    CoarseClock::time_point
        reading_deadline_{};      // of reading_: survives an answer written in between
    bool is_late_ = false;        // the deadline of head or body has passed
    bool is_last_ = false;        // close when output_ is sent
    bool is_cut_short_ = false;   // the client may still be sending: linger before closing
    int reads_in_a_row_ = 0;      // without waiting in between
    bool has_first_byte_ = false; // the first byte of a TLS connection was looked at
    bool is_mistaken_ = false;    // the client speaks plain HTTP on a TLS port
    ResponseFraming framing_;
    AcceptedEncodings encodings_;
    Request request_;                             // handed to a thread of a pool
    Response response_;                           // handed to a thread of the pool for compression
    std::optional<ByteBudget::Share> body_share_; // of a large body, until it is handled
    std::optional<ByteBudget::Share> answer_share_; // of a large answer, until outbox_ has it
    RequestReader reader_;
    Outbox outbox_;
    std::shared_ptr<BodyStream> stream_; // the body of the last answer, as long as it goes on
    bool is_stream_dry_ = false;         // it had nothing when it was asked
    std::optional<Timer> stream_timer_;
    std::optional<OtherNode> other_node_; // the request is to be passed on to it
    std::optional<TlsChannel> tls_;
    InputBuffer input_; // the last member: most requests touch only its first page
};

// Runs `work` on a thread of a pool, and `then` with its result back on the worker's thread. False
// when the pool is full. The last reference to the session travels back with the result, because
// only the worker's thread may destroy a session.
template <class Work, class Then>
bool Session::submit(RunOn run_on, Work work, Then then)
{
    enter(SessionStage::working);
    return worker_.pools.of(run_on).submit([self = shared_from_this(), work,
                                            then](bool had_to_wait) mutable {
        std::optional<decltype(work(*self))> result;
        if (!had_to_wait || !self->has_hung_up()) result = work(*self);
        auto& context = self->worker_.context;
        asio::post(context, [self = std::move(self), then, result = std::move(result)]() mutable {
            if (!result || self->stage_ == SessionStage::closed) return self->close();
            then(*self, *std::move(result));
            self->run();
        });
    });
}

} // namespace muster::http
