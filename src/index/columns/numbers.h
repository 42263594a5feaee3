// A column of 64-bit integers, in chunks: each cell as far above its chunk's base as fits one, two,
// four or eight bytes, or one bit, or nothing when all are equal. Copies share chunks until one is
// changed. What the integers stand for others know.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "index/columns/chunks.h"
#include "index/columns/frames.h"
#include "index/columns/mask.h"
#include "index/columns/scan.h"

namespace muster::index {

struct Range { // inclusive
    std::int64_t low = 0;
    std::int64_t high = 0;
    friend bool operator==(const Range&, const Range&) = default;
};

class NumberChunk {
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
    void clear(std::size_t row); // has no value from now on
    // Overwrites the cell of a row that nobody will ask about.
    void forget(std::size_t row);
    // Keeps the rows that have a value in one of the ranges (sorted, apart), or the others.
    void keep(std::span<const Range> ranges, bool inverted, Mask& mask) const;
    void keep_known(bool inverted, Mask& mask) const;
    // Values lie between these, if there are any.
    Range bounds() const { return {least_, greatest_}; }
    // When all rows of the mask have a value, nothing more is kept about who has.
    void trim(const Mask& live);
    std::size_t bytes() const;

    void write(FrameWriter& out) const;
    bool read(FrameReader& in); // false: these are no chunk's bytes

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
        case Width::none: break;
        case Width::bit: return load<std::uint8_t>(row / 8) >> (row % 8) & 1U;
        case Width::one: return load<std::uint8_t>(row);
        case Width::two: return load<std::uint16_t>(row);
        case Width::four: return load<std::uint32_t>(row);
        case Width::eight: return load<std::uint64_t>(row);
        }
        return 0;
    }
    void put(std::size_t row, std::uint64_t cell);
    void grow(std::size_t rows);
    void fit(std::int64_t value);
    void encode(Width width, std::int64_t base);
    bool is_sound() const;
    Cells cells() const;

    std::int64_t base_ = 0;
    std::int64_t least_ = 0;
    std::int64_t greatest_ = 0;
    std::uint32_t rows_ = 0; // that there are cells for, a multiple of 64
    Width width_ = Width::none;
    bool is_empty_ = true;   // no value has ever been set
    bool knows_all_ = false; // every row that anybody asks about has a value
    std::vector<std::byte> bytes_;
    std::vector<std::uint64_t> known_; // unless knows_all_
};

class Numbers {
public:
    std::size_t chunks() const { return chunks_.size(); }
    // nullptr: no value
    const NumberChunk* chunk(std::size_t number) const { return chunks_.at(number); }
    std::optional<std::int64_t> get(std::int64_t id) const
    {
        const auto* present = chunk(chunk_of(id));
        if (present == nullptr || !present->has(row_of(id))) return std::nullopt;
        return present->get(row_of(id));
    }
    void set(std::int64_t id, std::int64_t value);
    void clear(std::int64_t id);
    void forget(std::int64_t id);
    void keep(std::size_t chunk, std::span<const Range> ranges, bool inverted, Mask& mask) const;
    void keep_known(std::size_t chunk, bool inverted, Mask& mask) const;
    void trim(std::size_t chunk, const Mask& live);
    std::size_t bytes() const { return chunks_.bytes(); }

    void write(FrameWriter& out) const { chunks_.write(out); }
    bool read(FrameReader& in) { return chunks_.read(in); }

private:
    Chunks<NumberChunk> chunks_;
};

} // namespace muster::index
