// Pages sorted by a column with many distinct texts, which are compared and not ranked.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "index/plan/pager.h"
#include "index/world.h"
#include "rule/random_rules.h"

namespace muster::index::test {
namespace {

constexpr std::int64_t customers = 11'000;

// Names with a common prefix: some are shorter, in capitals or not ASCII, some are missing, and one
// is frequent.
std::string some_name(std::mt19937& random, std::int64_t id)
{
    const std::string number = std::to_string(id * 7919 % 100'003);
    switch (random() % 64) {
    case 0: return {};
    case 1: return "Ada";
    case 2: return number;
    case 3: return "ADA Lovelace " + number;
    case 4: return "Ärzte " + number;
    default: return "ada lovelace " + number;
    }
}

class ManyTexts : public IndexWorld {
protected:
    ManyTexts()
    {
        write([&](Writer& writer) -> Result<void> {
            for (std::int64_t id = 1; id <= customers; ++id) {
                Customer one;
                one.id = {id};
                one.name = some_name(random, id);
                one.fields.set("nick", one.name.empty() ? Value{} : Value{one.name});
                TRY(put(writer, one));
                names[id] = fold(one.name);
            }
            return {};
        });
    }

    // Missing names sort as empty texts, missing fields last in both directions, equal values by
    // id.
    Ids ordered(bool is_field, bool descending) const
    {
        Ids ids;
        for (const auto& [id, name] : names) ids.push_back(id);
        std::sort(ids.begin(), ids.end(), [&](std::int64_t a, std::int64_t b) {
            const auto& [one, two] = std::tie(names.at(a), names.at(b));
            if (is_field && one.empty() != two.empty()) return two.empty();
            if (one != two) return (one < two) != descending;
            return (a < b) != descending;
        });
        return ids;
    }

    Ids paged(const std::string& operand, bool descending) const
    {
        Query query;
        query.tenant = tenant;
        query.sort = {operand, descending};
        query.limit = 5003;
        Ids ids;
        do {
            const auto page = index->page(query);
            EXPECT_TRUE(page) << (page ? "" : page.error().message);
            if (!page) break;
            ids.insert(ids.end(), page->ids.begin(), page->ids.end());
            query.after = page->next;
        } while (query.after);
        return ids;
    }

    unsigned seed = rule::test::seed_of_run();
    std::mt19937 random{seed};
    std::map<std::int64_t, std::string> names; // folded
};

// Promise 8.
TEST_F(ManyTexts, are_paged_in_both_directions)
{
    std::set<std::string> different;
    for (const auto& [id, name] : names) different.insert(name);
    ASSERT_GT(different.size(), most_ranked);
    for (const bool descending : {false, true}) {
        EXPECT_EQ(paged("name", descending), ordered(false, descending))
            << "MUSTER_TEST_SEED=" << seed;
        EXPECT_EQ(paged("fields.nick", descending), ordered(true, descending))
            << "MUSTER_TEST_SEED=" << seed;
    }
}

} // namespace
} // namespace muster::index::test
