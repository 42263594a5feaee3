// The chunks of a set or of a column, by number, where there are any. Copies share them until one
// is changed. Knows nothing of what is in a chunk.
#pragma once

#include <cstddef>
#include <vector>

#include "index/columns/frames.h"
#include "index/columns/mask.h"
#include "index/columns/shared.h"

namespace muster::index {

template <class Chunk>
class Chunks {
public:
    std::size_t size() const { return all_ ? all_->size() : 0; }
    const Chunk* at(std::size_t number) const // nullptr: there is none
    {
        return number < size() ? (*all_)[number].get() : nullptr;
    }
    Chunk& edit(std::size_t number) // made when there is none
    {
        auto& all = all_.edit();
        if (all.size() <= number) all.resize(number + 1);
        return all[number].edit();
    }
    void drop(std::size_t number) { all_.edit()[number] = {}; }

    std::size_t bytes() const
    {
        std::size_t bytes = size() * sizeof(Shared<Chunk>);
        for (std::size_t i = 0; i < size(); ++i) {
            if (const auto* present = at(i)) bytes += present->bytes();
        }
        return bytes;
    }

    void write(FrameWriter& out) const
    {
        out.number(size());
        for (std::size_t i = 0; i < size(); ++i) {
            const auto* present = at(i);
            out.number(present == nullptr ? 0 : 1);
            if (present != nullptr) present->write(out);
        }
    }

    // Into what is empty; false: these are no chunks' bytes.
    bool read(FrameReader& in)
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
    Shared<std::vector<Shared<Chunk>>> all_;
};

} // namespace muster::index
