// The chunks of a set or of a column, by number. A chunk is absent until a row of it is written.
// Copies of a Chunks object share the chunks until one of them is changed (copy_on_write.h).
#pragma once

#include <cstddef>
#include <vector>

#include "index/columns/checksummed_file.h"
#include "index/columns/copy_on_write.h"
#include "index/columns/mask.h"

namespace muster::index {

template <class Chunk>
class Chunks {
public:
    std::size_t size() const { return all_ ? all_->size() : 0; }
    const Chunk* at(std::size_t number) const // nullptr: absent
    {
        return number < size() ? (*all_)[number].get() : nullptr;
    }
    Chunk& edit(std::size_t number) // creates the chunk when it is absent
    {
        auto& all = all_.edit();
        if (all.size() <= number) all.resize(number + 1);
        return all[number].edit();
    }
    void drop(std::size_t number) { all_.edit()[number] = {}; }

    std::size_t bytes() const
    {
        std::size_t bytes = size() * sizeof(CopyOnWrite<Chunk>);
        for (std::size_t i = 0; i < size(); ++i) {
            if (const auto* present = at(i)) bytes += present->bytes();
        }
        return bytes;
    }

    void write(ChecksummedWriter& out) const
    {
        out.number(size());
        for (std::size_t i = 0; i < size(); ++i) {
            const auto* present = at(i);
            out.number(present == nullptr ? 0 : 1);
            if (present != nullptr) present->write(out);
        }
    }

    // The object must be empty. False when the bytes are not valid chunks.
    bool read(ChecksummedReader& in)
    {
        const auto count = in.number();
        if (count > chunk_of(limits::entity_id) + 1) return false;
        auto& all = all_.edit();
        all.resize(count);
        for (auto& chunk : all) {
            if (in.number() != 0 && !chunk.edit().read(in)) return false;
        }
        return in.is_good();
    }

private:
    CopyOnWrite<std::vector<CopyOnWrite<Chunk>>> all_;
};

} // namespace muster::index
