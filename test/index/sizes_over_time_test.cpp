// The sizes of groups whose rules have NOW() are those of a scan at every moment (promise 5), while
// the clock goes forwards and backwards, customers change, and rules change.
#include <random>
#include <set>

#include "index/world.h"
#include "rule/random_rules.h"

namespace muster::index::test {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t most_customers = 300;

class SizesOverTime : public IndexWorld {
protected:
    SizesOverTime()
    {
        group(1);
        group(2, "created_at > NOW() - INTERVAL '30 days'");
        group(3, "birth_date <= NOW() - INTERVAL '1 month' AND NOT MEMBER OF 2");
        group(4, "MEMBER OF 3 OR created_at BETWEEN NOW() - INTERVAL '90 days' AND NOW()");
        group(5, "MEMBER OF 1 AND MEMBER OF 4");
        group(7, "created_at >= DATE_TRUNC('week', NOW()) OR birth_date = CURRENT_DATE - 3");
        group(8, "birth_date BETWEEN CURRENT_DATE - INTERVAL '30 hours' AND NOW()");
        group(9, "created_at < CURRENT_DATE AND created_at >= TIMESTAMP '2026-11-01 02:30'");
        group(10, "MEMBER OF 1 SINCE BEFORE NOW() - INTERVAL '30 days' OR "
                  "NOT MEMBER OF 1 SINCE AFTER CURRENT_DATE - 3");
        group(6, "EXTRACT(DAY FROM birth_date) = EXTRACT(DAY FROM NOW()) OR "
                 "EXTRACT(MONTH FROM created_at) = 11");
    }

    std::int64_t any(std::int64_t count)
    {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(count));
    }

    void put_someone()
    {
        Customer one;
        one.id = {1 + any(most_customers)};
        one.created_at = clock.now() - std::chrono::hours(any(24 * 120)) + 1h;
        if (any(3) > 0)
            one.birth_date = Date{std::chrono::floor<std::chrono::days>(one.created_at)};
        put(one);
        known.insert(one.id.value);
    }

    std::int64_t someone() { return *std::next(known.begin(), any(std::ssize(known))); }

    void remove_someone()
    {
        const auto id = someone();
        join(1, id, false);
        remove(id);
        known.erase(id);
    }

    void do_something()
    {
        if (any(5) == 0) index->count_unknown_sizes();
        switch (any(7)) {
        case 6: // so that the clocks change now and then
            if (any(20) == 0) move_zone();
            return clock.step(std::chrono::minutes(any(60)));
        case 0: return remove_someone();
        case 1:
            return join(1, someone(), any(2) == 0,
                        clock.now() - std::chrono::hours(any(24 * 60)) + 1h);
        case 2: clock.step(-std::chrono::hours(any(40))); return;
        case 3: clock.step(std::chrono::hours(any(24 * 40))); return;
        case 4: clock.step(std::chrono::microseconds(any(2))); return;
        default: return put_someone();
        }
    }

    void move_zone()
    {
        constexpr std::array zones{"Europe/Berlin", "Asia/Kathmandu", "America/Havana",
                                   "Australia/Lord_Howe", "UTC"};
        set_zone(TimeZone::find(zones[static_cast<std::size_t>(any(std::ssize(zones)))]));
    }

    void expect_exact_sizes()
    {
        const std::vector<GroupId> asked{{1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9}, {10}};
        const auto sizes = index->counts(tenant, asked).value();
        for (std::size_t i = 0; i < asked.size(); ++i) {
            const auto members = index->members(tenant, asked[i], {0}, most_customers).value().ids;
            ASSERT_EQ(sizes[i], std::ssize(members))
                << "MUSTER_TEST_SEED=" << seed << ": group " << asked[i].value;
        }
    }

    unsigned seed = rule::test::seed_of_run();
    std::mt19937_64 random{seed};
    std::set<std::int64_t> known;
};

TEST_F(SizesOverTime, are_exact_at_each_step)
{
    for (int i = 0; i < 200; ++i) put_someone();
    for (int step = 0; step < 2000; ++step) {
        do_something();
        if (any(3) == 0) expect_exact_sizes();
        if (any(200) == 0)
            group(2, "created_at > NOW() - INTERVAL '" + std::to_string(any(60)) + " days'");
        if (any(500) == 0) open({});
    }
}

// The rule is compared with itself at two moments: only the customers between them are looked at.
TEST_F(SizesOverTime, differ_by_the_customers_that_a_comparison_of_two_moments_names)
{
    for (int i = 0; i < 200; ++i) put_someone();
    for (int step = 0; step < 100; ++step) {
        if (any(10) == 0) move_zone();
        const auto ruled = rule("created_at > NOW() - INTERVAL '30 days' OR birth_date = NOW() OR "
                                "birth_date < CURRENT_DATE - INTERVAL '2 months'");
        const Time before = clock.now();
        clock.step(std::chrono::hours(any(24 * 10)));
        const auto difference =
            index->compare(tenant, {ruled, before}, {ruled, clock.now()}, most_customers).value();
        // The same rule as another object is evaluated as a whole.
        const auto copy = std::make_shared<const Rule>(*ruled);
        const auto scanned =
            index->compare(tenant, {copy, before}, {ruled, clock.now()}, most_customers).value();
        ASSERT_EQ(difference.added.ids, scanned.added.ids) << "MUSTER_TEST_SEED=" << seed;
        ASSERT_EQ(difference.removed.ids, scanned.removed.ids) << "MUSTER_TEST_SEED=" << seed;
        ASSERT_EQ(difference.added.count, scanned.added.count);
        put_someone();
    }
}

} // namespace
} // namespace muster::index::test
