#include "index/columns/integer_column.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace muster::index {

namespace {

constexpr std::size_t first_rows = word_rows; // a small tenant has small columns

std::size_t bytes_for(CellWidth width, std::size_t rows)
{
    switch (width) {
    case CellWidth::none: return 0;
    case CellWidth::bit: return rows / 8;
    case CellWidth::one: return rows;
    case CellWidth::two: return rows * 2;
    case CellWidth::four: return rows * 4;
    case CellWidth::eight: return rows * 8;
    }
    return 0;
}

// The greatest cell that fits into the width.
std::uint64_t most_in(CellWidth width)
{
    switch (width) {
    case CellWidth::none: return 0;
    case CellWidth::bit: return 1;
    case CellWidth::one: return 0xff;
    case CellWidth::two: return 0xffff;
    case CellWidth::four: return 0xffff'ffff;
    case CellWidth::eight: break;
    }
    return ~std::uint64_t{0};
}

CellWidth width_for(std::uint64_t span)
{
    for (const CellWidth width :
         {CellWidth::none, CellWidth::bit, CellWidth::one, CellWidth::two, CellWidth::four}) {
        if (span <= most_in(width)) return width;
    }
    return CellWidth::eight;
}

std::uint64_t distance(std::int64_t from, std::int64_t to)
{
    return static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
}

// Leaves as much room below the values as above them, so that neither growing nor falling values
// make the chunk encode its cells again each time.
std::int64_t base_for(CellWidth width, std::int64_t least, std::int64_t greatest)
{
    // In every width cells must have the order of their values: scans compare cells with ranges.
    if (width == CellWidth::eight) return std::numeric_limits<std::int64_t>::min();
    if (width <= CellWidth::bit) return least;
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

void IntegerChunk::put(std::size_t row, std::uint64_t cell)
{
    switch (width_) {
    case CellWidth::none: return;
    case CellWidth::bit: {
        const auto bit = static_cast<std::byte>(1U << (row % 8));
        auto& byte = bytes_[row / 8];
        byte = cell != 0 ? byte | bit : byte & ~bit;
        return;
    }
    case CellWidth::one: return store<std::uint8_t>(bytes_.data(), row, cell);
    case CellWidth::two: return store<std::uint16_t>(bytes_.data(), row, cell);
    case CellWidth::four: return store<std::uint32_t>(bytes_.data(), row, cell);
    case CellWidth::eight: return store<std::uint64_t>(bytes_.data(), row, cell);
    }
}

void IntegerChunk::set(std::size_t row, std::int64_t value)
{
    if (row >= rows_) grow(row + 1);
    make_room_for(value);
    put(row, distance(base_, value));
    if (!knows_all_) known_[row / word_rows] |= bit_of(row);
}

void IntegerChunk::clear(std::size_t row)
{
    if (row >= rows_) return;
    if (knows_all_) {
        known_.assign(rows_ / word_rows, ~std::uint64_t{0});
        knows_all_ = false;
    }
    forget(row);
}

void IntegerChunk::forget(std::size_t row)
{
    if (row >= rows_) return;
    put(row, 0);
    if (!knows_all_) known_[row / word_rows] &= ~bit_of(row);
}

void IntegerChunk::grow(std::size_t rows)
{
    if (knows_all_) {
        known_.assign(rows_ / word_rows, ~std::uint64_t{0});
        knows_all_ = false;
    }
    // Grows by a quarter only, not by doubling: a full chunk of 8-byte cells has half a megabyte.
    const std::size_t wanted = std::max<std::size_t>({rows, first_rows, rows_ + rows_ / 4});
    rows_ = static_cast<std::uint32_t>(
        std::min((wanted + word_rows - 1) / word_rows * word_rows, chunk_rows));
    bytes_.reserve(bytes_for(width_, rows_));
    bytes_.resize(bytes_for(width_, rows_));
    known_.resize(rows_ / word_rows);
}

void IntegerChunk::make_room_for(std::int64_t value)
{
    const std::int64_t least = is_empty_ ? value : std::min(least_, value);
    const std::int64_t greatest = is_empty_ ? value : std::max(greatest_, value);
    const bool fits = !is_empty_ && least >= base_ && distance(base_, greatest) <= most_in(width_);
    const bool is_raw = width_ == CellWidth::eight;
    if (!fits && !is_raw) {
        const CellWidth width = width_for(distance(least, greatest));
        encode(width, base_for(width, least, greatest));
    }
    least_ = least;
    greatest_ = greatest;
    is_empty_ = false;
}

void IntegerChunk::encode(CellWidth width, std::int64_t base)
{
    IntegerChunk other;
    other.width_ = width;
    other.base_ = base;
    other.bytes_.resize(bytes_for(width, rows_));
    for (std::size_t row = 0; row < rows_ && !is_empty_; ++row) {
        if (!has(row)) continue;
        // With knows_all_, the cell of a removed customer may lie below least_. It is never read.
        const std::int64_t value = std::max(get(row), least_);
        other.put(row, distance(base, value));
    }
    width_ = width;
    base_ = base;
    bytes_ = std::move(other.bytes_);
}

PackedCells IntegerChunk::cells() const
{
    return {width_, bytes_.data(), rows_ / word_rows, knows_all_ ? nullptr : known_.data()};
}

void IntegerChunk::filter_known(bool inverted, Mask& mask) const
{
    if (!inverted) mask.drop_from(rows_);
    if (knows_all_) {
        for (std::size_t w = 0; inverted && w < rows_ / word_rows; ++w) mask.words[w] = 0;
        return;
    }
    const std::uint64_t flip = inverted ? ~std::uint64_t{0} : 0;
    for (std::size_t w = 0; w < known_.size(); ++w) mask.words[w] &= known_[w] ^ flip;
}

void IntegerChunk::filter(std::span<const IntegerRange> ranges, bool inverted, Mask& mask) const
{
    // The bounds decide many chunks without a scan: no range meets them, or one contains them.
    const auto first = std::partition_point(ranges.begin(), ranges.end(),
                                            [&](const IntegerRange& r) { return r.high < least_; });
    const auto last = std::partition_point(
        first, ranges.end(), [&](const IntegerRange& r) { return r.low <= greatest_; });
    if (is_empty_ || first == last) {
        if (!inverted) mask.fill(false);
        return;
    }
    if (first->low <= least_ && first->high >= greatest_) return filter_known(inverted, mask);
    std::vector<PackedRange> packed_ranges;
    packed_ranges.reserve(static_cast<std::size_t>(last - first));
    for (auto range = first; range != last; ++range) {
        const std::int64_t low = std::max(range->low, least_);
        const std::int64_t high = std::min(range->high, greatest_);
        packed_ranges.push_back({distance(base_, low), distance(low, high)});
    }
    filter_by_ranges(cells(), packed_ranges, inverted, mask);
}

void IntegerChunk::trim(const Mask& live)
{
    if (knows_all_ || rows_ < chunk_rows) return;
    for (std::size_t w = 0; w < chunk_words; ++w) {
        if ((live.words[w] & ~known_[w]) != 0) return;
    }
    knows_all_ = true;
    known_ = std::vector<std::uint64_t>(); // frees the memory, which assigning {} does not
}

std::size_t IntegerChunk::bytes() const
{
    return sizeof *this + bytes_.capacity() + known_.capacity() * sizeof known_[0];
}

void IntegerChunk::write(ChecksummedWriter& out) const
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

bool IntegerChunk::read(ChecksummedReader& in)
{
    base_ = static_cast<std::int64_t>(in.number());
    least_ = static_cast<std::int64_t>(in.number());
    greatest_ = static_cast<std::int64_t>(in.number());
    const auto rows = in.number();
    const auto width = in.number();
    const auto knows_all = in.number();
    if (rows > chunk_rows || rows % word_rows != 0 || knows_all > 1 ||
        width > static_cast<std::uint64_t>(CellWidth::eight)) {
        return false;
    }
    is_empty_ = false; // a chunk is only made when it gets its first value
    knows_all_ = knows_all == 1;
    rows_ = static_cast<std::uint32_t>(rows);
    width_ = static_cast<CellWidth>(width);
    in.list(bytes_, bytes_for(width_, rows_));
    in.list(known_, rows_ / word_rows);
    return in.is_good() && is_sound();
}

bool IntegerChunk::is_sound() const
{
    const bool fits = base_ <= least_ && least_ <= greatest_ &&
                      distance(base_, greatest_) <= most_in(width_) &&
                      (width_ != CellWidth::eight || base_ == base_for(width_, least_, greatest_));
    const bool has_all_rows = rows_ == chunk_rows || (rows_ > 0 && !knows_all_);
    return fits && has_all_rows && bytes_.size() == bytes_for(width_, rows_) &&
           known_.size() == (knows_all_ ? 0 : rows_ / word_rows);
}

void IntegerColumn::set(std::int64_t id, std::int64_t value)
{
    chunks_.edit(chunk_of(id)).set(row_of(id), value);
}

void IntegerColumn::clear(std::int64_t id)
{
    if (!get(id)) return;
    chunks_.edit(chunk_of(id)).clear(row_of(id));
}

void IntegerColumn::forget(std::int64_t id)
{
    if (!get(id)) return;
    chunks_.edit(chunk_of(id)).forget(row_of(id));
}

void IntegerColumn::filter(std::size_t number, std::span<const IntegerRange> ranges, bool inverted,
                           Mask& mask) const
{
    if (const auto* present = chunk(number)) {
        present->filter(ranges, inverted, mask);
    } else if (!inverted) {
        mask.fill(false);
    }
}

void IntegerColumn::filter_known(std::size_t number, bool inverted, Mask& mask) const
{
    if (const auto* present = chunk(number)) {
        present->filter_known(inverted, mask);
    } else if (!inverted) {
        mask.fill(false);
    }
}

void IntegerColumn::trim(std::size_t number, const Mask& live)
{
    if (chunk(number) != nullptr) chunks_.edit(number).trim(live);
}

} // namespace muster::index
