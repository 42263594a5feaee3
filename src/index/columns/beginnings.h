// Since when customers are live members of one static group, in chunks of 65,536 rows. A chunk is a
// list of its members in the order of their rows: 10 bytes for each, because most groups have few
// of the customers. Copies share chunks until one of them is changed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "index/columns/checksummed_file.h"
#include "index/columns/chunks.h"
#include "index/columns/integer_column.h"
#include "index/columns/mask.h"

namespace muster::index {

class BeginningsChunk {
public:
    std::size_t count() const { return rows_.size(); }
    std::optional<std::int64_t> get(std::size_t row) const;
    void set(std::size_t row, std::int64_t since);
    void remove(std::size_t row);
    // Leaves in the mask the members whose membership began in the range. Inverted: leaves all
    // other rows.
    void filter(IntegerRange range, bool inverted, Mask& mask) const;
    // Calls act(row, since) for each member.
    template <class Act>
    void for_each(const Act& act) const
    {
        for (std::size_t i = 0; i < rows_.size(); ++i) act(std::size_t{rows_[i]}, times_[i]);
    }
    std::size_t bytes() const;

    void write(ChecksummedWriter& out) const;
    bool read(ChecksummedReader& in); // false when the bytes are not those of a valid chunk

private:
    std::size_t place_of(std::size_t row) const;

    std::vector<std::uint16_t> rows_; // sorted
    std::vector<std::int64_t> times_; // of the row at the same place; cells of CellType::time
};

class Beginnings {
public:
    std::size_t chunks() const { return chunks_.size(); }
    const BeginningsChunk* chunk(std::size_t number) const { return chunks_.at(number); }
    std::optional<std::int64_t> get(std::int64_t id) const;
    void set(std::int64_t id, std::int64_t since);
    void remove(std::int64_t id);
    void filter(std::size_t chunk, IntegerRange range, bool inverted, Mask& mask) const;
    std::int64_t count() const;
    std::size_t bytes() const { return chunks_.bytes(); }

    void write(ChecksummedWriter& out) const { chunks_.write(out); }
    bool read(ChecksummedReader& in) { return chunks_.read(in); } // into an empty object

private:
    Chunks<BeginningsChunk> chunks_;
};

} // namespace muster::index
