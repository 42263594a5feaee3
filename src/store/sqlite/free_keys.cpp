// Fills Bloom filters from the keys there are, and adds those that come. Knows no rows.
#include "store/sqlite/free_keys.h"

#include <algorithm>
#include <functional>

#include "store/sql/encoding.h"

namespace muster::store::sqlite {

using namespace model;

namespace {

constexpr std::size_t names_at_a_time = 4; // more than there are imports at a time
constexpr std::int64_t many_misses = 1000; // of one write
// Filling takes a hundredth of a second then, while others wait.
constexpr std::int64_t few_keys = 100'000;
// 4 MB each. With a million keys one look in hundreds is in vain, with ten million one in four.
constexpr unsigned word_bits = 19;

struct Place {
    std::size_t word;
    std::uint64_t bits;
};

// Four bits of one word.
Place place_of(std::string_view text)
{
    const std::uint64_t hash = std::hash<std::string_view>()(text);
    Place place{hash >> (64 - word_bits), 0};
    for (unsigned shift = 0; shift < 24; shift += 6) {
        place.bits |= std::uint64_t{1} << (hash >> shift & 63U);
    }
    return place;
}

bool are_of_one_name(const Key& a, const Key& b)
{
    return a.tenant == b.tenant && a.kind == b.kind && a.name == b.name;
}

} // namespace

void FreeKeys::Taken::add(std::string_view text)
{
    const auto [word, bits] = place_of(text);
    words[word] |= bits;
}

bool FreeKeys::Taken::may_have(std::string_view text) const
{
    const auto [word, bits] = place_of(text);
    return (words[word] & bits) == bits;
}

Result<void> FreeKeys::begin_write()
{
    for (const auto& [of, count] : misses_) {
        if (count >= many_misses && !knows(of)) TRY(fill(of));
    }
    misses_.clear();
    return {};
}

bool FreeKeys::knows(const Key& of) const
{
    return std::any_of(newest_first_.begin(), newest_first_.end(),
                       [&](const Taken& taken) { return are_of_one_name(taken.of, of); });
}

bool FreeKeys::is_free(const Key& key) const
{
    return std::any_of(newest_first_.begin(), newest_first_.end(), [&](const Taken& taken) {
        return are_of_one_name(taken.of, key) && !taken.words.empty() && !taken.may_have(key.text);
    });
}

void FreeKeys::note_miss(const Key& key)
{
    for (auto& [of, count] : misses_) {
        if (!are_of_one_name(of, key)) continue;
        ++count;
        return;
    }
    if (misses_.size() == names_at_a_time) return; // no import looks for so many
    misses_.push_back({{key.kind, key.tenant, key.name, {}}, 1});
}

Result<void> FreeKeys::fill(const Key& of)
{
    static const std::string select =
        "SELECT key FROM keys WHERE tenant = $1 AND key >= $2 AND key < $3 LIMIT $4";
    Taken taken{of, sql::encode_key(of), std::vector<std::uint64_t>(std::size_t{1} << word_bits)};
    std::string behind = taken.prefix;
    ++behind.back(); // the line end behind the name
    auto statement = TRY(connection_.constant(select));
    statement.integer(of.tenant.value).text(taken.prefix).text(behind).integer(few_keys + 1);
    std::int64_t keys = 0;
    for (; TRY(statement.step()); ++keys) {
        taken.add(statement.text_at(0).substr(taken.prefix.size()));
    }
    if (keys > few_keys) taken.words = {};
    newest_first_.push_front(std::move(taken));
    if (newest_first_.size() > names_at_a_time) newest_first_.pop_back();
    return {};
}

void FreeKeys::take(TenantId tenant, std::string_view encoded)
{
    for (auto& taken : newest_first_) {
        if (taken.words.empty() || taken.of.tenant != tenant) continue;
        if (encoded.starts_with(taken.prefix)) taken.add(encoded.substr(taken.prefix.size()));
    }
}

} // namespace muster::store::sqlite
