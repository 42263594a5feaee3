// See request_head.h. Each rule here has a row in the tables of test/http/hostile_test.cpp. A
// request that two servers in a row could frame differently is refused: it could smuggle a second
// request.
#include "http/server/request_head.h"

#include <algorithm>
#include <array>

#include "base/limits.h"

namespace muster::http {
namespace {

bool is_value_char(char c)
{
    return c == '\t' || (c != 0x7f && static_cast<unsigned char>(c) >= 0x20);
}

bool is_host_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~!$&'()*+,;=:[]%").find(c) != std::string_view::npos;
}

// The facts that the framing rules need, gathered in one pass over the headers.
struct RequestFraming {
    int hosts = 0;
    int lengths = 0;
    int encodings = 0;
    bool host_is_clean = true;
    bool text_is_clean = true;
    bool lengths_agree = true;
    bool is_chunked = false;
};

RequestFraming framing_of(const Request& head)
{
    RequestFraming framing;
    std::string_view length;
    for (const auto& [name, value] : head.headers) {
        if (!std::ranges::all_of(value, is_value_char)) framing.text_is_clean = false;
        if (same_name(name, "Host")) {
            ++framing.hosts;
            framing.host_is_clean = std::ranges::all_of(value, is_host_char);
        } else if (same_name(name, "Content-Length")) {
            if (framing.lengths++ > 0 && value != length) framing.lengths_agree = false;
            length = value;
        } else if (same_name(name, "Transfer-Encoding")) {
            framing.is_chunked = framing.encodings++ == 0 && same_name(value, "chunked");
        }
    }
    return framing;
}

// A client that takes us for a proxy sends the absolute form: scheme and host before the path.
std::string_view origin_form(std::string_view target)
{
    for (std::string_view scheme : {"http://", "https://"}) {
        if (!same_name(target.substr(0, scheme.size()), scheme)) continue;
        const auto path = target.find('/', scheme.size());
        return path == target.npos ? std::string_view("/") : target.substr(path);
    }
    return target;
}

bool read_target(Request& head)
{
    if (head.target == "*" && head.verb == Verb::options) {
        head.path = "*";
        return true;
    }
    return parse_target(origin_form(head.target), head);
}

} // namespace

int status_of(Refusal refusal)
{
    switch (refusal) {
    case Refusal::malformed:
    case Refusal::not_secure: return 400;
    case Refusal::header_too_large: return 431;
    case Refusal::target_too_long: return 414;
    case Refusal::body_too_large: return 413;
    case Refusal::too_slow: return 408;
    case Refusal::overloaded: return 503;
    case Refusal::bad_framing: return 501;
    case Refusal::encoded_body: return 415;
    }
    return 400;
}

std::optional<Refusal> complete_head(Request& head, int minor)
{
    const bool target_is_good = read_target(head);
    if (head.target.size() > limits::target_bytes) return Refusal::target_too_long;
    if (!target_is_good) return Refusal::malformed;
    if (head.headers.size() > limits::header_count) return Refusal::header_too_large;
    const auto framing = framing_of(head);
    if (!framing.text_is_clean || !framing.host_is_clean) return Refusal::malformed;
    if (framing.hosts > 1 || (framing.hosts == 0 && minor > 0)) return Refusal::malformed;
    if (!framing.lengths_agree) return Refusal::malformed;
    if (framing.encodings == 0) return std::nullopt;
    if (framing.lengths > 0 || framing.encodings > 1 || minor == 0) return Refusal::malformed;
    if (!framing.is_chunked) return Refusal::bad_framing;
    return std::nullopt;
}

std::string head_bytes(const Request& head, int minor)
{
    std::string bytes = head.method + ' ' + head.target + " HTTP/1." + std::to_string(minor);
    for (const auto& [name, value] : head.headers) bytes += "\r\n" + name + ':' + value;
    return bytes += "\r\n\r\n";
}

Request peek_head(std::string_view bytes)
{
    Request head;
    const auto line = bytes.substr(0, bytes.find_first_of("\r\n"));
    const auto blank = line.find(' ');
    if (blank == line.npos) return head;
    head.method = line.substr(0, blank);
    head.verb = verb_of(head.method);
    const auto rest = line.substr(blank + 1);
    head.target = rest.substr(0, rest.find(' '));
    read_target(head);
    return head;
}

} // namespace muster::http
