// Goes back to the last % only, one code point further each time. Knows no rules.
#include "core/rule/like.h"

namespace muster::core {

namespace {

constexpr std::size_t nowhere = std::string_view::npos;

std::size_t next_char(std::string_view text, std::size_t at)
{
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
    return at;
}

} // namespace

bool is_like(std::string_view text, std::string_view pattern)
{
    std::size_t t = 0;
    std::size_t p = 0;
    std::size_t after_any = nowhere; // in the pattern, behind the last %
    std::size_t tried = 0;           // where in the text that % ends at the moment
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '%') {
            after_any = ++p;
            tried = t;
            if (p == pattern.size()) return true;
            continue;
        }
        if (p < pattern.size() && pattern[p] == '_') {
            ++p;
            t = next_char(text, t);
            continue;
        }
        if (p < pattern.size()) {
            const std::size_t literal = pattern[p] == '\\' && p + 1 < pattern.size() ? p + 1 : p;
            if (pattern[literal] == text[t]) {
                p = literal + 1;
                ++t;
                continue;
            }
        }
        if (after_any == nowhere) return false;
        tried = next_char(text, tried);
        t = tried;
        p = after_any;
    }
    return pattern.find_first_not_of('%', p) == nowhere;
}

bool is_pattern(std::string_view pattern)
{
    const auto last_other = pattern.find_last_not_of('\\');
    const auto count = last_other == nowhere ? pattern.size() : pattern.size() - last_other - 1;
    return count % 2 == 0;
}

} // namespace muster::core
