// Replaces {{names}} and {{functions}}. Knows no dialect.
#include "dialects/variables.h"

#include <array>

#include "base/secrets.h"
#include "base/text.h"

namespace muster::dialects::test {

namespace {

constexpr std::array<std::string_view, 10> matchers{"any",  "text",   "integer", "number", "bool",
                                                    "time", "digits", "date",    "absent", "..."};

// By halves: case files repeat one letter tens of millions of times.
std::string repeat(std::string_view piece, std::int64_t times)
{
    if (times <= 0) return {};
    const auto half = repeat(piece, times / 2);
    auto text = half + half;
    if (times % 2 == 1) text += piece;
    return text;
}

// "x:300"
Result<std::string> repeat_function(std::string_view arguments)
{
    const auto colon = arguments.rfind(':');
    if (colon == std::string_view::npos) return fail(Code::invalid_value, "case", "repeat:text:n");
    const auto times = parse_integer(arguments.substr(colon + 1));
    if (!times) return fail(Code::invalid_value, "case", "repeat needs a number after its text");
    return repeat(arguments.substr(0, colon), *times);
}

// "100"
Result<std::string> nested_function(std::string_view arguments)
{
    const auto depth = parse_integer(arguments);
    if (!depth) return fail(Code::invalid_value, "case", "nested needs a number");
    return repeat("[", *depth) + repeat("]", *depth);
}

// "1:3:text with %"
Result<std::string> each_function(std::string_view arguments)
{
    const auto first_colon = arguments.find(':');
    const auto second_colon = arguments.find(':', first_colon + 1);
    if (second_colon == std::string_view::npos) {
        return fail(Code::invalid_value, "case", "each:from:to:text with %");
    }
    const auto from = parse_integer(arguments.substr(0, first_colon));
    const auto to =
        parse_integer(arguments.substr(first_colon + 1, second_colon - first_colon - 1));
    if (!from || !to) return fail(Code::invalid_value, "case", "each needs two numbers");
    std::string text;
    for (std::int64_t number = *from; number <= *to; ++number) {
        if (number != *from) text += ',';
        for (const char c : arguments.substr(second_colon + 1)) {
            if (c == '%')
                text += std::to_string(number);
            else
                text += c;
        }
    }
    return text;
}

Result<std::string> base64_function(std::string_view text) { return to_base64(text); }
Result<std::string> md5_function(std::string_view text) { return md5_hex(text); }

struct CaseFunction {
    std::string_view name;
    Result<std::string> (*call)(std::string_view arguments);
};

constexpr std::array functions{
    CaseFunction{"repeat", repeat_function}, CaseFunction{"nested", nested_function},
    CaseFunction{"each", each_function},     CaseFunction{"base64", base64_function},
    CaseFunction{"md5", md5_function},
};

} // namespace

bool is_matcher(std::string_view word)
{
    if (word.starts_with('*')) return true;
    for (const auto matcher : matchers) {
        if (word == matcher) return true;
    }
    return false;
}

std::size_t braced_size(std::string_view text)
{
    if (!text.starts_with("{{")) return 0;
    std::size_t depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '{') ++depth;
        if (text[i] == '}' && --depth == 0) return i + 1;
    }
    return 0;
}

const std::string* Variables::find(std::string_view name) const
{
    const auto found = values_.find(name);
    return found == values_.end() ? nullptr : &found->second;
}

Result<std::string> Variables::value_of(std::string_view inner) const
{
    if (const std::string* value = find(inner)) return *value;
    const auto colon = inner.find(':');
    for (const auto& function : functions) {
        if (colon == std::string_view::npos || inner.substr(0, colon) != function.name) continue;
        const auto arguments = TRY(expand(inner.substr(colon + 1)));
        return function.call(arguments);
    }
    return fail(Code::not_found, "case", "nothing is called {{" + std::string(inner) + "}}");
}

Result<std::string> Variables::expand(std::string_view text) const
{
    std::string expanded;
    while (!text.empty()) {
        const auto open = std::min(text.find("{{"), text.size());
        expanded += text.substr(0, open);
        text.remove_prefix(open);
        const std::size_t size = braced_size(text);
        if (size < 4 || text[size - 2] != '}') { // JSON such as {"a":{{... that never closes so
            expanded += text.substr(0, 1);
            if (!text.empty()) text.remove_prefix(1);
            continue;
        }
        const std::string_view inner = text.substr(2, size - 4);
        if (is_matcher(inner))
            expanded += text.substr(0, size);
        else
            expanded += TRY(value_of(inner));
        text.remove_prefix(size);
    }
    return expanded;
}

} // namespace muster::dialects::test
