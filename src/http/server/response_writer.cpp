// See response_writer.h. Only appends: the connection reuses the buffer for its next answer.
#include "http/server/response_writer.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace muster::http {
namespace {

constexpr std::array own_headers{
    std::string_view("Content-Length"), std::string_view("Transfer-Encoding"),
    std::string_view("Connection"),     std::string_view("Date"),
    std::string_view("Content-Type"),
};

bool is_token_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_safe_value(std::string_view value)
{
    return std::ranges::none_of(value, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool is_allowed(const Header& header)
{
    return !header.name.empty() && std::ranges::all_of(header.name, is_token_char) &&
           is_safe_value(header.value) &&
           std::ranges::none_of(own_headers, [&](auto own) { return same_name(own, header.name); });
}

void append_number(std::string& out, std::size_t number)
{
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.begin(), digits.end(), number).ptr;
    out.append(digits.begin(), end);
}

void append_status(std::string& out, int status, const std::string& reason)
{
    if (status == 200) {
        out += "HTTP/1.1 200 OK\r\nDate: ";
        return;
    }
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::size_t>(status));
    out += ' ';
    out += reason.empty() || !is_safe_value(reason) ? reason_of(status) : reason;
    out += "\r\nDate: ";
}

} // namespace

bool has_body(const Response& response, const ResponseFraming& framing)
{
    return !framing.is_head && response.status != 204 && response.status != 304;
}

void append_head(std::string& out, const Response& response, const ResponseFraming& framing,
                 std::string_view date)
{
    const int status = response.status >= 200 && response.status <= 599 ? response.status : 500;
    const bool never_has_body = status == 204 || status == 304;
    append_status(out, status, response.reason);
    out += date;
    if (!never_has_body) {
        const std::uint64_t length = response.file ? response.file->left() : response.body.size();
        if ((length != 0 || response.stream) && is_safe_value(response.content_type)) {
            out += "\r\nContent-Type: ";
            out += response.content_type;
        }
        // The end of a stream is the end of the connection.
        if (!response.stream) {
            out += "\r\nContent-Length: ";
            append_number(out, length);
        }
    }
    if (!framing.keeps_open)
        out += "\r\nConnection: close";
    else if (framing.is_version_10)
        out += "\r\nConnection: keep-alive";
    for (const auto& header : response.headers) {
        if (!is_allowed(header)) continue;
        out += "\r\n";
        out += header.name;
        out += ": ";
        out += header.value;
    }
    out += "\r\n\r\n";
}

std::string_view DateText::now()
{
    static constexpr std::string_view days = "SunMonTueWedThuFriSat";
    static constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const std::time_t second = std::time(nullptr);
    if (second == second_) return text_;
    second_ = second;
    std::tm utc{};
    gmtime_r(&second, &utc);
    const auto two_digits = [](int number) {
        return std::string{static_cast<char>('0' + number / 10 % 10),
                           static_cast<char>('0' + number % 10)};
    };
    text_ = days.substr(static_cast<std::size_t>(utc.tm_wday) * 3, 3);
    text_ += ", " + two_digits(utc.tm_mday) + " ";
    text_ += months.substr(static_cast<std::size_t>(utc.tm_mon) * 3, 3);
    text_ += " " + std::to_string(utc.tm_year + 1900) + " " + two_digits(utc.tm_hour) + ":" +
             two_digits(utc.tm_min) + ":" + two_digits(utc.tm_sec) + " GMT";
    return text_;
}

} // namespace muster::http
