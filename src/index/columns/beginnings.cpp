#include "index/columns/beginnings.h"

#include <functional>

namespace muster::index {

namespace {

// Grows by a quarter only, not by doubling: a full chunk has more than half a megabyte.
template <class T>
void insert_at(std::vector<T>& values, std::size_t place, T value)
{
    if (values.size() == values.capacity()) values.reserve(values.size() + values.size() / 4 + 1);
    values.insert(values.begin() + static_cast<std::ptrdiff_t>(place), value);
}

template <class T>
void erase_at(std::vector<T>& values, std::size_t place)
{
    values.erase(values.begin() + static_cast<std::ptrdiff_t>(place));
}

} // namespace

std::size_t BeginningsChunk::place_of(std::size_t row) const
{
    const auto short_row = static_cast<std::uint16_t>(row);
    // Bulk writes come in the order of the rows.
    if (rows_.empty() || rows_.back() < short_row) return rows_.size();
    const auto found = std::lower_bound(rows_.begin(), rows_.end(), short_row);
    return static_cast<std::size_t>(found - rows_.begin());
}

std::optional<std::int64_t> BeginningsChunk::get(std::size_t row) const
{
    const auto place = place_of(row);
    if (place == rows_.size() || rows_[place] != row) return std::nullopt;
    return times_[place];
}

void BeginningsChunk::set(std::size_t row, std::int64_t since)
{
    const auto place = place_of(row);
    if (place < rows_.size() && rows_[place] == row) {
        times_[place] = since;
        return;
    }
    insert_at(rows_, place, static_cast<std::uint16_t>(row));
    insert_at(times_, place, since);
}

void BeginningsChunk::remove(std::size_t row)
{
    const auto place = place_of(row);
    if (place == rows_.size() || rows_[place] != row) return;
    erase_at(rows_, place);
    erase_at(times_, place);
}

void BeginningsChunk::filter(IntegerRange range, bool inverted, Mask& mask) const
{
    std::size_t done = 0; // the words before this one are finished
    for (std::size_t i = 0; i < rows_.size();) {
        const std::size_t w = rows_[i] / word_rows;
        std::uint64_t word = 0;
        for (; i < rows_.size() && rows_[i] / word_rows == w; ++i) {
            if (range.low <= times_[i] && times_[i] <= range.high) word |= bit_of(rows_[i]);
        }
        if (inverted) {
            mask.words[w] &= ~word;
            continue;
        }
        while (done < w) mask.words[done++] = 0;
        mask.words[done++] &= word;
    }
    while (!inverted && done < chunk_words) mask.words[done++] = 0;
}

std::size_t BeginningsChunk::bytes() const
{
    return sizeof *this + rows_.capacity() * sizeof rows_[0] + times_.capacity() * sizeof times_[0];
}

void BeginningsChunk::write(ChecksummedWriter& out) const
{
    out.list(rows_);
    out.list(times_);
}

bool BeginningsChunk::read(ChecksummedReader& in)
{
    in.list(rows_, chunk_rows);
    in.list(times_, chunk_rows);
    return in.is_good() && !rows_.empty() && rows_.size() == times_.size() &&
           std::adjacent_find(rows_.begin(), rows_.end(), std::greater_equal<>()) == rows_.end();
}

std::optional<std::int64_t> Beginnings::get(std::int64_t id) const
{
    const auto* present = id < 0 ? nullptr : chunk(chunk_of(id));
    return present == nullptr ? std::nullopt : present->get(row_of(id));
}

void Beginnings::set(std::int64_t id, std::int64_t since)
{
    if (get(id) == since) return; // a chunk that a query shares would be copied
    chunks_.edit(chunk_of(id)).set(row_of(id), since);
}

void Beginnings::remove(std::int64_t id)
{
    if (!get(id)) return;
    auto& chunk = chunks_.edit(chunk_of(id));
    chunk.remove(row_of(id));
    if (chunk.count() == 0) chunks_.drop(chunk_of(id));
}

void Beginnings::filter(std::size_t number, IntegerRange range, bool inverted, Mask& mask) const
{
    if (const auto* present = chunk(number)) {
        present->filter(range, inverted, mask);
    } else if (!inverted) {
        mask.fill(false);
    }
}

std::int64_t Beginnings::count() const
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < chunks(); ++i) {
        if (const auto* present = chunk(i)) count += present->count();
    }
    return static_cast<std::int64_t>(count);
}

} // namespace muster::index
