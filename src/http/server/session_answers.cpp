// See session.h. Here: from the complete request to the last byte of its answer.
#include <algorithm>

#include <poll.h>

#include "http/server/session.h"

namespace muster::http {

// Handles the complete request. False when an operation was started that calls run() later.
bool Session::work()
{
    const RunOn run_on = worker_.service.run_on(reader_.head());
    // The answers to earlier pipelined requests must not wait for this one.
    if (run_on != RunOn::io_thread && !flush()) return false;
    framing_ = {reader_.head().verb == Verb::head, reader_.keeps_open(), reader_.minor() == 0};
    encodings_ = read_accepted_encodings(reader_.head());
    reading_ = SessionStage::closed;
    request_ = reader_.take();
    if (body_share_) body_share_->shrink_to(request_.body.size());
    if (run_on == RunOn::io_thread) return work_on_io_thread();
    const bool is_on_its_way = submit(
        run_on,
        [run_on](Session& self) {
            auto response = self.handle(run_on);
            if (prepare_encoding(response, self.encodings_)) self.compress(response);
            return response;
        },
        [](Session& self, Response&& response) { self.answer(std::move(response)); });
    if (is_on_its_way) return false;
    answer(refusal_of(request_, Refusal::overloaded));
    return true;
}

// Compression takes longer than most requests, so it runs on the pool: the other connections of
// this thread do not wait for it. When the pool is full, the answer is sent uncompressed.
bool Session::work_on_io_thread()
{
    response_ = handle(RunOn::io_thread);
    if (!prepare_encoding(response_, encodings_)) {
        answer(std::move(response_));
        return true;
    }
    const bool is_on_its_way = submit(
        RunOn::pool,
        [](Session& self) {
            self.compress(self.response_);
            return std::move(self.response_);
        },
        [](Session& self, Response&& response) { self.answer(std::move(response)); });
    if (!is_on_its_way) answer(std::move(response_));
    return !is_on_its_way;
}

// Calls the service, on any thread. Reads are refused while their client has not taken the large
// answers that it asked for before. Answers to writes always go out, because the write is done.
Response Session::handle(RunOn run_on)
{
    const bool reads = run_on == RunOn::list_pool || request_.verb == Verb::get;
    auto& answers = worker_.answers;
    Response response;
    if (run_on == RunOn::list_pool && !answers.has_room(address_group(request_.peer))) {
        response = refusal_of(request_, Refusal::overloaded);
    } else {
        response = worker_.service.handle(request_);
        const auto size = response.body.size();
        if (reads && size > limits::counted_answer_bytes) {
            answer_share_ = answers.take(address_group(request_.peer), size);
            if (!answer_share_) response = refusal_of(request_, Refusal::overloaded);
        }
    }
    request_.body = {};
    body_share_.reset();
    return response;
}

void Session::compress(Response& response)
{
    encode(response);
    if (answer_share_) answer_share_->shrink_to(response.body.size());
}

// True when the client has closed its side. A client may do that and still read, so this counts
// only for work that waits in a queue: of a client that went away it would be done for nobody.
bool Session::has_hung_up() const
{
    pollfd socket{descriptor_, POLLRDHUP, 0};
    return ::poll(&socket, 1, 0) == 1;
}

void Session::answer(Response&& response)
{
    if (worker_.is_draining || response.stream) framing_.keeps_open = false;
    if (has_body(response, framing_)) stream_ = response.stream;
    if (!framing_.keeps_open) is_last_ = true;
    outbox_.append(std::move(response), framing_, worker_.date.now(),
                   std::exchange(answer_share_, std::nullopt));
}

// Before the whole request has arrived.
void Session::answer_and_close(const Request& head, Response&& response)
{
    framing_ = {head.verb == Verb::head, false, false};
    is_cut_short_ = true;
    body_share_.reset();
    answer(std::move(response));
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
    answer_and_close(head, refusal_of(head, refusal));
}

IoResult Session::send_some(std::string_view text)
{
    if (tls_) return tls_->write(text);
    ErrorCode error;
    const auto count = socket_.write_some(asio::buffer(text), error);
    if (!error) return {IoStatus::transferred, count};
    return {error == asio::error::would_block ? IoStatus::wants_write : IoStatus::failed};
}

// True when everything is sent. False when the client must read first (run() is called again then)
// or the connection was closed.
bool Session::flush()
{
    using SendState = Outbox::SendState;
    const auto state = outbox_.flush([this](std::string_view text) { return send_some(text); });
    switch (state) {
    case SendState::sent:
        // The write deadline ends here: the next stage sets its own.
        if (stage_ == SessionStage::writing) stage_ = SessionStage::working;
        return true;
    case SendState::wants_read:
    case SendState::wants_write:
        if (stage_ != SessionStage::writing) enter(SessionStage::writing);
        wait_to_send(state == SendState::wants_read ? Socket::wait_read : Socket::wait_write);
        return false;
    case SendState::next_piece:
        enter(SessionStage::writing);
        wait_to_send(Socket::wait_write);
        return false;
    case SendState::failed: close(); return false;
    }
    return false;
}

// Sends what the stream has, then asks for more. Ends with the client's connection and the server.
void Session::send_stream()
{
    if (!flush()) return;
    answer_share_.reset();
    if (worker_.is_draining || has_hung_up()) return close();
    if (std::exchange(is_stream_dry_, false)) return pause_stream();
    const bool is_on_its_way = submit(
        RunOn::list_pool, [](Session& self) { return self.stream_->next(); },
        [](Session& self, std::optional<std::string>&& piece) {
            self.take_piece(std::move(piece));
        });
    if (!is_on_its_way) pause_stream();
}

void Session::take_piece(std::optional<std::string>&& piece)
{
    if (!piece) return stream_.reset();
    is_stream_dry_ = piece->empty();
    if (piece->size() > limits::counted_answer_bytes) {
        answer_share_ = worker_.answers.take(address_group(request_.peer), piece->size());
        if (!answer_share_) return close(); // the client comes back and resumes
    }
    outbox_.append(*piece);
}

void Session::pause_stream()
{
    enter(SessionStage::streaming);
    if (!stream_timer_) stream_timer_.emplace(worker_.context);
    stream_timer_->expires_after(limits::stream_pause);
    stream_timer_->async_wait([self = shared_from_this()](const ErrorCode&) { self->run(); });
}

void Session::wait_to_send(Socket::wait_type what)
{
    socket_.async_wait(what, [self = shared_from_this()](const ErrorCode&) { self->run(); });
}

} // namespace muster::http
