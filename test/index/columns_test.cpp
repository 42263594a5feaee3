// The columns and sets of the index behave like simple containers.
#include <limits>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "base/hash.h"
#include "index/columns/column.h"
#include "index/columns/search.h"
#include "index/plan/text_test.h"

namespace muster::index::test {
namespace {

constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();

Mask whole()
{
    Mask mask;
    mask.fill(true);
    return mask;
}

// A random value that needs cells of this width.
std::int64_t value_of_width(std::mt19937_64& random, int width)
{
    switch (width) {
    case 0: return 7;
    case 1: return 7 + static_cast<std::int64_t>(random() % 2);
    case 2: return static_cast<std::int64_t>(random() % 200) - 100;
    case 3: return static_cast<std::int64_t>(random() % 60'000);
    case 4: return static_cast<std::int64_t>(random() % 4'000'000'000) - 2'000'000'000;
    case 5: return static_cast<std::int64_t>(random());
    default: return random() % 2 == 0 ? least : greatest;
    }
}

TEST(IntegerColumn, equals_a_map_and_filters_by_range)
{
    std::mt19937_64 random{5};
    IntegerColumn numbers;
    std::map<std::int64_t, std::int64_t> model;
    for (int width = 0; width <= 6; ++width) {
        for (int i = 0; i < 300; ++i) {
            const auto id = static_cast<std::int64_t>(random() % 70'000);
            if (random() % 5 == 0) {
                numbers.clear(id);
                model.erase(id);
            } else {
                model[id] = value_of_width(random, width);
                numbers.set(id, model[id]);
            }
        }
        for (int i = 0; i < 3; ++i) {
            IntegerRange range{value_of_width(random, width), value_of_width(random, width)};
            if (range.low > range.high) std::swap(range.low, range.high);
            std::vector<IntegerRange> ranges{range};
            if (i % 3 == 0) ranges = complement_of(ranges);
            for (std::size_t chunk = 0; chunk < 2; ++chunk) {
                Mask inside = whole();
                Mask outside = whole();
                numbers.filter(chunk, ranges, false, inside);
                numbers.filter(chunk, ranges, true, outside);
                auto known = model.lower_bound(id_of(chunk, 0));
                for (std::size_t row = 0; row < chunk_rows; ++row) {
                    while (known != model.end() && known->first < id_of(chunk, row)) ++known;
                    const bool expected =
                        known != model.end() && known->first == id_of(chunk, row) &&
                        std::any_of(ranges.begin(), ranges.end(), [&](const IntegerRange& one) {
                            return one.low <= known->second && known->second <= one.high;
                        });
                    if (inside.has(row) != expected || outside.has(row) == expected) {
                        FAIL() << "row " << row << " of width " << width;
                    }
                }
            }
        }
        for (const auto& [id, value] : model) ASSERT_EQ(numbers.get(id), value);
    }
}

// With many ranges, the filter uses a binary search per row instead of one pass per range.
TEST(IntegerColumn, filters_by_many_ranges)
{
    std::mt19937_64 random{5};
    for (int width = 0; width <= 6; ++width) {
        IntegerColumn numbers;
        std::vector<std::int64_t> values;
        for (std::int64_t id = 0; id < 500; ++id) {
            values.push_back(value_of_width(random, width));
            numbers.set(id, values.back());
        }
        std::vector<IntegerRange> wanted;
        for (std::size_t i = 0; i < 40; ++i) wanted.push_back({values[i], values[i]});
        const auto ranges = merged(std::move(wanted));
        Mask inside = whole();
        numbers.filter(0, ranges, false, inside);
        for (std::size_t row = 0; row < values.size(); ++row) {
            const bool expected =
                std::any_of(ranges.begin(), ranges.end(), [&](const IntegerRange& one) {
                    return one.low <= values[row] && values[row] <= one.high;
                });
            ASSERT_EQ(inside.has(row), expected) << values[row] << " of width " << width;
        }
    }
}

TEST(IntegerColumn, uses_the_narrowest_cells)
{
    struct Case {
        std::int64_t values;
        double most_bytes;
    };
    for (const auto& [values, most_bytes] :
         {Case{1, 0.2}, Case{2, 0.3}, Case{200, 1.2}, Case{60'000, 2.2}, Case{greatest, 8.0}}) {
        std::mt19937_64 random{5};
        IntegerColumn numbers;
        Mask live = whole();
        for (std::size_t row = 0; row < chunk_rows; ++row) {
            numbers.set(static_cast<std::int64_t>(row),
                        static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(values)));
        }
        numbers.trim(0, live);
        EXPECT_LE(static_cast<double>(numbers.bytes()) / chunk_rows, most_bytes + 0.01) << values;
    }
}

TEST(IntegerColumn, a_copy_stays_while_the_original_changes)
{
    IntegerColumn numbers;
    numbers.set(1, 10);
    numbers.set(70'000, 20);
    const IntegerColumn copy = numbers;
    numbers.set(1, 11);
    numbers.clear(70'000);
    EXPECT_EQ(copy.get(1), 10);
    EXPECT_EQ(copy.get(70'000), 20);
    EXPECT_EQ(numbers.get(1), 11);
    EXPECT_FALSE(numbers.get(70'000));
}

TEST(Set, is_the_same_in_every_representation)
{
    std::mt19937 random{5};
    Set set;
    std::set<std::int64_t> model;
    const auto agree = [&] {
        ASSERT_EQ(set.count(), std::ssize(model));
        Mask mask;
        for (std::size_t chunk = 0; chunk < 2; ++chunk) {
            set.copy_to(chunk, mask);
            Mask kept = whole();
            Mask removed = whole();
            if (const auto* present = set.chunk(chunk)) {
                present->filter(kept);
                present->filter_out(removed);
            } else {
                kept.fill(false);
            }
            for (std::size_t row = 0; row < chunk_rows; ++row) {
                const bool expected = model.contains(id_of(chunk, row));
                if (mask.has(row) != expected || kept.has(row) != expected ||
                    removed.has(row) == expected || set.contains(id_of(chunk, row)) != expected) {
                    FAIL() << "row " << row;
                }
            }
        }
    };
    const auto change = [&](std::int64_t id, bool add) {
        ASSERT_EQ(add ? set.add(id) : set.remove(id),
                  add ? model.insert(id).second : model.erase(id) > 0);
    };
    for (int i = 0; i < 500; ++i) change(static_cast<std::int64_t>(random() % 70'000), true);
    agree(); // few
    for (int i = 0; i < 9000; ++i) change(static_cast<std::int64_t>(random() % 70'000), true);
    agree(); // many
    for (std::int64_t id = 0; id < 65'536; ++id) change(id, true);
    agree(); // all
    for (int i = 0; i < 100; ++i) change(static_cast<std::int64_t>(random() % 70'000), false);
    agree(); // nearly all
    for (std::int64_t id = 900; id < 70'000; ++id) change(id, false);
    agree(); // few again
}

TEST(Dictionary, reuses_codes_and_overwrites_texts)
{
    std::mt19937 random{5};
    Dictionary dictionary;
    std::map<std::string, std::pair<TextCode, int>> model; // code and uses
    for (int i = 0; i < 60'000; ++i) {
        const std::string text = "text " + std::to_string(random() % 9000);
        auto& [code, uses] = model[text];
        if (uses > 0 && random() % 2 == 0) {
            dictionary.release(code);
            if (--uses == 0) model.erase(text);
        } else {
            const auto given = dictionary.acquire(text);
            if (uses++ > 0) {
                ASSERT_EQ(given, code);
            }
            code = given;
        }
    }
    ASSERT_EQ(dictionary.texts(), model.size());
    EXPECT_LE(dictionary.codes(), 9000);
    for (const auto& [text, entry] : model) {
        ASSERT_EQ(dictionary.find(text), entry.first);
        ASSERT_EQ(dictionary.at(entry.first), text);
    }
    for (int i = 0; i < 9000; ++i) {
        const std::string text = "text " + std::to_string(i);
        ASSERT_EQ(dictionary.find(text).has_value(), model.contains(text));
    }
}

TEST(Dictionary, a_copy_still_has_texts_that_are_dropped)
{
    Dictionary dictionary;
    const auto code = dictionary.acquire("Ann");
    const TextBlocks copy = dictionary;
    dictionary.release(code);
    EXPECT_EQ(dictionary.acquire("Bob"), code);
    EXPECT_EQ(copy.at(code), "Ann");
    EXPECT_EQ(dictionary.at(code), "Bob");
}

TEST(Hash, differs_for_different_texts)
{
    std::set<std::uint64_t> hashes;
    for (int i = 0; i < 50'000; ++i) {
        hashes.insert(hash_of("text " + std::to_string(i)) >> 32U);
        hashes.insert(hash_of("a text of more than thirty-two bytes " + std::to_string(i)) >> 32U);
    }
    EXPECT_GT(hashes.size(), 99'900); // of 100,000 with 32 bits each
    EXPECT_NE(hash_of("a"), hash_of("a", 1));
}

TEST(FindPiece, equals_a_plain_search)
{
    std::mt19937 random{5};
    std::string bytes;
    for (int i = 0; i < 3000; ++i) bytes += static_cast<char>('a' + random() % 3);
    for (int i = 0; i < 2000; ++i) {
        const auto at = random() % bytes.size();
        std::string piece = bytes.substr(at, 1 + random() % 12);
        if (random() % 4 == 0) piece.back() = 'x';
        const auto from = random() % bytes.size();
        ASSERT_EQ(find_piece(bytes, piece, from), bytes.find(piece, from));
    }
}

TEST(TextTest, finds_no_piece_across_two_texts)
{
    TextBlock block;
    std::size_t place = 0;
    for (const auto* text : {"Abc", "cab", "ABCABC", "",
                             "\xC3\x89"
                             "a",
                             "bca"}) {
        block.put(place++, text);
    }
    std::uint64_t words[block_texts / word_rows] = {};
    Deadline far(std::chrono::hours{1});
    TextTest(TextOp::contains, "BCA").run(block, words, far);
    EXPECT_EQ(words[0], 0b100100); // not across the end of "Abc" and the start of "cab"
    words[0] = 0;
    TextTest(TextOp::contains, "\xC3\xA9").run(block, words, far);
    EXPECT_EQ(words[0], 0b010000);
}

TEST(CellsThat, compare_different_types_exactly)
{
    using model::Decimal;
    const ColumnType integer{CellType::integer, 0};
    const ColumnType cents{CellType::decimal, 2};
    const auto cells = [](ColumnType type, CellComparison comparison, const model::Value& wanted) {
        return cells_that(type, comparison, wanted, Dates::as_times);
    };
    EXPECT_EQ(cells(integer, CellComparison::less, 12.5), (IntegerRange{least, 12}));
    EXPECT_EQ(cells(integer, CellComparison::equal, 12.5), std::nullopt);
    EXPECT_EQ(cells(cents, CellComparison::greater, std::int64_t{3}),
              (IntegerRange{301, greatest}));
    EXPECT_EQ(cells(cents, CellComparison::equal, Decimal{30, 1}), (IntegerRange{300, 300}));
    EXPECT_EQ(cells(cents, CellComparison::less, Decimal{30001, 4}), (IntegerRange{least, 300}));
    EXPECT_EQ(cells(integer, CellComparison::greater, greatest), std::nullopt);
    EXPECT_EQ(cells(integer, CellComparison::less_or_equal, greatest),
              (IntegerRange{least, greatest}));
    EXPECT_EQ(cells(integer, CellComparison::equal, std::string("12")), std::nullopt);
    const Date day{std::chrono::days{20}};
    const ColumnType date{CellType::date, 0};
    EXPECT_EQ(cells(date, CellComparison::equal, Time{day}), (IntegerRange{20, 20}));
    EXPECT_EQ(cells(date, CellComparison::equal, Time{day} + std::chrono::seconds{1}),
              std::nullopt);
    EXPECT_EQ(cells_that(date, CellComparison::equal, Time{day}, Dates::apart), std::nullopt);
}

} // namespace
} // namespace muster::index::test
