// Compares the cells of a chunk with ranges, 64 rows to a word. Knows no columns.
#pragma once

#include <cstdint>
#include <span>

#include "index/columns/mask.h"

namespace muster::index {

enum class Width : std::uint8_t { none, bit, one, two, four, eight }; // of a cell, in bytes

// Cells from `low` on, `span` more than it at most; as they are stored.
struct CellRange {
    std::uint64_t low = 0;
    std::uint64_t span = 0;
};

struct Cells {
    Width width = Width::none;
    const std::byte* begin = nullptr;
    std::size_t words = 0;                // of 64 rows
    const std::uint64_t* known = nullptr; // rows that have a value; nullptr: all
};

// Keeps the rows of the mask that are in one of the ranges, or those that are not. Rows beyond the
// cells, and rows without a value, are in none.
void keep_in_ranges(const Cells& cells, std::span<const CellRange> ranges, bool inverted,
                    Mask& mask);

} // namespace muster::index
