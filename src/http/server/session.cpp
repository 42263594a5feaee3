// One connection from its first byte to its last: read, hand to the service, answer, within
// deadlines. All of it runs on the worker's thread but Service::handle at Place::pool.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/post.hpp>

#include "http/server/coding.h"
#include "http/server/reader.h"
#include "http/server/tls.h"
#include "http/server/worker.h"

namespace muster::http {
namespace {

using Time = CoarseClock::time_point;

enum class Stage {
    handshake, // of TLS has not ended
    idle,      // waits for the first byte of a request
    head,      // of a request is arriving
    body,      // of a request is arriving
    working,   // the request is with the service
    writing,   // the client reads slowly
    lingering, // the last answer is out; what still comes is thrown away
    closed,
};

class Session final : public Connection, public std::enable_shared_from_this<Session> {
public:
    Session(Worker& worker, Socket socket, const Listener& listener, std::string peer, Entry entry)
        : worker_(worker), socket_(std::move(socket)), listener_(listener), peer_(std::move(peer)),
          entry_(entry)
    {
        worker_.enlist(*this);
    }

    ~Session() override
    {
        worker_.delist(*this);
        worker_.gate.leave(peer_, entry_);
    }

    void start()
    {
        if (listener_.secure)
            tls_.emplace(worker_.certificate.get().value(), socket_.native_handle());
        if (entry_ == Entry::turned_away) refuse(Refusal::overloaded);
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
    void wait_to_receive(Motion motion);
    bool on_received(const ErrorCode& error, std::size_t bytes);
    Attempt send_some();
    void accept_head();
    bool work();
    bool work_here();
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
    void sign(Request& request) const;
    std::chrono::milliseconds deadline_of(Stage stage) const;
    void enter(Stage stage);

    Worker& worker_;
    Socket socket_;
    const Listener& listener_;
    const std::string peer_;
    const Entry entry_;
    Stage stage_ = Stage::idle;
    Stage reading_ = Stage::closed; // the stage whose deadline runs while a request arrives
    Time deadline_{};               // of stage_
    Time reading_deadline_{};       // of reading_: survives an answer written in between
    bool is_late_ = false;          // the deadline of head or body has passed
    bool is_last_ = false;          // close once output_ is out
    bool is_cut_short_ = false;     // the client may still be sending: linger
    int reads_in_a_row_ = 0;        // without a wait
    bool has_first_byte_ = false;   // of a connection that should be TLS
    bool is_mistaken_ = false;      // the client speaks plain HTTP where TLS is spoken
    Manner manner_;
    CodingWish coding_;
    Request request_;   // on the pool
    Response response_; // to be compressed on the pool
    Reader reader_;
    std::string output_;
    std::size_t sent_ = 0;            // of output_
    std::shared_ptr<FilePiece> file_; // goes out behind output_
    std::optional<TlsChannel> tls_;
    Input input_; // last: most of its pages are never touched
};

std::chrono::milliseconds Session::deadline_of(Stage stage) const
{
    switch (stage) {
    case Stage::idle: return worker_.options.idle_deadline;
    case Stage::handshake:
    case Stage::head: return worker_.options.header_deadline;
    case Stage::body: return worker_.options.body_deadline;
    case Stage::writing: return worker_.options.write_deadline;
    case Stage::lingering: return worker_.options.linger_deadline;
    case Stage::working:
    case Stage::closed: break;
    }
    return {};
}

void Session::enter(Stage stage)
{
    stage_ = stage;
    deadline_ = CoarseClock::now() + deadline_of(stage);
}

// Goes on until it has to wait, and then has started exactly one thing that calls back.
void Session::run()
{
    while (stage_ != Stage::closed) {
        if (is_last_) return finish();
        const bool is_much = file_ || output_.size() >= limits::answer_batch_bytes;
        if (is_much && !flush()) return;
        switch (reader_.read(input_)) {
        case Reader::Progress::need_more:
            if (!flush() || !receive()) return;
            break;
        case Reader::Progress::head_done: accept_head(); break;
        case Reader::Progress::done:
            if (!work()) return;
            break;
        case Reader::Progress::refused: refuse(reader_.refusal()); break;
        }
    }
}

// Takes bytes that are there already (true), or closes or starts to wait for some (false).
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
    Attempt attempt{Motion::wants_read};
    if (tls_->is_established() || !awaits_first_byte()) {
        if (!tls_) return true; // it was plain HTTP
        const auto room = input_.prepare(input_.max_size() - input_.size());
        attempt = tls_->read(static_cast<char*>(room.data()), room.size());
    }
    switch (attempt.motion) {
    case Motion::moved: input_.commit(attempt.bytes); return may_go_on();
    case Motion::ended: return enter_reading() && on_received(asio::error::eof, 0);
    case Motion::broken: close(); return false;
    case Motion::wants_read:
    case Motion::wants_write: break;
    }
    if (enter_reading()) wait_to_receive(attempt.motion);
    return false;
}

// False when it is the turn of other connections: run() will be called after them.
bool Session::may_go_on()
{
    if (++reads_in_a_row_ < limits::reads_in_a_row) return true;
    reads_in_a_row_ = 0;
    asio::post(worker_.context, [self = shared_from_this()] { self->run(); });
    return false;
}

// A TLS connection begins with a handshake record (22). Whoever sends something else most likely
// took the port for one that speaks plain HTTP, and is told so. True when nothing has come yet.
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

// Sets the stage of what is arriving, and its deadline, which lasts until it has arrived. False
// when there is nothing to wait for any more.
bool Session::enter_reading()
{
    const Stage stage = reader_.has_head()                ? Stage::body
                        : reader_.has_begun()             ? Stage::head
                        : tls_ && !tls_->is_established() ? Stage::handshake
                                                          : Stage::idle;
    if (stage == Stage::idle && worker_.is_draining) {
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

void Session::wait_to_receive(Motion motion)
{
    reads_in_a_row_ = 0;
    socket_.async_wait(motion == Motion::wants_write ? Socket::wait_write : Socket::wait_read,
                       [self = shared_from_this()](const ErrorCode& error) {
                           if (self->on_received(error, 0)) self->run();
                       });
}

// True when the connection goes on.
bool Session::on_received(const ErrorCode& error, std::size_t bytes)
{
    if (stage_ == Stage::closed) return false;
    if (is_late_) {
        is_late_ = false;
        refuse(Refusal::too_slow);
    } else if (error == asio::error::eof && stage_ != Stage::idle) {
        refuse(Refusal::malformed); // half a request
    } else if (error) {
        close();
        return false;
    }
    input_.commit(bytes);
    return true;
}

// Before anything is asked of the service: it may route by listener.
void Session::sign(Request& request) const
{
    request.peer = peer_;
    request.listener = listener_.dialect;
    request.secure = tls_.has_value();
}

void Session::accept_head()
{
    sign(reader_.head());
    if (is_mistaken_) return refuse(Refusal::not_secure);
    if (!reader_.has_body()) return;
    const auto coding = reader_.head().header("Content-Encoding");
    if (!coding.empty() && !same_name(coding, "identity")) return refuse(Refusal::coded_body);
    if (!reader_.accept(worker_.service.body_limit(reader_.head())))
        return refuse(Refusal::body_too_large);
    if (input_.size() == 0 && reader_.minor() > 0 &&
        same_name(reader_.head().header("Expect"), "100-continue"))
        output_ += "HTTP/1.1 100 Continue\r\n\r\n";
}

// Serves the complete request. False when something was started that will call run().
bool Session::work()
{
    const Place place = worker_.service.place(reader_.head());
    if (place == Place::pool && !flush()) return false; // earlier answers must not wait for this
    manner_ = {reader_.head().verb == Verb::head, reader_.keeps_open(), reader_.minor() == 0};
    coding_ = read_coding(reader_.head());
    reading_ = Stage::closed;
    if (place == Place::here) return work_here();
    request_ = reader_.take();
    const bool is_on_its_way = submit([](Session& self) {
        auto response = self.worker_.service.handle(std::move(self.request_));
        if (prepare_coding(response, self.coding_)) encode(response);
        return response;
    });
    if (is_on_its_way) return false;
    answer(refusal_of(request_, Refusal::overloaded));
    return true;
}

// Compressing takes longer than most requests: the pool does it, so that other connections of this
// thread do not wait. When the pool is full the answer goes out as it is.
bool Session::work_here()
{
    auto response = worker_.service.handle(reader_.take());
    if (!prepare_coding(response, coding_)) {
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

// Lets a thread of the pool produce the answer; false when there is no room for that. The session
// travels back with the answer, so that its last owner is never a thread of the pool.
template <class Produce>
bool Session::submit(Produce produce)
{
    enter(Stage::working);
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
    if (worker_.is_draining) manner_.keeps_open = false;
    if (!manner_.keeps_open) is_last_ = true;
    append_response(output_, response, manner_, worker_.date.now());
    if (response.file && response.file->left() != 0 && !manner_.is_head) file_ = response.file;
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
    sign(head);
    manner_ = {head.verb == Verb::head, false, false};
    is_cut_short_ = true;
    answer(refusal_of(head, refusal));
}

Attempt Session::send_some()
{
    if (tls_) return tls_->write(std::string_view(output_).substr(sent_));
    ErrorCode error;
    const auto count = socket_.write_some(asio::buffer(output_) + sent_, error);
    if (!error) return {Motion::moved, count};
    return {error == asio::error::would_block ? Motion::wants_write : Motion::broken};
}

// Sends what there is to send. False when that takes longer (run() will be called) or failed.
bool Session::flush()
{
    while (sent_ < output_.size()) {
        const auto attempt = send_some();
        sent_ += attempt.bytes;
        if (attempt.motion == Motion::moved) continue;
        if (attempt.motion != Motion::wants_read && attempt.motion != Motion::wants_write) {
            close();
            return false;
        }
        if (stage_ != Stage::writing) enter(Stage::writing);
        socket_.async_wait(attempt.motion == Motion::wants_read ? Socket::wait_read
                                                                : Socket::wait_write,
                           [self = shared_from_this()](const ErrorCode&) { self->run(); });
        return false;
    }
    if (stage_ == Stage::writing) stage_ = Stage::working; // what comes next has its own deadline
    sent_ = 0;
    if (file_) return flush_file();
    if (output_.capacity() > 2 * limits::answer_batch_bytes)
        output_ = {};
    else
        output_.clear();
    return true;
}

// Makes the next piece of the file ready; run() goes on with it, once others had their turn.
bool Session::flush_file()
{
    output_.clear();
    if (!file_->read(output_, limits::answer_batch_bytes)) {
        close(); // the length is promised already
        return false;
    }
    if (file_->left() == 0) file_.reset();
    enter(Stage::writing);
    socket_.async_wait(Socket::wait_write,
                       [self = shared_from_this()](const ErrorCode&) { self->run(); });
    return false;
}

void Session::finish()
{
    if (!flush()) return;
    if (!is_cut_short_ && input_.size() == 0) return close();
    if (tls_) tls_->end();
    ErrorCode ignored; // the client may be gone already
    socket_.shutdown(Socket::shutdown_send, ignored);
    enter(Stage::lingering);
    linger();
}

// Closing with unread bytes would reset the connection, and the answer might get lost on its way.
void Session::linger()
{
    input_.clear();
    socket_.async_read_some(input_.prepare(input_.max_size()),
                            [self = shared_from_this()](const ErrorCode& error, std::size_t) {
                                if (error || self->stage_ == Stage::closed)
                                    self->close();
                                else
                                    self->linger();
                            });
}

void Session::close()
{
    if (stage_ == Stage::closed) return;
    if (tls_ && stage_ != Stage::lingering) tls_->end();
    stage_ = Stage::closed;
    ErrorCode ignored; // nothing to be done about it
    socket_.close(ignored);
}

void Session::expire(Time now)
{
    if (now < deadline_) return;
    ErrorCode ignored;
    switch (stage_) {
    case Stage::head:
    case Stage::body:
        is_late_ = true;
        socket_.cancel(ignored); // on_received() answers 408
        return;
    case Stage::handshake:
    case Stage::idle:
    case Stage::writing:
    case Stage::lingering: return close();
    case Stage::working: // the service bounds its own waits
    case Stage::closed: return;
    }
}

void Session::drain()
{
    ErrorCode error;
    const bool waits = stage_ == Stage::idle || stage_ == Stage::handshake;
    if (waits && input_.size() == 0 && socket_.available(error) == 0) close();
}

std::string text_of(const asio::ip::address& address)
{
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

} // namespace

void serve(Worker& worker, Socket socket, const Listener& listener)
{
    ErrorCode error;
    socket.non_blocking(true, error);
    socket.set_option(tcp::no_delay(true), error);
    const auto peer = socket.remote_endpoint(error);
    if (error) return; // gone already
    auto address = text_of(peer.address());
    const Entry entry = worker.gate.arrive(address);
    if (entry == Entry::shut_out) return;
    std::make_shared<Session>(worker, std::move(socket), listener, std::move(address), entry)
        ->start();
}

} // namespace muster::http
