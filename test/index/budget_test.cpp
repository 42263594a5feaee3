// A query that exceeds its time fails, and never gives an incomplete answer (base/limits.h).
#include "index/world.h"

namespace muster::index::test {
namespace {

class QueryDeadline : public IndexWorld {
protected:
    QueryDeadline()
    {
        group(1);
        group(2, "name LIKE '%e%'");
        for (std::int64_t id = 1; id <= 10; ++id) customer(id, "Person " + std::to_string(id));
        join(1, 5);
        IndexOptions options;
        options.budget.time = std::chrono::milliseconds{0};
        open(options);
    }

    template <class T>
    static void expect_late(const Result<T>& answer)
    {
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, Code::timed_out);
    }
};

TEST_F(QueryDeadline, no_query_returns_an_incomplete_answer)
{
    const auto some = rule("name LIKE '%1'");
    expect_late(index->find(tenant, {{some, rule("TRUE")}, clock.now(), 10, true}));
    expect_late(index->compare(tenant, {some, clock.now()}, {rule("FALSE"), clock.now()}, 10));
    expect_late(index->members(tenant, {2}, {}, 10));
    expect_late(index->count(tenant, {2}));
    Query query;
    query.kind = Kind::customer;
    query.tenant = tenant;
    for (const auto* operand : {"id", "name", "created_at"}) {
        query.sort.operand = operand;
        expect_late(index->page(query));
    }
    expect_late(index->count(query));
}

// The rounds of counting in the background go on with the other groups.
TEST_F(QueryDeadline, a_group_that_takes_too_long_is_not_counted_again_and_again)
{
    EXPECT_TRUE(index->preload(tenant));
    EXPECT_EQ(index->count_unknown_sizes(), 0U);
    EXPECT_EQ(index->count_unknown_sizes(), 0U);
}

// Queries about one customer, and counts that are stored, need no evaluation.
TEST_F(QueryDeadline, queries_without_evaluation_are_answered)
{
    EXPECT_EQ(index->count(tenant, {1}).value(), 1);
    EXPECT_TRUE(index->contains(tenant, {1}, {5}).value());
    EXPECT_TRUE(index->contains(tenant, {2}, {5}).value());
    EXPECT_EQ(index->dynamic_groups_of(tenant, {5}).value(), (std::vector<GroupId>{{2}}));
}

// Chains of groups that name each other many times: each group is evaluated once per customer.
using Chains = IndexWorld;

TEST_F(Chains, are_evaluated_once_per_group)
{
    customer(1, "Nora", "Leeds");
    group(1, "city = 'Leeds'");
    for (std::int64_t id = 2; id <= 16; ++id) {
        const std::string in_last = "MEMBER OF " + std::to_string(id - 1);
        std::string text = "NOT " + in_last;
        for (int i = 0; i < 20; ++i) {
            text += " OR " + in_last + " AND city = '" + std::to_string(i) + "'";
        }
        group(id, text + " OR " + in_last);
    }
    EXPECT_TRUE(index->contains(tenant, {16}, {1}).value());
    EXPECT_EQ(index->dynamic_groups_of(tenant, {1}).value().size(), 16U);
    EXPECT_EQ(index->count(tenant, {16}).value(), 1);
}

} // namespace
} // namespace muster::index::test
