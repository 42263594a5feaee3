// One connection: reads a request, calls the service, sends the answer, each within a deadline. It
// runs on the worker's thread, except compression and Service::handle for requests of the pool.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/post.hpp>

#include "http/server/content_encoding.h"
#include "http/server/io_worker.h"
#include "http/server/request_reader.h"
#include "http/server/tls.h"

namespace muster::http {
namespace {
using Time = CoarseClock::time_point;

enum class SessionStage {
    handshake, // the TLS handshake is not complete
    idle,      // waiting for the first byte of a request
    head,      // the head of a request is arriving
    body,      // the body of a request is arriving
    working,   // the service is handling the request
    writing,   // the client has not read all of the answer yet
    lingering, // the last answer is sent; incoming bytes are discarded
    closed,
};

class Session final : public Connection, public std::enable_shared_from_this<Session> {
public:
    Session(IoWorker& worker, Socket socket, const Listener& listener, std::string peer,
            Admission admission)
        : worker_(worker), socket_(std::move(socket)), listener_(listener), peer_(std::move(peer)),
          admission_(admission)
    {
        worker_.enlist(*this);
    }

    ~Session() override
    {
        worker_.delist(*this);
        worker_.limiter.release(peer_, admission_);
    }

    void start()
    {
        if (listener_.secure)
            tls_.emplace(worker_.certificate.get().value(), socket_.native_handle());
        if (admission_ == Admission::refused) refuse(Refusal::overloaded);
        run();
    }

    void expire(Time now) override;
    void drain() override;
    void cut() override { close(); }

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
    IoResult send_some();
    void accept_head();
    bool work();
    bool work_on_io_thread();
    template <class Produce>
    bool submit(Produce produce);
    void answer(const Response& response);
    Response refusal_of(const Request& head, Refusal refusal) const;
    void refuse(Refusal refusal);
    bool flush();
    bool flush_file();
    void finish();
    void linger();
    void close();
    void set_origin(Request& request) const;
    std::chrono::milliseconds deadline_of(SessionStage stage) const;
    void enter(SessionStage stage);

    IoWorker& worker_;
    Socket socket_;
    const Listener& listener_;
    const std::string peer_;
    const Admission admission_;
    SessionStage stage_ = SessionStage::idle;
    SessionStage reading_ = SessionStage::closed; // whose deadline runs: see enter_reading()
    Time deadline_{};                             // of stage_
    Time reading_deadline_{};     // of reading_: survives an answer written in between
    bool is_late_ = false;        // the deadline of head or body has passed
    bool is_last_ = false;        // close when output_ is sent
    bool is_cut_short_ = false;   // the client may still be sending: linger before closing
    int reads_in_a_row_ = 0;      // without waiting in between
    bool has_first_byte_ = false; // the first byte of a TLS connection was looked at
    bool is_mistaken_ = false;    // the client speaks plain HTTP on a TLS port
    ResponseFraming framing_;
    AcceptedEncodings encodings_;
    Request request_;   // handed to a thread of the pool
    Response response_; // handed to a thread of the pool for compression
    RequestReader reader_;
    std::string output_;
    std::size_t sent_ = 0;            // of output_
    std::shared_ptr<FilePiece> file_; // sent after output_
    std::optional<TlsChannel> tls_;
    InputBuffer input_; // the last member: most requests touch only its first page
};

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
        if (is_last_) return finish();
        const bool is_much = file_ || output_.size() >= limits::answer_batch_bytes;
        if (is_much && !flush()) return;
        switch (reader_.read(input_)) {
        case RequestReader::Progress::need_more:
            if (!flush() || !receive()) return;
            break;
        case RequestReader::Progress::head_done: accept_head(); break;
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
    if (is_mistaken_) tls_.reset();
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
    request.peer = peer_;
    request.listener = listener_.dialect;
    request.secure = tls_.has_value();
}

void Session::accept_head()
{
    set_origin(reader_.head());
    if (is_mistaken_) return refuse(Refusal::not_secure);
    worker_.service.find_route(reader_.head());
    if (!reader_.has_body()) return;
    const auto coding = reader_.head().header("Content-Encoding");
    if (!coding.empty() && !same_name(coding, "identity")) return refuse(Refusal::encoded_body);
    if (!reader_.accept(worker_.service.body_limit(reader_.head())))
        return refuse(Refusal::body_too_large);
    if (input_.size() == 0 && reader_.minor() > 0 &&
        same_name(reader_.head().header("Expect"), "100-continue"))
        output_ += "HTTP/1.1 100 Continue\r\n\r\n";
}

// Handles the complete request. False when an operation was started that calls run() later.
bool Session::work()
{
    const RunOn run_on = worker_.service.run_on(reader_.head());
    // The answers to earlier pipelined requests must not wait for this one.
    if (run_on == RunOn::pool && !flush()) return false;
    framing_ = {reader_.head().verb == Verb::head, reader_.keeps_open(), reader_.minor() == 0};
    encodings_ = read_accepted_encodings(reader_.head());
    reading_ = SessionStage::closed;
    if (run_on == RunOn::io_thread) return work_on_io_thread();
    request_ = reader_.take();
    const bool is_on_its_way = submit([](Session& self) {
        auto response = self.worker_.service.handle(std::move(self.request_));
        if (prepare_encoding(response, self.encodings_)) encode(response);
        return response;
    });
    if (is_on_its_way) return false;
    answer(refusal_of(request_, Refusal::overloaded));
    return true;
}

// Compression takes longer than most requests, so it runs on the pool: the other connections of
// this thread do not wait for it. When the pool is full, the answer is sent uncompressed.
bool Session::work_on_io_thread()
{
    auto response = worker_.service.handle(reader_.take());
    if (!prepare_encoding(response, encodings_)) {
        answer(response);
        return true;
    }
    response_ = std::move(response);
    const bool is_on_its_way = submit([](Session& self) {
        encode(self.response_);
        return std::move(self.response_);
    });
    if (!is_on_its_way) answer(response_);
    return !is_on_its_way;
}

// Runs `produce` on a thread of the pool and posts its answer back to the worker's thread. False
// when the pool is full. The last reference to the session travels back with the answer, because
// only the worker's thread may destroy a session.
template <class Produce>
bool Session::submit(Produce produce)
{
    enter(SessionStage::working);
    return worker_.pool.submit([self = shared_from_this(), produce]() mutable {
        auto response = produce(*self);
        auto& context = self->worker_.context;
        asio::post(context, [self = std::move(self), response = std::move(response)] {
            self->answer(response);
            self->run();
        });
    });
}

void Session::answer(const Response& response)
{
    if (worker_.is_draining) framing_.keeps_open = false;
    if (!framing_.keeps_open) is_last_ = true;
    append_response(output_, response, framing_, worker_.date.now());
    if (response.file && response.file->left() != 0 && !framing_.is_head) file_ = response.file;
}

Response Session::refusal_of(const Request& head, Refusal refusal) const
{
    auto response = worker_.service.refuse(head, refusal);
    const bool says_when = std::ranges::any_of(
        response.headers, [](const auto& header) { return same_name(header.name, "Retry-After"); });
    if (refusal == Refusal::overloaded && !says_when)
        response.headers.push_back({"Retry-After", std::to_string(limits::retry_after.count())});
    return response;
}

void Session::refuse(Refusal refusal)
{
    auto head = reader_.take_head(input_);
    set_origin(head);
    framing_ = {head.verb == Verb::head, false, false};
    is_cut_short_ = true;
    answer(refusal_of(head, refusal));
}

IoResult Session::send_some()
{
    if (tls_) return tls_->write(std::string_view(output_).substr(sent_));
    ErrorCode error;
    const auto count = socket_.write_some(asio::buffer(output_) + sent_, error);
    if (!error) return {IoStatus::transferred, count};
    return {error == asio::error::would_block ? IoStatus::wants_write : IoStatus::failed};
}

// Sends output_ and then file_. True when all of it is sent. False when the client must read first
// (run() is called again then) or the connection was closed.
bool Session::flush()
{
    while (sent_ < output_.size()) {
        const auto result = send_some();
        sent_ += result.bytes;
        if (result.status == IoStatus::transferred) continue;
        if (result.status != IoStatus::wants_read && result.status != IoStatus::wants_write) {
            close();
            return false;
        }
        if (stage_ != SessionStage::writing) enter(SessionStage::writing);
        socket_.async_wait(result.status == IoStatus::wants_read ? Socket::wait_read
                                                                 : Socket::wait_write,
                           [self = shared_from_this()](const ErrorCode&) { self->run(); });
        return false;
    }
    // The write deadline ends here: the next stage sets its own.
    if (stage_ == SessionStage::writing) stage_ = SessionStage::working;
    sent_ = 0;
    if (file_) return flush_file();
    if (output_.capacity() > 2 * limits::answer_batch_bytes)
        output_ = {};
    else
        output_.clear();
    return true;
}

// Reads the next piece of the file into output_. run() sends it later, so that other connections of
// this thread get their turn.
bool Session::flush_file()
{
    output_.clear();
    if (!file_->read(output_, limits::answer_batch_bytes)) {
        close(); // Content-Length is sent already, and the file has become shorter
        return false;
    }
    if (file_->left() == 0) file_.reset();
    enter(SessionStage::writing);
    socket_.async_wait(Socket::wait_write,
                       [self = shared_from_this()](const ErrorCode&) { self->run(); });
    return false;
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

void Session::close()
{
    if (stage_ == SessionStage::closed) return;
    if (tls_ && stage_ != SessionStage::lingering) tls_->end();
    stage_ = SessionStage::closed;
    ErrorCode ignored; // the socket is gone in any case
    socket_.close(ignored);
}

void Session::expire(Time now)
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
    case SessionStage::working: // the service limits its own waits
    case SessionStage::closed: return;
    }
}

void Session::drain()
{
    ErrorCode error;
    const bool waits = stage_ == SessionStage::idle || stage_ == SessionStage::handshake;
    if (waits && input_.size() == 0 && socket_.available(error) == 0) close();
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
    const Admission admission = worker.limiter.admit(address);
    if (admission == Admission::dropped) return;
    std::make_shared<Session>(worker, std::move(socket), listener, std::move(address), admission)
        ->start();
}

} // namespace muster::http
