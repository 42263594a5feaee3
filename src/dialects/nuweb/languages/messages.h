// The messages of this API in all its languages.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace muster::dialects::nuweb {

struct Translation {
    std::string_view english;
    std::array<std::string_view, 4> others; // German, French, Spanish, Italian
};

std::span<const Translation> translations();

} // namespace muster::dialects::nuweb
