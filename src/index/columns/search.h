// Substring search in long texts, about as fast as memory can be read.
#pragma once

#include <cstddef>
#include <string_view>

namespace muster::index {

// The position of the piece in `bytes`, at or after `from`; npos when there is none. The piece must
// not be empty.
std::size_t find_piece(std::string_view bytes, std::string_view piece, std::size_t from);

} // namespace muster::index
