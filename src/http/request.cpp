// Parsing of targets, forms and escapes, and the names of verbs and statuses. Knows no sockets.
#include "http/request.h"

#include <algorithm>
#include <array>

#include <unistd.h>

#include "base/limits.h"

namespace muster::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    const char low = lower(c);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

bool is_control(char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }

// Appends each "a=1" of text to parameters. False when there are more than allowed.
bool split_form(std::string_view text, std::size_t allowed, std::vector<Parameter>& parameters)
{
    while (!text.empty()) {
        const auto pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), pair.size() + 1));
        if (pair.empty()) continue;
        if (parameters.size() == allowed) return false;
        const auto equals = pair.find('=');
        const auto value = equals == pair.npos ? std::string_view() : pair.substr(equals + 1);
        parameters.push_back(
            {decode_percent(pair.substr(0, equals), true), decode_percent(value, true)});
    }
    return true;
}

bool split_path(std::string_view path, std::vector<std::string>& segments)
{
    path.remove_prefix(1);
    if (path.ends_with('/'))
        path.remove_suffix(1);
    else if (path.empty())
        return true;
    while (true) {
        if (segments.size() == limits::path_segments) return false;
        const auto segment = path.substr(0, path.find('/'));
        segments.push_back(decode_percent(segment, false));
        if (segments.back().find('\0') != std::string::npos) return false;
        if (segment.size() == path.size()) return true;
        path.remove_prefix(segment.size() + 1);
    }
}

struct VerbName {
    Verb verb;
    std::string_view name;
};

constexpr std::array verb_names{
    VerbName{Verb::get, "GET"},         VerbName{Verb::post, "POST"},
    VerbName{Verb::put, "PUT"},         VerbName{Verb::remove, "DELETE"},
    VerbName{Verb::patch, "PATCH"},     VerbName{Verb::head, "HEAD"},
    VerbName{Verb::options, "OPTIONS"}, VerbName{Verb::trace, "TRACE"},
};

} // namespace

std::string_view name_of(Verb verb)
{
    const auto* row = std::ranges::find(verb_names, verb, &VerbName::verb);
    return row == verb_names.end() ? std::string_view() : row->name;
}

Verb verb_of(std::string_view method)
{
    const auto* row = std::ranges::find(verb_names, method, &VerbName::name);
    return row == verb_names.end() ? Verb::other : row->verb;
}

bool same_name(std::string_view left, std::string_view right)
{
    return std::ranges::equal(left, right, {}, lower, lower);
}

std::string_view Request::header(std::string_view name) const
{
    for (const auto& header : headers)
        if (same_name(header.name, name)) return header.value;
    return {};
}

bool Request::has_header(std::string_view name) const
{
    return std::ranges::any_of(headers, [&](const auto& h) { return same_name(h.name, name); });
}

std::optional<std::string_view> Request::parameter(std::string_view name) const
{
    const auto found = std::ranges::find(query, name, &Parameter::name);
    if (found == query.end()) return std::nullopt;
    return found->value;
}

std::string_view reason_of(int status)
{
    switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 207: return "Multi-Status";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 402: return "Payment Required";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 423: return "Locked";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 507: return "Insufficient Storage";
    default: return "Unknown";
    }
}

std::string decode_percent(std::string_view text, bool plus_is_blank)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '%' && at + 2 < text.size()) {
            const int high = hex_digit(text[at + 1]);
            const int low = hex_digit(text[at + 2]);
            if (high >= 0 && low >= 0) {
                decoded.push_back(static_cast<char>(high * 16 + low));
                at += 2;
                continue;
            }
        }
        decoded.push_back(c == '+' && plus_is_blank ? ' ' : c);
    }
    return decoded;
}

bool parse_target(std::string_view target, Request& request)
{
    request.target.assign(target); // target may point into request.target itself
    target = request.target;
    request.path.clear();
    request.segments.clear();
    request.query.clear();
    if (target.size() > limits::target_bytes || !target.starts_with('/')) return false;
    if (std::ranges::any_of(target, is_control)) return false;
    const auto mark = target.find('?');
    request.path = target.substr(0, mark);
    if (!split_path(request.path, request.segments)) return false;
    if (mark == target.npos) return true;
    return split_form(target.substr(mark + 1), limits::query_parameters, request.query);
}

std::vector<Parameter> parse_form(std::string_view text)
{
    std::vector<Parameter> parameters;
    split_form(text, text.size(), parameters);
    return parameters;
}

FilePiece::~FilePiece() { ::close(descriptor_); }

bool FilePiece::read(std::string& out, std::size_t most)
{
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left_, most));
    const std::size_t before = out.size();
    out.resize(before + wanted);
    const auto count =
        ::pread(descriptor_, out.data() + before, wanted, static_cast<off_t>(offset_));
    if (count <= 0) return false;
    out.resize(before + static_cast<std::size_t>(count));
    offset_ += static_cast<std::uint64_t>(count);
    left_ -= static_cast<std::uint64_t>(count);
    return true;
}

} // namespace muster::http
