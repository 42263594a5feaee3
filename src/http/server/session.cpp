// See session.h. Here: receiving, accepting and ending. Answering is in session_answers.cpp.
#include "http/server/session.h"

#include "http/server/nodes/node_dial.h"
#include "http/server/nodes/node_greeting.h"
#include "http/server/nodes/relay.h"

namespace muster::http {

std::chrono::milliseconds Session::deadline_of(SessionStage stage) const
{
    switch (stage) {
    case SessionStage::idle: return worker_.options.idle_deadline;
    case SessionStage::handshake:
    case SessionStage::head: return worker_.options.header_deadline;
    case SessionStage::body: return worker_.options.body_deadline;
    case SessionStage::writing: return worker_.options.write_deadline;
    case SessionStage::lingering: return worker_.options.linger_deadline;
    case SessionStage::working:
    case SessionStage::streaming:
    case SessionStage::closed: break;
    }
    return {};
}

void Session::enter(SessionStage stage)
{
    stage_ = stage;
    deadline_ = CoarseClock::now() + deadline_of(stage);
}

// Returns when it has to wait; then exactly one asynchronous operation (a read, a write, a task on
// the pool) is pending, and its completion calls run() again.
void Session::run()
{
    while (stage_ != SessionStage::closed) {
        if (stream_) return send_stream();
        if (is_last_) return finish();
        if (other_node_) return pass_on();
        if (outbox_.is_full() && !flush()) return;
        switch (reader_.read(input_)) {
        case RequestReader::Progress::need_more:
            if (!flush() || !receive()) return;
            break;
        case RequestReader::Progress::head_done:
            if (!accept_head()) return;
            break;
        case RequestReader::Progress::done:
            if (!work()) return;
            break;
        case RequestReader::Progress::refused: refuse(reader_.refusal()); break;
        }
    }
}

// True when bytes were read. False when the connection was closed or a wait for bytes has begun.
bool Session::receive() { return tls_ ? receive_secure() : receive_plain(); }

bool Session::receive_plain()
{
    if (!enter_reading()) return false;
    socket_.async_read_some(input_.prepare(input_.max_size() - input_.size()),
                            [self = shared_from_this()](const ErrorCode& error, std::size_t bytes) {
                                if (self->on_received(error, bytes)) self->run();
                            });
    return false;
}

bool Session::receive_secure()
{
    IoResult result{IoStatus::wants_read};
    if (tls_->is_established() || !awaits_first_byte()) {
        if (!tls_) return true; // the client speaks plain HTTP: accept_head() refuses
        const auto room = input_.prepare(input_.max_size() - input_.size());
        result = tls_->read(static_cast<char*>(room.data()), room.size());
    }
    switch (result.status) {
    case IoStatus::transferred: input_.commit(result.bytes); return may_go_on();
    case IoStatus::end_of_stream: return enter_reading() && on_received(asio::error::eof, 0);
    case IoStatus::failed: close(); return false;
    case IoStatus::wants_read:
    case IoStatus::wants_write: break;
    }
    if (enter_reading()) wait_to_receive(result.status);
    return false;
}

// A TLS connection reads without waiting as long as bytes are there, which could starve the other
// connections of this thread. False when it is their turn: run() is called again after them.
bool Session::may_go_on()
{
    if (++reads_in_a_row_ < limits::reads_in_a_row) return true;
    reads_in_a_row_ = 0;
    asio::post(worker_.context, [self = shared_from_this()] { self->run(); });
    return false;
}

// A TLS connection begins with a handshake record (22). A client that sends another byte most
// likely speaks plain HTTP: it gets a readable 400 instead of a TLS alert. True when no byte has
// arrived.
bool Session::awaits_first_byte()
{
    if (has_first_byte_) return false;
    constexpr char handshake_record = 22;
    char first = 0;
    ErrorCode error;
    const auto count = socket_.receive(asio::buffer(&first, 1), tcp::socket::message_peek, error);
    if (error == asio::error::would_block) return true;
    has_first_byte_ = true;
    is_mistaken_ = count == 1 && first != handshake_record;
    if (is_mistaken_) {
        tls_.reset();
        origin_.secure = false;
    }
    return false;
}

// Sets the stage by what the client is sending. Its deadline starts with the first byte and is a
// total one: later bytes, and answers to pipelined requests in between, do not extend it. False
// when the connection was closed because the server is draining.
bool Session::enter_reading()
{
    const SessionStage stage = reader_.has_head()                ? SessionStage::body
                               : reader_.has_begun()             ? SessionStage::head
                               : tls_ && !tls_->is_established() ? SessionStage::handshake
                                                                 : SessionStage::idle;
    if (stage == SessionStage::idle && worker_.is_draining) {
        close();
        return false;
    }
    if (stage != reading_) {
        enter(stage);
        reading_ = stage;
        reading_deadline_ = deadline_;
    }
    stage_ = stage;
    deadline_ = reading_deadline_;
    return true;
}

void Session::wait_to_receive(IoStatus wanted)
{
    reads_in_a_row_ = 0;
    socket_.async_wait(wanted == IoStatus::wants_write ? Socket::wait_write : Socket::wait_read,
                       [self = shared_from_this()](const ErrorCode& error) {
                           if (self->on_received(error, 0)) self->run();
                       });
}

// True when the caller should go on with run().
bool Session::on_received(const ErrorCode& error, std::size_t bytes)
{
    if (stage_ == SessionStage::closed) return false;
    if (is_late_) {
        is_late_ = false;
        refuse(Refusal::too_slow);
    } else if (error == asio::error::eof && stage_ != SessionStage::idle) {
        refuse(Refusal::malformed); // the client stopped in the middle of a request
    } else if (error) {
        close();
        return false;
    }
    input_.commit(bytes);
    return true;
}

// Sets what the connection knows, before the service sees the request: it routes by listener.
void Session::set_origin(Request& request) const
{
    const bool is_from_proxy = group_.empty();
    request.peer = is_from_proxy
                       ? forwarded_client(request, origin_.peer, worker_.options.trusted_proxies)
                       : origin_.peer;
    if (!is_from_proxy) remove_forwarded_headers(request);
    request.listener = origin_.dialect;
    request.secure = origin_.secure;
}

// False when an operation was started that calls run() later.
bool Session::accept_head()
{
    Request& head = reader_.head();
    set_origin(head);
    if (is_mistaken_) {
        refuse(Refusal::not_secure);
        return true;
    }
    worker_.service.find_route(head);
    return find_other_node() || accept_body();
}

// True when another node shall answer. What a node has passed on goes no further: two nodes that
// both stand by would pass it on to each other without end.
bool Session::find_other_node()
{
    const auto* nodes = worker_.options.other_nodes;
    if (nodes == nullptr || source_ == Source::node) return false;
    other_node_ = nodes->active();
    if (other_node_ && !worker_.service.is_passed_on(reader_.head())) other_node_.reset();
    return other_node_.has_value();
}

// Connects to the other node, after the answers to earlier requests. From then on a relay has the
// connection, whatever the client sends by it.
void Session::pass_on()
{
    if (!flush()) return;
    enter(SessionStage::working);
    auto& nodes = *worker_.options.other_nodes;
    const auto link = nodes.link();
    if (!link) {
        asio::post(worker_.context, [self = shared_from_this()] {
            self->on_dialled(std::nullopt, "this node has no signing.key");
        });
        return;
    }
    std::make_shared<NodeDial>(worker_, *link, origin_line(origin_),
                               [self = shared_from_this()](std::optional<ConnectionEnd>&& node,
                                                           const std::string& reason) {
                                   self->on_dialled(std::move(node), reason);
                               })
        ->start(*other_node_);
}

void Session::on_dialled(std::optional<ConnectionEnd>&& node, const std::string& reason)
{
    const OtherNode which = *std::exchange(other_node_, std::nullopt);
    if (stage_ == SessionStage::closed) return;
    if (!node) {
        worker_.options.other_nodes->note_failed(which, reason);
        if (accept_body()) run(); // the service says why it does not answer
        return;
    }
    std::string first = head_bytes(reader_.head(), reader_.minor());
    first.append(static_cast<const char*>(input_.data().data()), input_.size());
    stage_ = SessionStage::closed;
    const auto relay = std::make_shared<Relay>(
        worker_, ConnectionEnd{std::move(socket_), std::move(tls_)},
        ClientPlace{group_, admission_}, *std::move(node), which, std::move(first));
    has_left_ = true; // the relay has the place
    relay->run();
}

// As accept_head(), for a request that is answered here.
bool Session::accept_body()
{
    const Request& head = reader_.head();
    const auto refused = [this](Refusal refusal) {
        refuse(refusal);
        return true;
    };
    if (!reader_.has_body()) return true;
    const auto coding = head.header("Content-Encoding");
    if (!coding.empty() && !same_name(coding, "identity")) return refused(Refusal::encoded_body);
    const std::size_t limit = worker_.service.body_limit(head);
    if (!reader_.accept(limit)) return refused(Refusal::body_too_large);
    const std::size_t body_bytes = reader_.body_length().value_or(limit);
    if (body_bytes > limits::unchecked_body_bytes) return check_caller(body_bytes);
    ask_for_body();
    return true;
}

// Only callers that the service knows may send large bodies. The check runs on the pool, because it
// may compute a password hash.
bool Session::check_caller(std::size_t body_bytes)
{
    const bool is_on_its_way = submit(
        RunOn::pool,
        [](Session& self) { return self.worker_.service.check_head(self.reader_.head()); },
        [body_bytes](Session& self, HeadCheck&& check) {
            self.on_caller_checked(std::move(check), body_bytes);
        });
    if (!is_on_its_way) refuse(Refusal::overloaded);
    return !is_on_its_way;
}

void Session::on_caller_checked(HeadCheck&& check, std::size_t body_bytes)
{
    if (check.refusal) return answer_and_close(reader_.head(), *std::move(check.refusal));
    body_share_ = worker_.bodies.take(check.caller, body_bytes);
    if (!body_share_) return refuse(Refusal::overloaded);
    ask_for_body();
}

void Session::ask_for_body()
{
    if (input_.size() == 0 && reader_.minor() > 0 &&
        same_name(reader_.head().header("Expect"), "100-continue"))
        outbox_.append("HTTP/1.1 100 Continue\r\n\r\n");
}

void Session::finish()
{
    if (!flush()) return;
    if (!is_cut_short_ && input_.size() == 0) return close();
    if (tls_) tls_->end();
    ErrorCode ignored; // the client may have closed already
    socket_.shutdown(Socket::shutdown_send, ignored);
    enter(SessionStage::lingering);
    linger();
}

// Reads and discards what the client still sends. Closing a socket with unread bytes would send a
// reset, and the client might lose the answer that is on its way.
void Session::linger()
{
    input_.clear();
    socket_.async_read_some(input_.prepare(input_.max_size()),
                            [self = shared_from_this()](const ErrorCode& error, std::size_t) {
                                if (error || self->stage_ == SessionStage::closed)
                                    self->close();
                                else
                                    self->linger();
                            });
}

// Gives the place of this connection to another one.
void Session::leave()
{
    if (!std::exchange(has_left_, true)) worker_.limiter.release(group_, admission_);
}

void Session::close()
{
    if (stage_ == SessionStage::closed) return;
    if (tls_ && stage_ != SessionStage::lingering) tls_->end();
    stage_ = SessionStage::closed;
    ErrorCode ignored; // the socket is gone in any case
    socket_.close(ignored);
    if (stream_timer_) stream_timer_->cancel();
    leave();
}

void Session::expire(CoarseClock::time_point now)
{
    if (now < deadline_) return;
    ErrorCode ignored;
    switch (stage_) {
    case SessionStage::head:
    case SessionStage::body:
        is_late_ = true;
        socket_.cancel(ignored); // on_received() answers 408
        return;
    case SessionStage::handshake:
    case SessionStage::idle:
    case SessionStage::writing:
    case SessionStage::lingering: return close();
    case SessionStage::working:   // the service limits its own waits
    case SessionStage::streaming: // and how long a stream lasts
    case SessionStage::closed: return;
    }
}

std::optional<CoarseClock::time_point> Session::waiting_since(const std::string* group) const
{
    const bool waits = stage_ == SessionStage::idle || stage_ == SessionStage::handshake ||
                       stage_ == SessionStage::head;
    if (!waits || (group != nullptr && group_ != *group)) return std::nullopt;
    return deadline_ - deadline_of(stage_);
}

void Session::drain()
{
    ErrorCode error;
    const bool waits = stage_ == SessionStage::idle || stage_ == SessionStage::handshake;
    if (waits && input_.size() == 0 && socket_.available(error) == 0) close();
    if (stage_ == SessionStage::streaming) close();
}

namespace {

// A place among the connections; another one that waits may have to leave.
Admission admit(IoWorker& worker, const std::string& group)
{
    const Vacancy vacancy = worker.limiter.vacancy(group);
    if (vacancy != Vacancy::free)
        worker.make_room(vacancy == Vacancy::address_full ? &group : nullptr);
    return worker.limiter.admit(group);
}

// Starts a session for a client that may come by way of another node.
void serve_client(IoWorker& worker, ConnectionEnd end, ConnectionOrigin origin,
                  Session::Source source, std::string_view first)
{
    const bool is_proxy = contains_address(worker.options.trusted_proxies, origin.peer);
    auto group = is_proxy ? std::string() : address_group(origin.peer);
    const Admission admission = admit(worker, group);
    if (admission == Admission::dropped) return;
    std::make_shared<Session>(worker, std::move(end), std::move(origin), source, std::move(group),
                              admission)
        ->start(first);
}

// Without a key nobody can be known as a node. A listener for nodes needs
// ServerOptions::other_nodes.
void greet_node(IoWorker& worker, Socket socket, const std::string& address)
{
    const auto link = worker.options.other_nodes->link();
    auto group = address_group(address);
    if (!link) return;
    const Admission admission = admit(worker, group);
    if (admission == Admission::refused) worker.limiter.release(group, admission);
    if (admission != Admission::admitted) return;
    std::make_shared<NodeGreeting>(worker, std::move(socket), *link, std::move(group))->run();
}

} // namespace

void serve(IoWorker& worker, Socket socket, const Listener& listener)
{
    ErrorCode error;
    socket.non_blocking(true, error);
    socket.set_option(tcp::no_delay(true), error);
    const auto peer = socket.remote_endpoint(error);
    if (error) return; // the client has closed already
    auto address = address_text(peer.address());
    if (listener.is_for_nodes) return greet_node(worker, std::move(socket), address);
    ConnectionEnd end{std::move(socket)};
    if (listener.secure)
        end.tls.emplace(worker.certificate.get().value(), end.socket.native_handle());
    serve_client(worker, std::move(end), {std::move(address), listener.dialect, listener.secure},
                 Session::Source::listener, {});
}

void serve(IoWorker& worker, ConnectionEnd node, const ConnectionOrigin& origin,
           std::string_view first)
{
    serve_client(worker, std::move(node), origin, Session::Source::node, first);
}

} // namespace muster::http
