// Finds a piece in a long run of bytes, about as fast as memory can be read.
#pragma once

#include <cstddef>
#include <string_view>

namespace muster::index {

// The position of the piece (not empty) in bytes at or after `from`; npos when there is none.
std::size_t find_piece(std::string_view bytes, std::string_view piece, std::size_t from);

} // namespace muster::index
