// See response_reader.h.
#include "http/client/response_reader.h"

#include <algorithm>
#include <charconv>

#include "base/limits.h"

namespace muster::http {
namespace {

using Progress = ResponseReader::Progress;

std::string_view trimmed(std::string_view text)
{
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    return text;
}

template <class Number>
bool read_number(std::string_view text, int base, Number& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    return error == std::errc{} && end == text.data() + text.size();
}

// The next line without its end, which leaves input with it; nullopt when it has not come whole.
std::optional<std::string_view> take_line(std::string_view& input)
{
    const auto end = input.find('\n');
    if (end == input.npos) return std::nullopt;
    auto line = input.substr(0, end);
    input.remove_prefix(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

bool names_close(std::string_view value)
{
    while (!value.empty()) {
        const auto word = value.substr(0, value.find(','));
        if (same_name(trimmed(word), "close")) return true;
        value.remove_prefix(std::min(value.size(), word.size() + 1));
    }
    return false;
}

} // namespace

Progress ResponseReader::read(std::string& input)
{
    std::string_view rest = input;
    std::optional<Progress> progress;
    while (!progress) progress = part_ == Part::all ? Progress::done : step(rest);
    input.erase(0, input.size() - rest.size());
    return *progress;
}

Progress ResponseReader::end()
{
    if (part_ == Part::rest) part_ = Part::all;
    keeps_open_ = false;
    return part_ == Part::all ? Progress::done : Progress::malformed;
}

// Does one part; nullopt: go on with the next.
std::optional<Progress> ResponseReader::step(std::string_view& input)
{
    if (part_ == Part::head) return read_head(input);
    if (part_ == Part::body) return read_body(input, Part::all);
    if (part_ == Part::chunk) return read_body(input, Part::chunk_end);
    if (part_ == Part::rest) {
        left_ = input.size() + 1; // never the last byte
        return read_body(input, Part::rest);
    }
    if (std::min(input.find('\n'), input.size()) > limits::client_head_bytes)
        return Progress::too_large;
    const auto line = take_line(input);
    if (!line) return Progress::need_more;
    if (part_ == Part::chunk_size) return read_chunk_size(*line);
    if (part_ == Part::chunk_end) {
        part_ = Part::chunk_size;
        return line->empty() ? std::nullopt : std::optional(Progress::malformed);
    }
    if (line->empty()) part_ = Part::all; // of the trailer
    trailer_bytes_ += line->size();
    if (trailer_bytes_ > limits::client_head_bytes) return Progress::too_large;
    return std::nullopt;
}

std::optional<Progress> ResponseReader::read_head(std::string_view& input)
{
    auto end = input.find("\r\n\r\n");
    if (std::min(end, input.size()) > limits::client_head_bytes) return Progress::too_large;
    if (end == input.npos) return Progress::need_more;
    auto head = input.substr(0, end + 2);
    input.remove_prefix(end + 4);
    response_ = {};
    response_.content_type.clear();
    if (!read_status(*take_line(head))) return Progress::malformed;
    while (const auto line = take_line(head))
        if (!read_field(*line)) return Progress::malformed;
    if (response_.status < 200) return std::nullopt; // 100 Continue: the answer follows
    return choose_body() ? std::nullopt : std::optional(Progress::malformed);
}

// "HTTP/1.1 200 OK"
bool ResponseReader::read_status(std::string_view line)
{
    if (!line.starts_with("HTTP/1.") || line.size() < 12 || line[8] != ' ') return false;
    if (line.size() > 12 && line[12] != ' ') return false;
    if (line[7] == '0') keeps_open_ = false;
    return read_number(line.substr(9, 3), 10, response_.status) && response_.status >= 100;
}

bool ResponseReader::read_field(std::string_view line)
{
    const auto colon = line.find(':');
    if (colon == 0 || colon == line.npos) return false;
    if (response_.headers.size() == limits::header_count) return false;
    const auto name = line.substr(0, colon);
    const auto value = trimmed(line.substr(colon + 1));
    response_.headers.push_back({std::string(name), std::string(value)});
    if (same_name(name, "Content-Type")) response_.content_type = value;
    if (same_name(name, "Connection") && names_close(value)) keeps_open_ = false;
    if (same_name(name, "Transfer-Encoding")) {
        if (is_chunked_ || !same_name(value, "chunked")) return false;
        is_chunked_ = true;
    }
    if (same_name(name, "Content-Length")) {
        std::uint64_t length = 0;
        if (!read_number(value, 10, length) || length_.value_or(length) != length) return false;
        length_ = length;
    }
    return true;
}

bool ResponseReader::choose_body()
{
    if (is_chunked_ && length_) return false;
    const int status = response_.status;
    if (asked_ == Verb::head || status == 204 || status == 304) {
        part_ = Part::all;
    } else if (is_chunked_) {
        part_ = Part::chunk_size;
    } else if (length_) {
        left_ = *length_;
        part_ = Part::body;
    } else {
        part_ = Part::rest;
        keeps_open_ = false;
    }
    return true;
}

std::optional<Progress> ResponseReader::read_body(std::string_view& input, Part next)
{
    const auto room = body_limit_ - response_.body.size();
    if (part_ != Part::rest && left_ > room) return Progress::too_large;
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size()));
    if (count > room) return Progress::too_large;
    response_.body.append(input.substr(0, count));
    input.remove_prefix(count);
    left_ -= count;
    if (left_ > 0) return Progress::need_more;
    part_ = next;
    return std::nullopt;
}

// "1f;extension"
std::optional<Progress> ResponseReader::read_chunk_size(std::string_view line)
{
    if (!read_number(trimmed(line.substr(0, line.find(';'))), 16, left_))
        return Progress::malformed;
    part_ = left_ == 0 ? Part::trailer : Part::chunk;
    return std::nullopt;
}

} // namespace muster::http
