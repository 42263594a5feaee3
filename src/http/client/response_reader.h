// Turns what a server sends into one Response, in bounded memory. Knows no sockets; trusts nobody.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/request.h"

namespace muster::http {

class ResponseReader {
public:
    enum class Progress { need_more, done, malformed, too_large };

    // An answer to HEAD has no body, whatever its length says.
    ResponseReader(Verb asked, std::size_t body_limit) : asked_(asked), body_limit_(body_limit) {}

    // Takes from input what it can, and leaves what comes after the answer.
    Progress read(std::string& input);
    // The server sends no more: the end of a body without a length, or half an answer.
    Progress end();
    // Whether the connection may be used again, once done.
    bool keeps_open() const { return keeps_open_; }
    Response take() { return std::move(response_); }

private:
    enum class Part { head, body, chunk_size, chunk, chunk_end, trailer, rest, all };

    std::optional<Progress> step(std::string_view& input);
    std::optional<Progress> read_head(std::string_view& input);
    std::optional<Progress> read_body(std::string_view& input, Part next);
    std::optional<Progress> read_chunk_size(std::string_view line);
    bool read_status(std::string_view line);
    bool read_field(std::string_view line);
    bool choose_body();

    const Verb asked_;
    const std::size_t body_limit_;
    Part part_ = Part::head;
    Response response_;
    std::optional<std::uint64_t> length_;
    bool is_chunked_ = false;
    bool keeps_open_ = true;
    std::uint64_t left_ = 0;        // of the body or chunk
    std::size_t trailer_bytes_ = 0; // seen so far
};

} // namespace muster::http
