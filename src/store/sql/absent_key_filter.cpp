// Fills the filters from the table of keys, and adds the keys that are inserted later.
#include "store/sql/absent_key_filter.h"

#include <algorithm>
#include <functional>

#include "store/sql/encoding.h"

namespace muster::store::sql {

using namespace model;

namespace {

constexpr std::size_t names_at_a_time = 4; // more than imports that run at the same time
constexpr std::int64_t many_misses = 1000; // lookups of one write after which a filter pays
// With more keys no filter is filled. Filling this many takes a hundredth of a second, while other
// writes wait.
constexpr std::int64_t few_keys = 100'000;
// 4 MB per filter. With a million keys one absent key in hundreds is looked up all the same, with
// ten million one in four.
constexpr unsigned word_bits = 19;

struct FilterBits {
    std::size_t word;
    std::uint64_t bits;
};

// The four bits of one word that stand for a text.
FilterBits filter_bits(std::string_view text)
{
    const std::uint64_t hash = std::hash<std::string_view>()(text);
    FilterBits place{hash >> (64 - word_bits), 0};
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

void AbsentKeyFilter::KeyFilter::add(std::string_view text)
{
    const auto [word, bits] = filter_bits(text);
    words[word] |= bits;
}

bool AbsentKeyFilter::KeyFilter::may_contain(std::string_view text) const
{
    const auto [word, bits] = filter_bits(text);
    return (words[word] & bits) == bits;
}

bool AbsentKeyFilter::is_fill_due() const
{
    return std::any_of(misses_.begin(), misses_.end(), [&](const Misses& misses) {
        return misses.count >= many_misses && !knows(misses.of);
    });
}

Result<void> AbsentKeyFilter::begin_write()
{
    for (const auto& [of, count] : misses_) {
        if (count >= many_misses && !knows(of)) TRY(fill(of));
    }
    misses_.clear();
    return {};
}

bool AbsentKeyFilter::knows(const Key& of) const
{
    return std::any_of(filters_.begin(), filters_.end(),
                       [&](const KeyFilter& filter) { return are_of_one_name(filter.of, of); });
}

bool AbsentKeyFilter::is_free(const Key& key) const
{
    return std::any_of(filters_.begin(), filters_.end(), [&](const KeyFilter& filter) {
        return are_of_one_name(filter.of, key) && !filter.words.empty() &&
               !filter.may_contain(key.text);
    });
}

void AbsentKeyFilter::record_miss(const Key& key)
{
    for (auto& [of, count] : misses_) {
        if (!are_of_one_name(of, key)) continue;
        ++count;
        return;
    }
    if (misses_.size() == names_at_a_time) return; // no write looks up so many key names
    misses_.push_back({{key.kind, key.tenant, key.name, {}}, 1});
}

Result<void> AbsentKeyFilter::fill(const Key& of)
{
    static const std::string select =
        "SELECT key FROM keys WHERE tenant = $1 AND key >= $2 AND key < $3 LIMIT $4";
    KeyFilter filter{of, encode_key(of), std::vector<std::uint64_t>(std::size_t{1} << word_bits)};
    std::string behind = filter.prefix;
    ++behind.back(); // the line end after the name
    auto statement = TRY(connection_.constant(select));
    statement.integer(of.tenant.value).text(filter.prefix).text(behind).integer(few_keys + 1);
    std::int64_t keys = 0;
    for (; TRY(statement.step()); ++keys) {
        filter.add(statement.text_at(0).substr(filter.prefix.size()));
    }
    if (keys > few_keys) filter.words = {};
    filters_.push_front(std::move(filter));
    if (filters_.size() > names_at_a_time) filters_.pop_back();
    return {};
}

void AbsentKeyFilter::insert(TenantId tenant, std::string_view encoded)
{
    for (auto& filter : filters_) {
        if (filter.words.empty() || filter.of.tenant != tenant) continue;
        if (encoded.starts_with(filter.prefix)) filter.add(encoded.substr(filter.prefix.size()));
    }
}

} // namespace muster::store::sql
