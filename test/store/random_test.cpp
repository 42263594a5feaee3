// Every engine equals the memory engine under random changes and queries. A failure prints its
// seed; MUSTER_TEST_SEED=… repeats it.
#include <cstdlib>

#include <gtest/gtest.h>

#include "model/filter_match.h"
#include "store/checked_store.h"
#include "store/engines.h"
#include "store/random_acts.h"
#include "store/row.h"
#include "store/row_order.h"

namespace muster::store::test {
namespace {

using namespace model;

constexpr int steps = 500;
constexpr int questions_per_step = 2;

unsigned seed_of_run()
{
    const char* given = std::getenv("MUSTER_TEST_SEED");
    return given != nullptr ? static_cast<unsigned>(std::stoul(given)) : std::random_device{}();
}

bool equal_shown(const Entity& a, const Entity& b)
{
    const Value count_of_a = operand_value(a, "member_count");
    return equal_rows(a, b) && count_of_a == operand_value(b, "member_count");
}

bool equal_entries(const Change& a, const Change& b)
{
    return a.revision == b.revision && a.at == b.at && a.principal == b.principal &&
           a.dialect == b.dialect && a.action == b.action && a.kind == b.kind && a.id == b.id &&
           a.customer == b.customer && a.before == b.before && a.after == b.after;
}

class Twins : public testing::TestWithParam<TestedEngine> {
protected:
    Twins()
        : model(engines().front().open(folder.path())),
          engine(std::make_unique<CheckedStore>(GetParam().open(folder.path())))
    {}

    // Runs the same write on both stores.
    void act(unsigned choice)
    {
        const Origin origin{Time{std::chrono::microseconds{choice}}, "twin", "native"};
        const WriteFunction decide = [&](Writer& writer) {
            return act_randomly(writer, tenant, choice);
        };
        const auto expected = model->write(tenant, origin, decide);
        const auto actual = engine->write(tenant, origin, decide);
        ASSERT_EQ(expected.has_value(), actual.has_value())
            << (actual ? "" : actual.error().message + actual.error().detail);
        if (expected) {
            ASSERT_EQ(*expected, *actual);
        }
        ASSERT_EQ(*model->revision(tenant), *engine->revision(tenant));
    }

    // Gives the cursor after the page.
    std::optional<Cursor> ask(const Query& query)
    {
        const auto expected = model->page(query);
        const auto actual = engine->page(query);
        EXPECT_TRUE(actual.has_value()) << actual.error().message << actual.error().detail;
        if (!actual) return {};
        EXPECT_TRUE(std::equal(expected->rows.begin(), expected->rows.end(), actual->rows.begin(),
                               actual->rows.end(), equal_shown))
            << "pages differ: " << expected->rows.size() << " and " << actual->rows.size();
        EXPECT_EQ(expected->total, actual->total);
        EXPECT_EQ(expected->next.has_value(), actual->next.has_value());
        EXPECT_EQ(*model->count(query), *engine->count(query));
        return actual->next;
    }

    void ask_at_random(Random& random)
    {
        Query query = random_query(random, tenant);
        SCOPED_TRACE(name_of(query.kind));
        SCOPED_TRACE("sorted by " + query.sort.operand);
        query.after = ask(query);
        if (query.after) ask(query);
    }

    void compare_rows()
    {
        for (const Kind kind :
             {Kind::customer, Kind::group, Kind::membership, Kind::stored_reply, Kind::job,
              Kind::job_item, Kind::campaign, Kind::campaign_run, Kind::message}) {
            SCOPED_TRACE(name_of(kind));
            Query query;
            query.tenant = tenant;
            query.kind = kind;
            query.limit = 10'000;
            query.with_removed = true;
            ask(query);
        }
    }

    void compare_logs(Revision after)
    {
        compare_log({tenant, after, 1'000'000, {}, 0});
        compare_log({tenant, after, 3, {}, 0});
        for (std::int64_t id = 1; id <= 40; ++id) {
            compare_log({tenant, after, 10, Kind::customer, id});
        }
    }

    void compare_log(const ChangeQuery& query)
    {
        const auto expected = *model->changes(query);
        const auto actual = *engine->changes(query);
        EXPECT_TRUE(std::equal(expected.begin(), expected.end(), actual.begin(), actual.end(),
                               equal_entries))
            << "logs differ after revision " << query.after << " of " << query.id;
    }

    void compare_keys()
    {
        for (const auto* name : {"email", "name"}) {
            for (const auto* text : {"a", "A", "SS", "\xc3\x9f", "\xc3\xa9", "e\xcc\x81", "10"}) {
                const Key key{Kind::customer, tenant, name, text};
                const auto expected = model->find(key);
                const auto actual = engine->find(key);
                ASSERT_EQ(expected.has_value(), actual.has_value()) << name << " " << text;
                EXPECT_TRUE(!expected || equal_shown(*expected, *actual)) << name << " " << text;
            }
        }
    }

    TemporaryFolder folder;
    std::unique_ptr<Store> model;
    std::unique_ptr<Store> engine;
};

TEST_P(Twins, stay_equal)
{
    const unsigned seed = seed_of_run();
    std::printf("seed %u\n", seed);
    Random random(seed);
    for (int step = 0; step < steps && !HasFailure(); ++step) {
        SCOPED_TRACE("seed " + std::to_string(seed) + ", step " + std::to_string(step));
        const Revision before = *model->revision(tenant);
        act(static_cast<unsigned>(random()));
        compare_rows();
        compare_logs(step % 50 == 0 ? 0 : before);
        compare_keys();
        for (int i = 0; i < questions_per_step; ++i) ask_at_random(random);
    }
    compare_logs(0);
}

// The first engine is the reference. When it is the only one, it is compared with itself.
std::vector<TestedEngine> engines_to_compare()
{
    const auto& all = engines();
    return all.size() == 1 ? all : std::vector<TestedEngine>(all.begin() + 1, all.end());
}

INSTANTIATE_TEST_SUITE_P(With, Twins, testing::ValuesIn(engines_to_compare()),
                         [](const auto& given) { return given.param.name; });

} // namespace
} // namespace muster::store::test
