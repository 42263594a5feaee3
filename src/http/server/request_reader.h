// Turns bytes into a Request with Beast's parser, one request at a time, in bounded memory. Knows
// no sockets. Compiles slowly, so only session.cpp, a test and a fuzzer include it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include <boost/beast/core/flat_static_buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include "base/limits.h"
#include "http/server/request_head.h"

namespace muster::http {

// Its fixed size bounds trailers and chunk extensions: Beast's header_limit does not (Boost 1.81).
using InputBuffer = boost::beast::flat_static_buffer<limits::header_bytes>;

class RequestParser final : public boost::beast::http::basic_parser<true> {
public:
    using Text = boost::beast::string_view;
    using ErrorCode = boost::beast::error_code;
    using Field = boost::beast::http::field;
    using HttpError = boost::beast::http::error;

    Request request;
    int minor = 1;
    std::size_t body_allowed = 0;

    RequestParser()
    {
        header_limit(limits::header_bytes);
        body_limit(boost::none); // append() checks: the service sets the limit after the head
    }

    static std::string_view view(Text text) { return {text.data(), text.size()}; }

private:
    std::size_t append(Text text, ErrorCode& error)
    {
        if (text.size() > body_allowed - request.body.size()) {
            error = HttpError::body_limit;
            return 0;
        }
        request.body.append(text.data(), text.size());
        return text.size();
    }

    void on_request_impl(boost::beast::http::verb, Text method, Text target, int version,
                         ErrorCode&) override
    {
        request.method = view(method);
        request.verb = verb_of(request.method);
        request.target = view(target);
        minor = version % 10;
        request.headers.reserve(8);
    }

    void on_field_impl(Field, Text name, Text value, ErrorCode& error) override
    {
        if (is_header_done()) return; // a field of the trailer, which no service reads
        if (request.headers.size() == limits::header_count)
            error = HttpError::header_limit;
        else
            request.headers.push_back({std::string(view(name)), std::string(view(value))});
    }

    std::size_t on_body_impl(Text text, ErrorCode& error) override { return append(text, error); }
    std::size_t on_chunk_body_impl(std::uint64_t, Text text, ErrorCode& error) override
    {
        return append(text, error);
    }

    void on_response_impl(int, Text, int, ErrorCode&) override {}
    void on_header_impl(ErrorCode&) override {}
    void on_body_init_impl(boost::optional<std::uint64_t> const&, ErrorCode&) override {}
    void on_chunk_header_impl(std::uint64_t, Text, ErrorCode&) override {}
    void on_finish_impl(ErrorCode&) override {}
};

class RequestReader {
public:
    enum class Progress {
        need_more, // bytes
        head_done, // the caller reads head(), then calls accept() or refuses
        done,      // the caller calls take()
        refused,   // the reason is in refusal()
    };

    // Consumes from input what belongs to this request. Returns done until take() is called.
    Progress read(InputBuffer& input)
    {
        if (!parser_ && !begin(input)) return Progress::need_more;
        if (parser_->is_done()) return Progress::done;
        if (input.size() == 0) return Progress::need_more;
        const bool had_head = parser_->is_header_done();
        RequestParser::ErrorCode error;
        const auto taken = parser_->put(input.data(), error);
        input.consume(taken);
        if (!had_head) head_bytes_ += taken; // fields may arrive one by one
        const bool is_too_large =
            head_bytes_ > limits::header_bytes || input.size() == input.max_size();
        if (error == RequestParser::HttpError::need_more) {
            if (!is_too_large) return Progress::need_more;
            error = RequestParser::HttpError::header_limit;
        }
        if (error) return refuse(error, input);
        if (!had_head && parser_->is_header_done()) return check_head();
        return parser_->is_done() ? Progress::done : Progress::need_more;
    }

    bool has_begun() const { return parser_.has_value(); }
    bool has_head() const { return parser_ && parser_->is_header_done(); }
    bool has_body() const { return !parser_->is_done(); } // valid right after head_done
    Request& head() { return parser_->request; }
    int minor() const { return parser_->minor; }
    bool keeps_open() const { return parser_->keep_alive(); }
    Refusal refusal() const { return refusal_; }

    // Sets the largest body that may follow the head. False when the head announces a larger one.
    bool accept(std::size_t body_limit)
    {
        parser_->eager(true);
        parser_->body_allowed = body_limit;
        const auto length = parser_->content_length();
        return !length || *length <= body_limit;
    }

    // The announced size of the body; nullopt when it comes in chunks.
    std::optional<std::uint64_t> body_length() const
    {
        const auto length = parser_->content_length();
        return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
    }

    Request take()
    {
        Request request = std::move(parser_->request);
        parser_.reset();
        return request;
    }

    // The part of a refused request that was read.
    Request take_head(const InputBuffer& input)
    {
        Request head = parser_ ? std::move(parser_->request) : Request();
        if (head.method.empty()) return peek_head(bytes_of(input));
        if (head.path.empty()) parse_target(head.target, head);
        head.body.clear();
        return head;
    }

private:
    static std::string_view bytes_of(const InputBuffer& input)
    {
        return {static_cast<const char*>(input.data().data()), input.size()};
    }

    // Skips empty lines before a request (RFC 9112, 2.2). False when no request has begun.
    bool begin(InputBuffer& input)
    {
        while (bytes_of(input).starts_with("\r\n")) input.consume(2);
        if (input.size() == 0) return false;
        if (bytes_of(input) == "\r") return false;
        parser_.emplace();
        head_bytes_ = 0;
        return true;
    }

    Progress check_head()
    {
        const auto refusal = complete_head(parser_->request, parser_->minor);
        if (!refusal) return Progress::head_done;
        refusal_ = *refusal;
        return Progress::refused;
    }

    Progress refuse(const RequestParser::ErrorCode& error, const InputBuffer& input)
    {
        refusal_ = Refusal::malformed;
        if (error == RequestParser::HttpError::body_limit) refusal_ = Refusal::body_too_large;
        if (error == RequestParser::HttpError::header_limit) {
            const bool has_line = !parser_->request.method.empty();
            const auto line = has_line ? std::string_view() : bytes_of(input);
            refusal_ = peek_head(line).target.size() > limits::target_bytes
                           ? Refusal::target_too_long
                           : Refusal::header_too_large;
        }
        return Progress::refused;
    }

    std::optional<RequestParser> parser_;
    std::size_t head_bytes_ = 0;
    Refusal refusal_ = Refusal::malformed;
};

} // namespace muster::http
