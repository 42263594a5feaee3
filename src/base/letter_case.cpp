// Unicode by utf8proc.
#include "base/letter_case.h"

#include <algorithm>
#include <array>

#include <utf8proc.h>

#include "base/text.h"

namespace muster {

namespace {

template <class Change>
std::string map_letters(std::string_view text, const Change& change)
{
    std::string result;
    result.reserve(text.size());
    std::array<utf8proc_uint8_t, 4> bytes{};
    while (!text.empty()) {
        utf8proc_int32_t letter = 0;
        const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                           static_cast<utf8proc_ssize_t>(text.size()), &letter);
        if (size <= 0) { // not UTF-8
            result += text.front();
            text.remove_prefix(1);
            continue;
        }
        const auto changed = utf8proc_encode_char(change(letter), bytes.data());
        for (utf8proc_ssize_t i = 0; i < changed; ++i) {
            result += static_cast<char>(bytes[static_cast<std::size_t>(i)]);
        }
        text.remove_prefix(static_cast<std::size_t>(size));
    }
    return result;
}

} // namespace

std::string lower_case(std::string_view text)
{
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80U; };
    if (std::all_of(text.begin(), text.end(), is_ascii)) return lower_ascii(text);
    return map_letters(text, utf8proc_tolower);
}

// Unicode has no single letter for the upper case of the sharp s; the library gives one.
std::string upper_case(std::string_view text)
{
    constexpr utf8proc_int32_t sharp_s = 0xDF;
    return map_letters(text, [](utf8proc_int32_t letter) {
        return letter == sharp_s ? letter : utf8proc_toupper(letter);
    });
}

} // namespace muster
