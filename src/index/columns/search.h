// Finds a piece in a long run of bytes, as fast as memory gives them. Knows no texts.
#pragma once

#include <cstddef>
#include <string_view>

namespace muster::index {

// Where piece, which is not empty, begins in bytes, from `from` on; npos: nowhere.
std::size_t find_piece(std::string_view bytes, std::string_view piece, std::size_t from);

} // namespace muster::index
