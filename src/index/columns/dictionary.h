// The dictionary of a text column: each distinct text is stored once and has a code. The texts are
// in blocks that queries and snapshots share; only the writer uses the reference counts and the
// hash table. A text that no row uses any more is overwritten at once (promise 10), and its code is
// reused.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/columns/checksummed_file.h"
#include "index/columns/copy_on_write.h"
#include "index/columns/integer_column.h"
#include "index/columns/set.h"

namespace muster::index {

// The upper bits are the number of the block, the lower ones the position in it.
using TextCode = std::uint32_t;
inline constexpr unsigned block_bits = 12;
inline constexpr std::size_t block_texts = std::size_t{1} << block_bits;

// The first eight bytes as a number that has the order of the texts. Texts with equal heads must be
// compared in full.
std::uint64_t head_of(std::string_view text);

// All texts of a block after case folding, concatenated: for sorting and for searches that ignore
// case.
struct FoldedTexts {
    std::string bytes;
    std::vector<std::uint32_t> begins; // of each text in `bytes`, and the end of the last
    std::vector<std::uint64_t> heads;  // see head_of(): most comparisons need no more
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
    // Replaces a dropped text, or appends a text at the end.
    void put(std::size_t place, std::string_view text);
    void drop(std::size_t place);
    void shrink(); // called when the block is full: frees spare capacity
    // Computed at the first call and cached. Any thread that holds the block may call it.
    const FoldedTexts& folded() const;
    std::size_t bytes() const;

    void write(ChecksummedWriter& out) const;
    bool read(ChecksummedReader& in);

private:
    struct TextPlace {
        std::uint32_t begin = 0;
        std::uint32_t size = 0;
    };
    void forget_folded();
    void compact();

    std::string bytes_;
    std::vector<TextPlace> places_;
    std::size_t dropped_bytes_ = 0; // bytes of `bytes_` that belong to no text any more
    mutable std::atomic<const FoldedTexts*> folded_{nullptr};
};

// The part of a dictionary that queries and snapshots share: code to text, but not text to code.
class TextBlocks {
public:
    std::size_t blocks() const { return blocks_ ? blocks_->size() : 0; }
    const TextBlock& block(std::size_t number) const { return *(*blocks_)[number]; }
    // All codes are below this.
    std::size_t codes() const;
    std::string_view at(TextCode code) const
    {
        return block(code >> block_bits).at(code & (block_texts - 1));
    }

protected:
    using Blocks = std::vector<CopyOnWrite<TextBlock>>;
    CopyOnWrite<Blocks> blocks_;
};

class Dictionary : public TextBlocks {
public:
    std::optional<TextCode> find(std::string_view text) const;
    TextCode acquire(std::string_view text); // adds a reference
    void release(TextCode code);             // removes a reference
    std::size_t texts() const { return used_; }
    std::size_t bytes() const;

    // A snapshot has the texts and the hash table, but no reference counts: read() counts the codes
    // of the live customers. It also refuses tables in which a search would not end.
    static void write(const TextBlocks& texts, ChecksummedWriter& out);
    bool read(ChecksummedReader& in, const IntegerColumn& codes, const Set& live);

private:
    // The hash table, with linear probing. An entry has the hash in its upper half and the code + 1
    // in its lower half; 0 is a free slot.
    using Slots = std::vector<std::uint64_t>;

    bool count_uses(const IntegerColumn& codes, const Set& live);
    bool count_slots();
    static std::uint64_t entry_of(std::uint64_t hash, TextCode code);
    static void insert(Slots& slots, std::uint64_t entry);
    void make_room(); // enlarges the table when another entry would make it too full
    static Slots make_slots(const TextBlocks& texts, std::size_t size);
    // The slot that holds the text, or the free slot where it belongs.
    std::size_t slot_of(std::string_view text, std::uint64_t hash) const;
    void forget(TextCode code); // that no row uses
    void remove_slot(std::string_view text);
    TextCode next_code();

    std::vector<std::uint32_t> uses_; // rows per code
    std::vector<TextCode> free_;      // codes to be reused
    Slots slots_;
    std::size_t used_ = 0; // slots that are not free
};

} // namespace muster::index
