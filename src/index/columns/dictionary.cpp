#include "index/columns/dictionary.h"

#include <algorithm>
#include <limits>

#include "base/hash.h"
#include "base/text.h"

namespace muster::index {

namespace {

constexpr std::size_t first_slots = 16;
// A block is compacted when its dropped bytes are more than this and more than half of all.
constexpr std::size_t worth_compacting = 4096;

// A column has at most one text per customer, and free codes are reused before new ones are made.
constexpr std::size_t most_blocks = (limits::entity_id >> block_bits) + 1;

// Linear probing becomes slow when more than three quarters of the slots are taken.
bool is_crowded(std::size_t used, std::size_t slots) { return used * 4 >= slots * 3; }

// The size of the hash table in a snapshot file with this many codes.
std::size_t slots_for(std::size_t codes)
{
    std::size_t size = first_slots;
    while (is_crowded(codes + 1, size)) size *= 2;
    return size;
}

// Appends fold(text). Most texts are ASCII: those are folded without a temporary string.
void append_folded(std::string& bytes, std::string_view text)
{
    const std::size_t begin = bytes.size();
    for (const char c : text) {
        if (static_cast<unsigned char>(c) >= 0x80U) {
            bytes.resize(begin);
            bytes += fold(text);
            return;
        }
        bytes += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    }
}

} // namespace

std::uint64_t head_of(std::string_view text)
{
    std::uint64_t head = 0;
    for (std::size_t i = 0; i < sizeof head; ++i) {
        head = head << 8U | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
    }
    return head;
}

std::string_view FoldedTexts::at(std::size_t place) const
{
    return std::string_view(bytes).substr(begins[place], begins[place + 1] - begins[place]);
}

void FoldedTexts::add(std::string_view text)
{
    if (begins.empty()) begins.push_back(0);
    append_folded(bytes, text);
    begins.push_back(static_cast<std::uint32_t>(bytes.size()));
    heads.push_back(head_of(at(heads.size())));
}

std::string_view TextBlock::at(std::size_t place) const
{
    return std::string_view(bytes_).substr(places_[place].begin, places_[place].size);
}

void TextBlock::put(std::size_t place, std::string_view text)
{
    forget_folded();
    if (place == places_.size()) places_.emplace_back();
    places_[place] = {static_cast<std::uint32_t>(bytes_.size()),
                      static_cast<std::uint32_t>(text.size())};
    bytes_ += text;
}

void TextBlock::drop(std::size_t place)
{
    forget_folded();
    auto& dropped = places_[place];
    std::fill_n(bytes_.begin() + dropped.begin, dropped.size, '\0'); // promise 10
    dropped_bytes_ += dropped.size;
    dropped = {};
    if (dropped_bytes_ > worth_compacting && dropped_bytes_ > bytes_.size() / 2) compact();
}

void TextBlock::shrink()
{
    bytes_.shrink_to_fit();
    places_.shrink_to_fit();
}

void TextBlock::compact()
{
    std::string compacted;
    compacted.reserve(bytes_.size() - dropped_bytes_);
    for (auto& place : places_) {
        const auto begin = static_cast<std::uint32_t>(compacted.size());
        compacted.append(bytes_, place.begin, place.size);
        place.begin = begin;
    }
    bytes_ = std::move(compacted);
    dropped_bytes_ = 0;
}

const FoldedTexts& TextBlock::folded() const
{
    if (const auto* present = folded_.load(std::memory_order_acquire)) return *present;
    auto made = std::make_unique<FoldedTexts>();
    made->bytes.reserve(bytes_.size());
    made->begins.reserve(size() + 1);
    made->heads.reserve(size());
    for (std::size_t place = 0; place < size(); ++place) made->add(at(place));
    const FoldedTexts* expected = nullptr;
    if (folded_.compare_exchange_strong(expected, made.get(), std::memory_order_acq_rel)) {
        return *made.release();
    }
    return *expected; // another thread was faster
}

void TextBlock::forget_folded() { delete folded_.exchange(nullptr); }

std::size_t TextBlock::bytes() const
{
    std::size_t bytes = sizeof *this + bytes_.capacity() + places_.capacity() * sizeof(TextPlace);
    if (const auto* present = folded_.load(std::memory_order_acquire)) {
        bytes += present->bytes.capacity() + present->begins.capacity() * 4 +
                 present->heads.capacity() * 8;
    }
    return bytes;
}

void TextBlock::write(ChecksummedWriter& out) const
{
    std::vector<std::uint32_t> sizes;
    sizes.reserve(size());
    for (const auto& place : places_) sizes.push_back(place.size);
    out.list(sizes);
    for (std::size_t place = 0; place < size(); ++place) {
        out.bytes(at(place).data(), at(place).size());
    }
}

// The file has only sizes: so no forged position can be outside of the bytes or overlap another.
bool TextBlock::read(ChecksummedReader& in)
{
    std::vector<std::uint32_t> sizes;
    in.list(sizes, block_texts);
    places_.reserve(sizes.size());
    std::uint64_t total = 0;
    for (const auto size : sizes) {
        places_.push_back({static_cast<std::uint32_t>(total), size});
        total += size;
        if (total > std::numeric_limits<std::uint32_t>::max()) return false;
    }
    bytes_ = in.text_of(total);
    return in.is_good();
}

std::size_t TextBlocks::codes() const
{
    return blocks() == 0 ? 0 : (blocks() - 1) * block_texts + block(blocks() - 1).size();
}

std::size_t Dictionary::slot_of(std::string_view text, std::uint64_t hash) const
{
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t slot = (hash >> 32U) & mask;; slot = (slot + 1) & mask) {
        const std::uint64_t entry = slots_[slot];
        if (entry == 0) return slot;
        if (entry >> 32U == hash >> 32U && at(static_cast<TextCode>(entry) - 1) == text) {
            return slot;
        }
    }
}

std::optional<TextCode> Dictionary::find(std::string_view text) const
{
    if (slots_.empty()) return std::nullopt;
    const std::uint64_t entry = slots_[slot_of(text, hash_of(text))];
    if (entry == 0) return std::nullopt;
    return static_cast<TextCode>(entry) - 1;
}

std::uint64_t Dictionary::entry_of(std::uint64_t hash, TextCode code)
{
    return (hash >> 32U << 32U) | (std::uint64_t{code} + 1);
}

void Dictionary::insert(Slots& slots, std::uint64_t entry)
{
    const std::size_t mask = slots.size() - 1;
    std::size_t slot = (entry >> 32U) & mask;
    while (slots[slot] != 0) slot = (slot + 1) & mask;
    slots[slot] = entry;
}

// Uses the hashes in the entries and reads no text: this runs under the tenant's mutex, while
// queries wait.
void Dictionary::make_room()
{
    if (!is_crowded(used_ + 1, slots_.size())) return;
    Slots larger(std::max(first_slots, slots_.size() * 2));
    for (const std::uint64_t entry : slots_) {
        if (entry != 0) insert(larger, entry);
    }
    slots_ = std::move(larger);
}

Dictionary::Slots Dictionary::make_slots(const TextBlocks& texts, std::size_t size)
{
    Slots slots(size);
    for (std::size_t b = 0; b < texts.blocks(); ++b) {
        const TextBlock& block = texts.block(b);
        for (std::size_t i = 0; i < block.size(); ++i) {
            const auto text = block.at(i);
            if (text.empty()) continue; // a free code: no value is an empty text
            insert(slots, entry_of(hash_of(text), static_cast<TextCode>(b << block_bits | i)));
        }
    }
    return slots;
}

TextCode Dictionary::next_code()
{
    if (!free_.empty()) {
        const TextCode code = free_.back();
        free_.pop_back();
        return code;
    }
    uses_.push_back(0);
    return static_cast<TextCode>(uses_.size() - 1);
}

TextCode Dictionary::acquire(std::string_view text)
{
    make_room();
    const std::uint64_t hash = hash_of(text);
    const std::size_t slot = slot_of(text, hash);
    if (slots_[slot] != 0) {
        const TextCode known = static_cast<TextCode>(slots_[slot]) - 1;
        ++uses_[known];
        return known;
    }
    const TextCode code = next_code();
    Blocks& all = blocks_.edit();
    if (code >> block_bits == all.size()) {
        if (!all.empty()) all.back().edit().shrink();
        all.emplace_back();
    }
    all[code >> block_bits].edit().put(code & (block_texts - 1), text);
    slots_[slot] = entry_of(hash, code);
    uses_[code] = 1;
    ++used_;
    return code;
}

void Dictionary::release(TextCode code)
{
    if (--uses_[code] == 0) forget(code);
}

void Dictionary::forget(TextCode code)
{
    remove_slot(at(code));
    blocks_.edit()[code >> block_bits].edit().drop(code & (block_texts - 1));
    free_.push_back(code);
}

// Deletion with backward shift: entries after the hole move into it when their hash allows it. So
// no tombstones are needed, which would slow down later searches.
void Dictionary::remove_slot(std::string_view text)
{
    const std::size_t mask = slots_.size() - 1;
    std::size_t hole = slot_of(text, hash_of(text));
    if (slots_[hole] == 0) return; // only after a forged snapshot: used_ then stays too high
    --used_;
    for (std::size_t next = (hole + 1) & mask; slots_[next] != 0; next = (next + 1) & mask) {
        const std::size_t home = (slots_[next] >> 32U) & mask;
        if (((next - home) & mask) < ((next - hole) & mask)) continue;
        slots_[hole] = slots_[next];
        hole = next;
    }
    slots_[hole] = 0;
}

std::size_t Dictionary::bytes() const
{
    std::size_t bytes = uses_.capacity() * sizeof uses_[0] + free_.capacity() * sizeof(TextCode) +
                        slots_.capacity() * sizeof slots_[0];
    for (std::size_t b = 0; b < blocks(); ++b) bytes += block(b).bytes();
    return bytes;
}

void Dictionary::write(const TextBlocks& texts, ChecksummedWriter& out)
{
    out.number(texts.blocks());
    for (std::size_t b = 0; b < texts.blocks(); ++b) texts.block(b).write(out);
    out.list(make_slots(texts, slots_for(texts.codes())));
}

// Counts the cells of live customers only: the cells of others are meaningless.
bool Dictionary::count_uses(const IntegerColumn& codes, const Set& live)
{
    uses_.assign(this->codes(), 0);
    bool is_sound = true;
    for (std::size_t c = 0; c < codes.chunks(); ++c) {
        const auto* chunk = codes.chunk(c);
        if (chunk == nullptr) continue;
        const IntegerRange bounds = chunk->bounds();
        if (bounds.low < 0 || bounds.high >= std::ssize(uses_)) return false;
        Mask mask;
        live.copy_to(c, mask);
        chunk->filter_known(false, mask);
        each_row(mask, [&](std::size_t row) {
            const auto code = chunk->get(row);
            is_sound = bounds.low <= code && code <= bounds.high;
            if (is_sound) ++uses_[static_cast<std::size_t>(code)];
            return is_sound;
        });
        if (!is_sound) return false;
    }
    return true;
}

// Checks that every slot is free or leads to a text, and that enough are free for every search to
// end.
bool Dictionary::count_slots()
{
    used_ = 0;
    for (const std::uint64_t entry : slots_) {
        if (entry == 0) continue;
        const auto place = static_cast<std::uint32_t>(entry); // code + 1
        if (place == 0 || place > codes()) return false;
        ++used_;
    }
    return !is_crowded(used_, slots_.size());
}

bool Dictionary::read(ChecksummedReader& in, const IntegerColumn& codes, const Set& live)
{
    const auto size = in.number();
    if (size > most_blocks) return false;
    Blocks& all = blocks_.edit();
    for (std::size_t b = 0; b < size; ++b) {
        all.emplace_back();
        if (!all.back().edit().read(in)) return false;
        if (b + 1 < size && all.back()->size() != block_texts) return false;
    }
    const std::size_t slots = slots_for(this->codes());
    in.list(slots_, slots);
    if (!in.is_good() || slots_.size() != slots) return false;
    if (!count_uses(codes, live) || !count_slots()) return false;
    // The snapshot may have been taken between prepare() and publish() of new customers
    // (tenant_index.h): their texts are in the file, but no live customer uses them.
    for (TextCode code = 0; code < uses_.size(); ++code) {
        if (uses_[code] != 0) continue;
        at(code).empty() ? free_.push_back(code) : forget(code);
    }
    return true;
}

} // namespace muster::index
