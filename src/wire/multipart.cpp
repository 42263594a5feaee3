// Cuts a multipart body into parts. Knows no fields.
#include "wire/multipart.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace muster::wire {

namespace {

muster::Failure broken(const std::string& message)
{
    return fail(Code::invalid_value, "body", "not a readable multipart body: " + message);
}

muster::Failure over(const std::string& what, std::size_t most)
{
    return fail(Code::too_large, "body",
                "a multipart body may have at most " + std::to_string(most) + " " + what);
}

// The value at the front of text: quoted with backslashes for quotes and themselves, or bare up to
// the next ';'. What is read is taken off.
std::string take_value(std::string_view& text)
{
    if (!text.starts_with('"')) {
        const auto end = std::min(text.find(';'), text.size());
        const std::string value(trim(text.substr(0, end)));
        text.remove_prefix(end);
        return value;
    }
    std::string value;
    std::size_t i = 1;
    for (; i < text.size() && text[i] != '"'; ++i) {
        const bool escapes =
            text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\');
        value += escapes ? text[++i] : text[i];
    }
    text.remove_prefix(std::min(i + 1, text.size()));
    return value;
}

// The parameter of a header value such as `form-data; name="city"`; names compare without case.
std::optional<std::string> header_parameter(std::string_view value, std::string_view wanted)
{
    value.remove_prefix(std::min(value.find(';'), value.size()));
    while (!value.empty()) {
        value = trim(value.substr(1)); // the ';'
        const auto end = std::min(value.find_first_of("=;"), value.size());
        const std::string_view name = trim(value.substr(0, end));
        value.remove_prefix(end);
        if (!value.starts_with('=')) continue;
        value = trim(value.substr(1));
        std::string found = take_value(value);
        if (equal_ignoring_ascii_case(name, wanted)) return found;
        value.remove_prefix(std::min(value.find(';'), value.size()));
    }
    return std::nullopt;
}

// The line at the front of text without its end; it is taken off.
std::string_view take_line(std::string_view& text)
{
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

// The name in the headers of one part, which are taken off with the empty line behind them.
Result<std::optional<std::string>> take_name(std::string_view& part)
{
    std::optional<std::string> name;
    const std::size_t size = part.size();
    while (!part.empty()) {
        const std::string_view line = take_line(part);
        if (line.empty()) return name;
        if (size - part.size() > limits::multipart_header_bytes) {
            return over("bytes in the headers of a part", limits::multipart_header_bytes);
        }
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) return broken("a header without a colon");
        if (equal_ignoring_ascii_case(trim(line.substr(0, colon)), "Content-Disposition")) {
            name = header_parameter(line.substr(colon + 1), "name");
        }
    }
    return broken("a part without an empty line after its headers");
}

// Finds the delimiters of a body, one after the other.
class Delimiters {
public:
    Delimiters(std::string_view body, std::string_view boundary)
        : rest_(body), delimiter_("--" + std::string(boundary))
    {}

    // Moves behind the next delimiter line, which stands at the start of a line; gives what lay
    // before it, or nothing when there is no further one.
    std::optional<std::string_view> next()
    {
        std::size_t from = 0;
        for (;;) {
            const auto found = rest_.find(delimiter_, from);
            if (found == std::string_view::npos) return std::nullopt;
            std::string_view tail = rest_.substr(found + delimiter_.size());
            const bool starts_line = found == 0 || rest_[found - 1] == '\n';
            const bool last = tail.starts_with("--");
            if (starts_line && (last || trim(take_line(tail)).empty())) {
                const std::string_view before = without_line_end(rest_.substr(0, found));
                rest_ = last ? std::string_view() : tail;
                is_last_ = last;
                return before;
            }
            from = found + delimiter_.size();
        }
    }

    bool is_last() const { return is_last_; }
    std::string_view rest() const { return rest_; }

    static std::string_view without_line_end(std::string_view text)
    {
        if (text.ends_with('\n')) text.remove_suffix(1);
        if (text.ends_with('\r')) text.remove_suffix(1);
        return text;
    }

private:
    std::string_view rest_;
    std::string delimiter_;
    bool is_last_ = false;
};

std::string_view first_line_boundary(std::string_view body)
{
    if (!body.starts_with("--")) return {};
    const std::string_view line = trim(take_line(body));
    return line.substr(2);
}

} // namespace

std::optional<std::string> boundary_of(std::string_view content_type)
{
    auto boundary = header_parameter(content_type, "boundary");
    if (!boundary || boundary->empty()) return std::nullopt;
    return boundary;
}

bool looks_multipart(std::string_view content_type, std::string_view body)
{
    return body.starts_with("--") || boundary_of(content_type).has_value();
}

Result<std::vector<MultipartPart>> read_multipart(std::string_view content_type,
                                                  std::string_view body)
{
    std::string boundary = boundary_of(content_type).value_or("");
    const std::string_view first = first_line_boundary(body);
    const bool is_wrong = body.starts_with("--") && first != boundary && first != boundary + "--";
    if (boundary.empty() || is_wrong) boundary = first;
    if (boundary.empty()) return broken("it names no boundary");
    if (boundary.size() > limits::multipart_boundary_chars) {
        return over("characters in its boundary", limits::multipart_boundary_chars);
    }
    Delimiters delimiters(body, boundary);
    if (!delimiters.next()) return broken("its boundary is nowhere in it");
    std::vector<MultipartPart> parts;
    while (!delimiters.is_last() && !delimiters.rest().empty()) {
        const std::string_view open_end = delimiters.rest();
        const auto between = delimiters.next();
        std::string_view part = between ? *between : Delimiters::without_line_end(open_end);
        if (part.empty()) {
            if (!between) break;
            continue;
        }
        if (parts.size() == limits::multipart_parts) return over("parts", limits::multipart_parts);
        auto name = TRY(take_name(part));
        if (name && !name->empty()) parts.push_back({*std::move(name), std::string(part)});
        if (!between) break;
    }
    return parts;
}

} // namespace muster::wire
