// Compares the packed cells of a chunk with ranges, 64 rows at a time. Knows no columns.
#pragma once

#include <cstdint>
#include <span>

#include "index/columns/mask.h"

namespace muster::index {

// The size of one cell. Snapshots store it as a number: the order is part of the file format.
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

// Leaves in the mask the rows whose cell is in one of the ranges, which must be sorted and must not
// overlap. Inverted: leaves all other rows. No range contains rows without a value or beyond the
// cells.
void filter_by_ranges(const PackedCells& cells, std::span<const PackedRange> ranges, bool inverted,
                      Mask& mask);

} // namespace muster::index
