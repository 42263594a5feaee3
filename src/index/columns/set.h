// A set of customers, in chunks: nothing where there are none, sorted rows where there are few,
// bits where there are many, a mark where there are all. Copies share chunks until one is changed.
#pragma once

#include <cstdint>
#include <vector>

#include "index/columns/chunks.h"
#include "index/columns/frames.h"
#include "index/columns/mask.h"

namespace muster::index {

class SetChunk {
public:
    std::size_t count() const { return count_; }
    bool contains(std::size_t row) const;
    bool add(std::size_t row);    // whether it is new
    bool remove(std::size_t row); // whether it was there
    void keep_in(Mask& mask) const;
    void remove_from(Mask& mask) const;
    void copy_to(Mask& mask) const;
    // Whether a mask of no row more than these, such as that of all customers, stays as it is.
    bool is_full() const { return count_ == chunk_rows; }
    std::size_t bytes() const;

    void write(FrameWriter& out) const;
    bool read(FrameReader& in); // false: these are no chunk's bytes

private:
    void make_words();
    void make_rows();

    std::uint32_t count_ = 0;
    std::vector<std::uint16_t> rows_;  // sorted; when there are few
    std::vector<std::uint64_t> words_; // when there are many, but not all
};

class Set {
public:
    std::int64_t count() const { return count_; }
    bool contains(std::int64_t id) const;
    bool add(std::int64_t id);
    bool remove(std::int64_t id);

    std::size_t chunks() const { return chunks_.size(); }
    // nullptr: nobody
    const SetChunk* chunk(std::size_t number) const { return chunks_.at(number); }
    void copy_to(std::size_t chunk, Mask& mask) const;
    std::size_t bytes() const { return chunks_.bytes(); }

    void write(FrameWriter& out) const { chunks_.write(out); }
    bool read(FrameReader& in); // into one that is empty

private:
    Chunks<SetChunk> chunks_;
    std::int64_t count_ = 0;
};

} // namespace muster::index
