// A set of customers in chunks of 65,536 rows. A chunk is absent when it has no member, a sorted
// list when it has few, one bit per row when it has many, and only a count when it has all. Copies
// share chunks until one of them is changed.
#pragma once

#include <cstdint>
#include <vector>

#include "index/columns/checksummed_file.h"
#include "index/columns/chunks.h"
#include "index/columns/mask.h"

namespace muster::index {

class SetChunk {
public:
    std::size_t count() const { return count_; }
    bool contains(std::size_t row) const;
    bool add(std::size_t row);         // true when it was not there before
    bool remove(std::size_t row);      // true when it was there
    void filter(Mask& mask) const;     // leaves the members in the mask
    void filter_out(Mask& mask) const; // leaves the others
    void copy_to(Mask& mask) const;
    bool is_full() const { return count_ == chunk_rows; }
    std::size_t bytes() const;

    void write(ChecksummedWriter& out) const;
    bool read(ChecksummedReader& in); // false when the bytes are not those of a valid chunk

private:
    void make_words();
    void make_rows();

    std::uint32_t count_ = 0;
    std::vector<std::uint16_t> rows_;  // sorted; used while there are few
    std::vector<std::uint64_t> words_; // used while there are many, but not all
};

class Set {
public:
    std::int64_t count() const { return count_; }
    bool contains(std::int64_t id) const;
    bool add(std::int64_t id);    // true when it was not there before
    bool remove(std::int64_t id); // true when it was there

    std::size_t chunks() const { return chunks_.size(); }
    const SetChunk* chunk(std::size_t number) const { return chunks_.at(number); } // nullptr: empty
    void copy_to(std::size_t chunk, Mask& mask) const;
    std::size_t bytes() const { return chunks_.bytes(); }

    void write(ChecksummedWriter& out) const { chunks_.write(out); }
    bool read(ChecksummedReader& in); // into an empty set

private:
    Chunks<SetChunk> chunks_;
    std::int64_t count_ = 0;
};

} // namespace muster::index
