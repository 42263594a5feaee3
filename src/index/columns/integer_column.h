// A column of 64-bit integers in chunks of 65,536 rows, with frame-of-reference encoding: a chunk
// stores each cell as its distance from the chunk's base, in eight, four, two or one byte, in one
// bit, or not at all when all cells are equal. Copies share chunks until one of them is changed.
// column.h decides what the integers represent.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "index/columns/checksummed_file.h"
#include "index/columns/chunks.h"
#include "index/columns/mask.h"
#include "index/columns/scan.h"

namespace muster::index {

struct IntegerRange { // both ends included
    std::int64_t low = 0;
    std::int64_t high = 0;
    friend bool operator==(const IntegerRange&, const IntegerRange&) = default;
};

class IntegerChunk {
public:
    bool has(std::size_t row) const
    {
        return row < rows_ && (knows_all_ || (known_[row / word_rows] & bit_of(row)) != 0);
    }
    std::int64_t get(std::size_t row) const // of a row that has a value
    {
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(base_) + cell(row));
    }
    void set(std::size_t row, std::int64_t value);
    // Removes the value of the row.
    void clear(std::size_t row);
    // Overwrites the cell of a row that will not be read again.
    void forget(std::size_t row);
    // Leaves in the mask the rows whose value is in one of the ranges, which must be sorted and
    // must not overlap. Inverted: leaves all other rows, also those without a value.
    void filter(std::span<const IntegerRange> ranges, bool inverted, Mask& mask) const;
    // Leaves the rows that have a value; inverted: those that have none.
    void filter_known(bool inverted, Mask& mask) const;
    // All values are in this range. It may be too wide, because removed values still count.
    IntegerRange bounds() const { return {least_, greatest_}; }
    // Frees the bits for missing values when all live rows have a value.
    void trim(const Mask& live);
    std::size_t bytes() const;

    void write(ChecksummedWriter& out) const;
    bool read(ChecksummedReader& in); // false when the bytes are not those of a valid chunk

private:
    template <class T>
    std::uint64_t load(std::size_t place) const
    {
        T value{};
        std::memcpy(&value, bytes_.data() + place * sizeof value, sizeof value);
        return value;
    }
    std::uint64_t cell(std::size_t row) const
    {
        switch (width_) {
        case CellWidth::none: break;
        case CellWidth::bit: return load<std::uint8_t>(row / 8) >> (row % 8) & 1U;
        case CellWidth::one: return load<std::uint8_t>(row);
        case CellWidth::two: return load<std::uint16_t>(row);
        case CellWidth::four: return load<std::uint32_t>(row);
        case CellWidth::eight: return load<std::uint64_t>(row);
        }
        return 0;
    }
    void put(std::size_t row, std::uint64_t cell);
    void grow(std::size_t rows);
    void make_room_for(std::int64_t value);
    void encode(CellWidth width, std::int64_t base);
    bool is_sound() const;
    PackedCells cells() const;

    std::int64_t base_ = 0;     // the value of cell 0
    std::int64_t least_ = 0;    // see bounds()
    std::int64_t greatest_ = 0; // see bounds()
    std::uint32_t rows_ = 0;    // rows with room for a cell: a multiple of 64
    CellWidth width_ = CellWidth::none;
    bool is_empty_ = true;   // no value has ever been set
    bool knows_all_ = false; // every live row has a value
    std::vector<std::byte> bytes_;
    std::vector<std::uint64_t> known_; // one bit per row that has a value; empty if knows_all_
};

class IntegerColumn {
public:
    std::size_t chunks() const { return chunks_.size(); }
    // nullptr when no row of the chunk has ever had a value.
    const IntegerChunk* chunk(std::size_t number) const { return chunks_.at(number); }
    std::optional<std::int64_t> get(std::int64_t id) const
    {
        const auto* present = chunk(chunk_of(id));
        if (present == nullptr || !present->has(row_of(id))) return std::nullopt;
        return present->get(row_of(id));
    }
    // See IntegerChunk for all of these.
    void set(std::int64_t id, std::int64_t value);
    void clear(std::int64_t id);
    void forget(std::int64_t id);
    void filter(std::size_t chunk, std::span<const IntegerRange> ranges, bool inverted,
                Mask& mask) const;
    void filter_known(std::size_t chunk, bool inverted, Mask& mask) const;
    void trim(std::size_t chunk, const Mask& live);
    std::size_t bytes() const { return chunks_.bytes(); }

    void write(ChecksummedWriter& out) const { chunks_.write(out); }
    bool read(ChecksummedReader& in) { return chunks_.read(in); }

private:
    Chunks<IntegerChunk> chunks_;
};

} // namespace muster::index
