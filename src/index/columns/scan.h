// Compares the packed cells of a chunk with ranges, 64 rows at a time. Knows no columns.
#pragma once

#include <cstdint>
#include <span>

#include "index/columns/mask.h"

namespace muster::index {

// Bytes of one cell. Written to snapshots as a number: the order is part of the file format.
enum class CellWidth : std::uint8_t { none, bit, one, two, four, eight };

// The cells from `low` to `low + span`, both included, as they are stored (without the base).
struct PackedRange {
    std::uint64_t low = 0;
    std::uint64_t span = 0;
};

struct PackedCells {
    CellWidth width = CellWidth::none;
    const std::byte* begin = nullptr;
    std::size_t words = 0;                // groups of 64 rows
    const std::uint64_t* known = nullptr; // one bit per row that has a value; nullptr: all have
};

// Leaves in the mask the rows whose cell lies in one of the ranges (sorted and apart); inverted:
// all other rows. Rows beyond the cells and rows without a value lie in no range.
void filter_by_ranges(const PackedCells& cells, std::span<const PackedRange> ranges, bool inverted,
                      Mask& mask);

} // namespace muster::index
