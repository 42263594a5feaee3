// The different texts of a column, each once, by code. Blocks of texts are shared with snapshots;
// how often each is used, and how it is found, only the writer knows. A text that nobody uses any
// more is overwritten, and its code given to another.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/columns/frames.h"
#include "index/columns/numbers.h"
#include "index/columns/set.h"
#include "index/columns/shared.h"

namespace muster::index {

using TextCode = std::uint32_t;
inline constexpr unsigned block_bits = 12;
inline constexpr std::size_t block_texts = std::size_t{1} << block_bits;

// The first eight bytes as a number of the same order; texts with equal heads must be compared.
std::uint64_t head_of(std::string_view text);

// All texts of a block after folding, one behind the other.
struct FoldedTexts {
    std::string bytes;
    std::vector<std::uint32_t> begins; // one more than there are texts
    std::vector<std::uint64_t> heads;  // so that most comparisons need not look at a text
    std::string_view at(std::size_t place) const;
    void add(std::string_view text); // folds it
};

class TextBlock {
public:
    TextBlock() = default;
    TextBlock(const TextBlock& other)
        : bytes_(other.bytes_), places_(other.places_), dropped_bytes_(other.dropped_bytes_)
    {}
    TextBlock& operator=(const TextBlock&) = delete;
    TextBlock(TextBlock&& other) noexcept
        : bytes_(std::move(other.bytes_)), places_(std::move(other.places_)),
          dropped_bytes_(other.dropped_bytes_)
    {}
    ~TextBlock() { delete folded_.load(); }

    std::size_t size() const { return places_.size(); }
    std::string_view at(std::size_t place) const;
    void put(std::size_t place, std::string_view text); // at most one behind the last
    void drop(std::size_t place);
    void shrink(); // when it is full: nothing more is to be added soon
    // Made when first asked for; any thread that holds the block.
    const FoldedTexts& folded() const;
    std::size_t bytes() const;

    void write(FrameWriter& out) const;
    bool read(FrameReader& in);

private:
    struct Place {
        std::uint32_t begin = 0;
        std::uint32_t size = 0;
    };
    void forget_folded();
    void compact();

    std::string bytes_;
    std::vector<Place> places_;
    std::size_t dropped_bytes_ = 0;
    mutable std::atomic<const FoldedTexts*> folded_{nullptr};
};

// What a snapshot needs of a dictionary.
class Texts {
public:
    std::size_t blocks() const { return blocks_ ? blocks_->size() : 0; }
    const TextBlock& block(std::size_t number) const { return *(*blocks_)[number]; }
    // Codes that were ever given lie below.
    std::size_t codes() const;
    std::string_view at(TextCode code) const
    {
        return block(code >> block_bits).at(code & (block_texts - 1));
    }

protected:
    using Blocks = std::vector<Shared<TextBlock>>;
    Shared<Blocks> blocks_;
};

class Dictionary : public Texts {
public:
    std::optional<TextCode> find(std::string_view text) const;
    TextCode acquire(std::string_view text); // one more row has it
    void release(TextCode code);             // one row less
    std::size_t texts() const { return used_; }
    std::size_t bytes() const;

    // Of texts as they stand in a snapshot. How often each is used is counted from the codes.
    static void write(const Texts& texts, FrameWriter& out);
    bool read(FrameReader& in, const Numbers& codes, const Set& live);

private:
    bool count_uses(const Numbers& codes, const Set& live);
    bool count_slots();
    // Hash in the upper half, code + 1 in the lower; 0: free. Linear probing.
    using Slots = std::vector<std::uint64_t>;
    static std::uint64_t entry_of(std::uint64_t hash, TextCode code);
    static void insert(Slots& slots, std::uint64_t entry);
    void make_room(); // for one more
    static Slots make_slots(const Texts& texts, std::size_t size);
    std::size_t slot_of(std::string_view text, std::uint64_t hash) const;
    void forget(TextCode code); // which nobody uses
    void remove_slot(std::string_view text);
    TextCode next_code();

    std::vector<std::uint32_t> uses_; // by code
    std::vector<TextCode> free_;
    Slots slots_;
    std::size_t used_ = 0; // slots that are not free
};

} // namespace muster::index
