#include "index/columns/set.h"

#include <algorithm>
#include <functional>

namespace muster::index {

namespace {

// A chunk with up to most_rows members is a list of at most 4 KB, half of the size of its bits, and
// is evaluated in a microsecond. It becomes a list again only at rows_again: otherwise one customer
// who joins and leaves at the limit would convert the chunk each time.
constexpr std::size_t most_rows = 2048;
constexpr std::size_t rows_again = 1024;

// The representations of a chunk in a snapshot file.

constexpr std::size_t form_rows = 0;
constexpr std::size_t form_words = 1;
constexpr std::size_t form_full = 2;

} // namespace

bool SetChunk::contains(std::size_t row) const
{
    if (is_full()) return true;
    if (!words_.empty()) return (words_[row / word_rows] & bit_of(row)) != 0;
    return std::binary_search(rows_.begin(), rows_.end(), static_cast<std::uint16_t>(row));
}

bool SetChunk::add(std::size_t row)
{
    if (contains(row)) return false;
    if (words_.empty() && count_ >= most_rows) make_words();
    if (words_.empty()) {
        const auto short_row = static_cast<std::uint16_t>(row);
        rows_.insert(std::lower_bound(rows_.begin(), rows_.end(), short_row), short_row);
    } else {
        words_[row / word_rows] |= bit_of(row);
    }
    ++count_;
    if (is_full()) words_ = std::vector<std::uint64_t>();
    return true;
}

bool SetChunk::remove(std::size_t row)
{
    if (!contains(row)) return false;
    if (is_full()) words_.assign(chunk_words, ~std::uint64_t{0});
    --count_;
    if (words_.empty()) {
        rows_.erase(std::lower_bound(rows_.begin(), rows_.end(), static_cast<std::uint16_t>(row)));
        return true;
    }
    words_[row / word_rows] &= ~bit_of(row);
    if (count_ <= rows_again) make_rows();
    return true;
}

void SetChunk::make_words()
{
    words_.assign(chunk_words, 0);
    for (const auto row : rows_) words_[row / word_rows] |= bit_of(row);
    rows_ = std::vector<std::uint16_t>();
}

void SetChunk::make_rows()
{
    rows_.reserve(count_);
    for (std::size_t row = 0; row < chunk_rows; ++row) {
        if ((words_[row / word_rows] & bit_of(row)) != 0) {
            rows_.push_back(static_cast<std::uint16_t>(row));
        }
    }
    words_ = std::vector<std::uint64_t>();
}

void SetChunk::filter(Mask& mask) const
{
    if (is_full()) return;
    if (!words_.empty()) {
        const std::uint64_t* words = words_.data();
        for (std::size_t w = 0; w < chunk_words; ++w) mask.words[w] &= words[w];
        return;
    }
    std::size_t done = 0; // the words before this one are finished
    for (std::size_t i = 0; i < rows_.size();) {
        const std::size_t w = rows_[i] / word_rows;
        std::uint64_t word = 0;
        while (i < rows_.size() && rows_[i] / word_rows == w) word |= bit_of(rows_[i++]);
        while (done < w) mask.words[done++] = 0;
        mask.words[done++] &= word;
    }
    while (done < chunk_words) mask.words[done++] = 0;
}

void SetChunk::filter_out(Mask& mask) const
{
    if (is_full()) return mask.fill(false);
    if (!words_.empty()) {
        const std::uint64_t* words = words_.data();
        for (std::size_t w = 0; w < chunk_words; ++w) mask.words[w] &= ~words[w];
        return;
    }
    for (const auto row : rows_) mask.words[row / word_rows] &= ~bit_of(row);
}

void SetChunk::copy_to(Mask& mask) const
{
    if (words_.empty()) {
        mask.fill(true);
        filter(mask);
    } else {
        std::copy(words_.begin(), words_.end(), mask.words.begin());
    }
}

std::size_t SetChunk::bytes() const
{
    return sizeof *this + rows_.capacity() * sizeof rows_[0] + words_.capacity() * sizeof words_[0];
}

void SetChunk::write(ChecksummedWriter& out) const
{
    out.number(is_full() ? form_full : words_.empty() ? form_rows : form_words);
    if (is_full()) return;
    if (words_.empty()) {
        out.list(rows_);
    } else {
        out.list(words_);
    }
}

bool SetChunk::read(ChecksummedReader& in)
{
    const auto form = in.number();
    if (form == form_full) {
        count_ = chunk_rows;
        return in.is_good();
    }
    if (form == form_rows) {
        in.list(rows_, most_rows);
        count_ = static_cast<std::uint32_t>(rows_.size());
        return in.is_good() && count_ > 0 &&
               std::adjacent_find(rows_.begin(), rows_.end(), std::greater_equal<>()) ==
                   rows_.end();
    }
    in.list(words_, chunk_words);
    if (form != form_words || words_.size() != chunk_words) return false;
    Mask mask;
    std::copy(words_.begin(), words_.end(), mask.words.begin());
    count_ = static_cast<std::uint32_t>(mask.count());
    return in.is_good() && count_ > 0 && !is_full();
}

bool Set::contains(std::int64_t id) const
{
    const auto* present = id < 0 ? nullptr : chunk(chunk_of(id));
    return present != nullptr && present->contains(row_of(id));
}

bool Set::add(std::int64_t id)
{
    if (contains(id)) return false;
    chunks_.edit(chunk_of(id)).add(row_of(id));
    ++count_;
    return true;
}

bool Set::remove(std::int64_t id)
{
    if (!contains(id)) return false;
    SetChunk& chunk = chunks_.edit(chunk_of(id));
    chunk.remove(row_of(id));
    if (chunk.count() == 0) chunks_.drop(chunk_of(id));
    --count_;
    return true;
}

void Set::copy_to(std::size_t number, Mask& mask) const
{
    if (const auto* present = chunk(number)) {
        present->copy_to(mask);
    } else {
        mask.fill(false);
    }
}

bool Set::read(ChecksummedReader& in)
{
    if (!chunks_.read(in)) return false;
    for (std::size_t i = 0; i < chunks(); ++i) {
        if (const auto* present = chunk(i)) count_ += static_cast<std::int64_t>(present->count());
    }
    return true;
}

} // namespace muster::index
