// What a connection has still to send. Knows no sockets and no deadlines.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "http/server/byte_budget.h"
#include "http/server/response_writer.h"
#include "http/server/tls.h"

namespace muster::http {

// Heads and small bodies are collected in one buffer, so that the answers to pipelined requests
// leave together. A large body is sent from where it is, without a copy, and a file piece by piece.
class Outbox {
public:
    void append(std::string_view text) { buffer_ += text; }

    // `share` is what the body holds of the budget for answers; given back when it is sent.
    void append(Response&& response, const ResponseFraming& framing, std::string_view date,
                std::optional<ByteBudget::Share> share)
    {
        append_head(buffer_, response, framing, date);
        if (!has_body(response, framing)) return;
        if (response.file) {
            if (response.file->left() != 0) file_ = std::move(response.file);
        } else if (response.body.size() > limits::answer_batch_bytes) {
            body_ = std::move(response.body);
        } else {
            buffer_ += response.body;
        }
        share_ = std::move(share);
    }

    // Must be sent before another answer is appended.
    bool is_full() const
    {
        return file_ || !body_.empty() || buffer_.size() >= limits::answer_batch_bytes;
    }

    enum class SendState {
        sent,
        wants_read,  // the client, or TLS, must act first
        wants_write, // as above
        next_piece,  // of a file was read: other connections get their turn before it is sent
        failed,      // the connection is broken, or the file is shorter than announced
    };

    // Sends with `send`, which takes text and returns an IoResult, until all is sent or it has to
    // wait.
    template <class Send>
    SendState flush(const Send& send)
    {
        while (true) {
            const std::string& piece = sent_buffer_ ? body_ : buffer_;
            while (sent_ < piece.size()) {
                const auto result = send(std::string_view(piece).substr(sent_));
                sent_ += result.bytes;
                if (result.status == IoStatus::wants_read) return SendState::wants_read;
                if (result.status == IoStatus::wants_write) return SendState::wants_write;
                if (result.status != IoStatus::transferred) return SendState::failed;
            }
            sent_ = 0;
            if (sent_buffer_ || body_.empty()) break;
            sent_buffer_ = true;
        }
        sent_buffer_ = false;
        body_ = {};
        if (file_) return read_file();
        share_.reset();
        if (buffer_.capacity() > 2 * limits::answer_batch_bytes)
            buffer_ = {};
        else
            buffer_.clear();
        return SendState::sent;
    }

private:
    SendState read_file()
    {
        buffer_.clear();
        if (!file_->read(buffer_, limits::answer_batch_bytes)) return SendState::failed;
        if (file_->left() == 0) file_.reset();
        return SendState::next_piece;
    }

    std::string buffer_;
    std::string body_;                // sent after buffer_
    bool sent_buffer_ = false;        // body_ is being sent
    std::size_t sent_ = 0;            // of buffer_ or body_
    std::shared_ptr<FilePiece> file_; // sent last
    std::optional<ByteBudget::Share> share_;
};

} // namespace muster::http
