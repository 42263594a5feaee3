// Sends, compares and prints. Knows no dialect.
#include "dialects/player.h"

#include <stdexcept>

#include "base/text.h"
#include "dialects/described.h"
#include "dialects/expectation.h"

namespace muster::dialects::test {

namespace {

// Control characters are shown as \xHH, and long texts are truncated.
std::string shown(std::string_view text)
{
    constexpr std::size_t most = 4000;
    std::string out;
    const bool readable = is_utf8(text);
    for (const char c : text.substr(0, most)) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_plain =
            (byte >= 0x20 && byte < 0x7f) || c == '\n' || (readable && byte > 127);
        out += is_plain ? std::string(1, c) : c == '\r' ? "\\r" : "\\x" + to_hex({&c, 1});
    }
    if (text.size() > most) out += "… (" + std::to_string(text.size()) + " bytes)";
    return out;
}

std::string print(std::string_view first_line, const std::vector<http::Header>& headers,
                  std::string_view body)
{
    std::string text(first_line);
    for (const auto& header : headers) text += "\n" + header.name + ": " + shown(header.value);
    return text + "\n\n" + shown(body) + "\n";
}

std::optional<std::string> header_of(const http::Response& response, std::string_view name)
{
    if (http::same_name(name, "Content-Type")) {
        if (response.content_type.empty()) return std::nullopt;
        return response.content_type;
    }
    for (const auto& header : response.headers) {
        if (http::same_name(header.name, name)) return header.value;
    }
    return std::nullopt;
}

// Throws for an unknown name, which is a mistake in the case file.
std::string expand(const Variables& variables, std::string_view text)
{
    auto expanded = variables.expand(text);
    if (!expanded) throw std::invalid_argument(expanded.error().message);
    return *std::move(expanded);
}

std::vector<std::string> compare(Variables& variables, const Expectation& expected,
                                 const http::Response& got)
{
    Comparison comparison(variables);
    comparison.text("status", expand(variables, expected.status), std::to_string(got.status));
    for (const auto& header : expected.headers) {
        const auto value = header_of(got, header.name);
        const bool must_be_absent = header.value == "{{absent}}";
        if (value && must_be_absent) {
            comparison.differ(header.name, "must not be there, is " + *value);
        } else if (value) {
            comparison.text(header.name, expand(variables, header.value), *value);
        } else if (!must_be_absent) {
            comparison.differ(header.name, "is missing");
        }
    }
    if (!expected.body) return comparison.differences();
    const std::string body = expand(variables, *expected.body);
    if (!body.empty())
        comparison.body(body, got.body);
    else if (!got.body.empty())
        comparison.differ("body", "must be empty");
    return comparison.differences();
}

} // namespace

std::string play(Caller& caller, const CaseStep& step)
{
    Variables& variables = caller.variables();
    std::vector<http::Header> headers = step.headers;
    for (auto& header : headers) header.value = expand(variables, header.value);
    std::string body = expand(variables, step.body);
    if (step.has_escapes) body = unescape(body);
    const std::string target = expand(variables, step.target);
    caller.world().later(step.later);
    if (step.rate_limit) caller.world().limit_rate(caller.dialect(), *step.rate_limit);
    if (step.works_first) caller.world().work(caller.dialect());
    const auto response = caller.send(step.method, target, body, headers, step.on_own_port);
    auto differences = compare(variables, step.expected, response);
    const auto stray = undescribed(caller.dialect(), http::verb_of(step.method), target, response);
    if (!stray.empty()) differences.push_back("not as described:\n" + stray);
    if (differences.empty()) return {};
    std::string text = "line " + std::to_string(step.line) + ": " + step.title + "\n";
    for (const auto& difference : differences) text += "  * " + difference + "\n";
    text += "\n--- sent\n" + print(step.method + " " + target, headers, body);
    text +=
        "--- expected\n" + print(step.expected.status, step.expected.headers,
                                 expand(variables, step.expected.body.value_or("(not checked)")));
    auto shown_headers = response.headers;
    shown_headers.insert(shown_headers.begin(), {"Content-Type", response.content_type});
    text += "--- got\n" + print(std::to_string(response.status), shown_headers, response.body);
    return text;
}

} // namespace muster::dialects::test
