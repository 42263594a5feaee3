#include "index/columns/numbers.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace muster::index {

namespace {

constexpr std::size_t first_rows = word_rows; // small tenants have small columns

std::size_t bytes_for(Width width, std::size_t rows)
{
    switch (width) {
    case Width::none: return 0;
    case Width::bit: return rows / 8;
    case Width::one: return rows;
    case Width::two: return rows * 2;
    case Width::four: return rows * 4;
    case Width::eight: return rows * 8;
    }
    return 0;
}

// The greatest cell that the width holds.
std::uint64_t most_in(Width width)
{
    switch (width) {
    case Width::none: return 0;
    case Width::bit: return 1;
    case Width::one: return 0xff;
    case Width::two: return 0xffff;
    case Width::four: return 0xffff'ffff;
    case Width::eight: break;
    }
    return ~std::uint64_t{0};
}

Width width_for(std::uint64_t span)
{
    for (const Width width : {Width::none, Width::bit, Width::one, Width::two, Width::four}) {
        if (span <= most_in(width)) return width;
    }
    return Width::eight;
}

std::uint64_t distance(std::int64_t from, std::int64_t to)
{
    return static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
}

// Leaves as much room below as above, so that values that grow or fall do not re-encode each time.
std::int64_t base_for(Width width, std::int64_t least, std::int64_t greatest)
{
    // Cells have the order of their values in every width: scans look them up in sorted ranges.
    if (width == Width::eight) return std::numeric_limits<std::int64_t>::min();
    if (width <= Width::bit) return least;
    const std::uint64_t room = (most_in(width) - distance(least, greatest)) / 2;
    const std::uint64_t below = distance(std::numeric_limits<std::int64_t>::min(), least);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(least) - std::min(room, below));
}

template <class T>
void store(std::byte* bytes, std::size_t row, std::uint64_t cell)
{
    const auto value = static_cast<T>(cell);
    std::memcpy(bytes + row * sizeof value, &value, sizeof value);
}

} // namespace

void NumberChunk::put(std::size_t row, std::uint64_t cell)
{
    switch (width_) {
    case Width::none: return;
    case Width::bit: {
        const auto bit = static_cast<std::byte>(1U << (row % 8));
        auto& byte = bytes_[row / 8];
        byte = cell != 0 ? byte | bit : byte & ~bit;
        return;
    }
    case Width::one: return store<std::uint8_t>(bytes_.data(), row, cell);
    case Width::two: return store<std::uint16_t>(bytes_.data(), row, cell);
    case Width::four: return store<std::uint32_t>(bytes_.data(), row, cell);
    case Width::eight: return store<std::uint64_t>(bytes_.data(), row, cell);
    }
}

void NumberChunk::set(std::size_t row, std::int64_t value)
{
    if (row >= rows_) grow(row + 1);
    fit(value);
    put(row, distance(base_, value));
    if (!knows_all_) known_[row / word_rows] |= bit_of(row);
}

void NumberChunk::clear(std::size_t row)
{
    if (row >= rows_) return;
    if (knows_all_) {
        known_.assign(rows_ / word_rows, ~std::uint64_t{0});
        knows_all_ = false;
    }
    forget(row);
}

void NumberChunk::forget(std::size_t row)
{
    if (row >= rows_) return;
    put(row, 0);
    if (!knows_all_) known_[row / word_rows] &= ~bit_of(row);
}

void NumberChunk::grow(std::size_t rows)
{
    if (knows_all_) {
        known_.assign(rows_ / word_rows, ~std::uint64_t{0});
        knows_all_ = false;
    }
    // By a quarter: a chunk of 8-byte cells is half a megabyte.
    const std::size_t wanted = std::max<std::size_t>({rows, first_rows, rows_ + rows_ / 4});
    rows_ = static_cast<std::uint32_t>(
        std::min((wanted + word_rows - 1) / word_rows * word_rows, chunk_rows));
    bytes_.reserve(bytes_for(width_, rows_));
    bytes_.resize(bytes_for(width_, rows_));
    known_.resize(rows_ / word_rows);
}

void NumberChunk::fit(std::int64_t value)
{
    const std::int64_t least = is_empty_ ? value : std::min(least_, value);
    const std::int64_t greatest = is_empty_ ? value : std::max(greatest_, value);
    const bool fits = !is_empty_ && least >= base_ && distance(base_, greatest) <= most_in(width_);
    const bool is_raw = width_ == Width::eight;
    if (!fits && !is_raw) {
        const Width width = width_for(distance(least, greatest));
        encode(width, base_for(width, least, greatest));
    }
    least_ = least;
    greatest_ = greatest;
    is_empty_ = false;
}

void NumberChunk::encode(Width width, std::int64_t base)
{
    NumberChunk other;
    other.width_ = width;
    other.base_ = base;
    other.bytes_.resize(bytes_for(width, rows_));
    for (std::size_t row = 0; row < rows_ && !is_empty_; ++row) {
        if (!has(row)) continue;
        // A forgotten cell of a chunk that knows all may lie below: nobody asks about it.
        const std::int64_t value = std::max(get(row), least_);
        other.put(row, distance(base, value));
    }
    width_ = width;
    base_ = base;
    bytes_ = std::move(other.bytes_);
}

Cells NumberChunk::cells() const
{
    return {width_, bytes_.data(), rows_ / word_rows, knows_all_ ? nullptr : known_.data()};
}

void NumberChunk::keep_known(bool inverted, Mask& mask) const
{
    if (!inverted) mask.drop_from(rows_);
    if (knows_all_) {
        for (std::size_t w = 0; inverted && w < rows_ / word_rows; ++w) mask.words[w] = 0;
        return;
    }
    const std::uint64_t flip = inverted ? ~std::uint64_t{0} : 0;
    for (std::size_t w = 0; w < known_.size(); ++w) mask.words[w] &= known_[w] ^ flip;
}

void NumberChunk::keep(std::span<const Range> ranges, bool inverted, Mask& mask) const
{
    // The zone map: what lies wholly beside the chunk's values, or around them, costs nothing.
    const auto first = std::partition_point(ranges.begin(), ranges.end(),
                                            [&](const Range& r) { return r.high < least_; });
    const auto last = std::partition_point(first, ranges.end(),
                                           [&](const Range& r) { return r.low <= greatest_; });
    if (is_empty_ || first == last) {
        if (!inverted) mask.fill(false);
        return;
    }
    if (first->low <= least_ && first->high >= greatest_) return keep_known(inverted, mask);
    std::vector<CellRange> cell_ranges;
    cell_ranges.reserve(static_cast<std::size_t>(last - first));
    for (auto range = first; range != last; ++range) {
        const std::int64_t low = std::max(range->low, least_);
        const std::int64_t high = std::min(range->high, greatest_);
        cell_ranges.push_back({distance(base_, low), distance(low, high)});
    }
    keep_in_ranges(cells(), cell_ranges, inverted, mask);
}

void NumberChunk::trim(const Mask& live)
{
    if (knows_all_ || rows_ < chunk_rows) return;
    for (std::size_t w = 0; w < chunk_words; ++w) {
        if ((live.words[w] & ~known_[w]) != 0) return;
    }
    knows_all_ = true;
    known_ = std::vector<std::uint64_t>(); // gives the memory back, as {} does not
}

std::size_t NumberChunk::bytes() const
{
    return sizeof *this + bytes_.capacity() + known_.capacity() * sizeof known_[0];
}

void NumberChunk::write(FrameWriter& out) const
{
    out.number(static_cast<std::uint64_t>(base_));
    out.number(static_cast<std::uint64_t>(least_));
    out.number(static_cast<std::uint64_t>(greatest_));
    out.number(rows_);
    out.number(static_cast<std::uint64_t>(width_));
    out.number(knows_all_ ? 1 : 0);
    out.list(bytes_);
    out.list(known_);
}

bool NumberChunk::read(FrameReader& in)
{
    base_ = static_cast<std::int64_t>(in.number());
    least_ = static_cast<std::int64_t>(in.number());
    greatest_ = static_cast<std::int64_t>(in.number());
    const auto rows = in.number();
    const auto width = in.number();
    const auto knows_all = in.number();
    if (rows > chunk_rows || rows % word_rows != 0 || knows_all > 1 ||
        width > static_cast<std::uint64_t>(Width::eight)) {
        return false;
    }
    is_empty_ = false; // a chunk is made by its first value
    knows_all_ = knows_all == 1;
    rows_ = static_cast<std::uint32_t>(rows);
    width_ = static_cast<Width>(width);
    in.list(bytes_, bytes_for(width_, rows_));
    in.list(known_, rows_ / word_rows);
    return in.is_good() && is_sound();
}

bool NumberChunk::is_sound() const
{
    const bool fits = base_ <= least_ && least_ <= greatest_ &&
                      distance(base_, greatest_) <= most_in(width_) &&
                      (width_ != Width::eight || base_ == base_for(width_, least_, greatest_));
    const bool has_all_rows = rows_ == chunk_rows || (rows_ > 0 && !knows_all_);
    return fits && has_all_rows && bytes_.size() == bytes_for(width_, rows_) &&
           known_.size() == (knows_all_ ? 0 : rows_ / word_rows);
}

void Numbers::set(std::int64_t id, std::int64_t value)
{
    chunks_.edit(chunk_of(id)).set(row_of(id), value);
}

void Numbers::clear(std::int64_t id)
{
    if (!get(id)) return;
    chunks_.edit(chunk_of(id)).clear(row_of(id));
}

void Numbers::forget(std::int64_t id)
{
    if (!get(id)) return;
    chunks_.edit(chunk_of(id)).forget(row_of(id));
}

void Numbers::keep(std::size_t number, std::span<const Range> ranges, bool inverted,
                   Mask& mask) const
{
    if (const auto* present = chunk(number)) {
        present->keep(ranges, inverted, mask);
    } else if (!inverted) {
        mask.fill(false);
    }
}

void Numbers::keep_known(std::size_t number, bool inverted, Mask& mask) const
{
    if (const auto* present = chunk(number)) {
        present->keep_known(inverted, mask);
    } else if (!inverted) {
        mask.fill(false);
    }
}

void Numbers::trim(std::size_t number, const Mask& live)
{
    if (chunk(number) != nullptr) chunks_.edit(number).trim(live);
}

} // namespace muster::index
