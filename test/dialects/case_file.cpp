// Parses case files line by line. Knows no HTTP.
#include "dialects/case_file.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

#include "base/text.h"

namespace muster::dialects::test {

namespace {

bool is_token(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
}

bool is_request_line(std::string_view line)
{
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos || blank < 3) return false;
    const std::string_view method = line.substr(0, blank);
    const std::string_view target = line.substr(blank + 1);
    const bool upper =
        std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    return upper && (target.starts_with('/') || target.starts_with("{{"));
}

std::optional<http::Header> header_line(std::string_view line)
{
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return std::nullopt;
    const std::string_view value = line.substr(colon + 1);
    if (!value.empty() && value[0] != ' ') return std::nullopt;
    return http::Header{std::string(line.substr(0, colon)), std::string(trim(value))};
}

std::optional<std::chrono::seconds> duration(std::string_view text)
{
    static const std::map<char, int> units{{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    if (text.empty()) return std::nullopt;
    const auto unit = units.find(text.back());
    const auto count = parse_integer(text.substr(0, text.size() - 1));
    if (unit == units.end() || !count) return std::nullopt;
    return std::chrono::seconds(*count * unit->second);
}

// Joins the lines by `end`, without empty lines at both ends.
std::string join(std::vector<std::string_view> lines, std::string_view end, bool also_last)
{
    while (!lines.empty() && trim(lines.front()).empty()) lines.erase(lines.begin());
    while (!lines.empty() && trim(lines.back()).empty()) lines.pop_back();
    std::string text;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::string_view line = lines[i];
        if (line.starts_with("\\#") || line.starts_with("\\@") || line.starts_with("\\=>")) {
            line.remove_prefix(1);
        }
        text += line;
        if (i + 1 < lines.size() || also_last) text += end;
    }
    return text;
}

class CaseFileParser {
public:
    explicit CaseFileParser(std::string_view text) : lines_(split(text, '\n'))
    {
        for (auto& line : lines_) {
            if (line.ends_with('\r')) line.remove_suffix(1);
        }
    }

    Result<std::vector<CaseStep>> steps()
    {
        std::vector<CaseStep> steps;
        for (;;) {
            CaseStep step;
            TRY(read_preamble(step));
            if (done()) return steps;
            TRY(read_request(step));
            TRY(read_expectation(step));
            steps.push_back(std::move(step));
        }
    }

private:
    bool done() const { return at_ >= lines_.size(); }
    std::string_view line() const { return lines_[at_]; }

    muster::Failure wrong(const std::string& message) const
    {
        return fail(Code::invalid_value, "case",
                    "line " + std::to_string(at_ + 1) + ": " + message);
    }

    Result<void> read_preamble(CaseStep& step)
    {
        bool in_comment = false;
        for (; !done(); ++at_) {
            if (line().starts_with('#')) {
                if (!in_comment) step.title.clear();
                if (in_comment) step.title += ' ';
                step.title += trim(line().substr(1));
                in_comment = true;
                continue;
            }
            in_comment = false;
            if (line().starts_with('@'))
                TRY(read_directive(step));
            else if (!trim(line()).empty())
                return {};
        }
        return {};
    }

    Result<void> read_directive(CaseStep& step)
    {
        const auto blank = std::min(line().find(' '), line().size());
        const std::string_view name = line().substr(1, blank - 1);
        const std::string_view argument = trim(line().substr(blank));
        if (name == "escapes")
            step.has_escapes = true;
        else if (name == "crlf")
            step.has_crlf = true;
        else if (name == "own-port")
            step.on_own_port = true;
        else if (name == "work")
            step.works_first = true;
        else if (name == "covers")
            step.covers = argument;
        else if (name == "later") {
            const auto length = duration(argument);
            if (!length) return wrong("@later needs a time such as 90s, 5m, 2h or 1d");
            step.later = *length;
        } else if (name == "rate-limit") {
            step.rate_limit = TRY(parse_rate(argument));
        } else {
            return wrong("unknown directive @" + std::string(name));
        }
        return {};
    }

    Result<void> read_request(CaseStep& step)
    {
        if (!is_request_line(line())) {
            return wrong("expected a request line such as 'GET /path', found '" +
                         std::string(line()) + "'");
        }
        const auto blank = line().find(' ');
        step.line = at_ + 1;
        step.method = line().substr(0, blank);
        step.target = trim(line().substr(blank + 1));
        for (++at_; !done() && !trim(line()).empty() && !line().starts_with("=>"); ++at_) {
            auto header = header_line(line());
            if (!header) return wrong("expected 'Name: value' or an empty line before the body");
            step.headers.push_back(*std::move(header));
        }
        std::vector<std::string_view> body;
        for (; !done() && !line().starts_with("=>"); ++at_) body.push_back(line());
        step.body = join(std::move(body), step.has_crlf ? "\r\n" : "\n", step.has_crlf);
        if (done()) return wrong("the request has no '=> status'");
        return {};
    }

    Result<void> read_expectation(CaseStep& step)
    {
        step.expected.status = trim(line().substr(2));
        if (step.expected.status.empty()) return wrong("'=>' needs a status");
        for (++at_; !ends_step() && !trim(line()).empty(); ++at_) {
            auto header = header_line(line());
            if (!header) break;
            step.expected.headers.push_back(*std::move(header));
        }
        std::vector<std::string_view> body;
        for (; !ends_step(); ++at_) body.push_back(line());
        std::string text = join(std::move(body), "\n", false);
        if (text == "(empty body)")
            step.expected.body = "";
        else if (!text.empty())
            step.expected.body = std::move(text);
        return {};
    }

    bool ends_step() const
    {
        return done() || line().starts_with('#') || line().starts_with('@') ||
               is_request_line(line());
    }

    std::vector<std::string_view> lines_;
    std::size_t at_ = 0;
};

int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

} // namespace

Result<std::vector<CaseStep>> parse_steps(std::string_view text)
{
    return CaseFileParser(text).steps();
}

std::vector<std::filesystem::path> find_case_files(const std::filesystem::path& root)
{
    std::vector<std::filesystem::path> found;
    for (const auto& folder : std::filesystem::directory_iterator(root)) {
        if (!folder.is_directory()) continue;
        for (const auto& file : std::filesystem::directory_iterator(folder)) {
            if (file.path().extension() == ".case") found.push_back(file.path());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

Result<CaseFile> read_case_file(const std::filesystem::path& path)
{
    std::ifstream stream(path, std::ios::binary);
    if (!stream) return fail(Code::not_found, "case", "cannot read " + path.string());
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    auto steps = TRY(parse_steps(text));
    return CaseFile{path.parent_path().filename(), path.stem(), std::move(steps)};
}

std::string unescape(std::string_view text)
{
    static const std::map<char, char> names{{'r', '\r'}, {'n', '\n'}, {'t', '\t'}, {'\\', '\\'}};
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char next = i + 1 < text.size() ? text[i + 1] : '\0';
        if (text[i] != '\\') {
            bytes += text[i];
        } else if (const auto name = names.find(next); name != names.end()) {
            bytes += name->second;
            ++i;
        } else if (next == 'x' && i + 3 < text.size() && hex_value(text[i + 2]) >= 0 &&
                   hex_value(text[i + 3]) >= 0) {
            bytes += static_cast<char>(hex_value(text[i + 2]) * 16 + hex_value(text[i + 3]));
            i += 3;
        } else {
            bytes += '\\';
        }
    }
    return bytes;
}

} // namespace muster::dialects::test
