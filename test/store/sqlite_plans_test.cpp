// Queries that every request makes use an index and sort nothing, so their cost does not grow with
// the number of rows.
#include "store/sql/select.h"
#include "store/sqlite/connection.h"
#include "store/sqlite_directory.h"

namespace muster::store::sqlite {
namespace {

using namespace model;
using Op = Filter::Op;

std::string plan_of(SqliteConnection& connection, const sql::SqlStatement& question)
{
    auto statement = connection.composed("EXPLAIN QUERY PLAN " + question.text).value();
    std::string plan;
    while (statement.step().value()) plan += std::string(statement.text_at(3)) + '\n';
    return plan;
}

Query ask(Kind kind, Filter filter, Sort sort, std::optional<Cursor> after = {})
{
    Query query;
    query.kind = kind;
    query.tenant = {1};
    query.filter = std::move(filter);
    query.sort = std::move(sort);
    query.after = std::move(after);
    return query;
}

Query removed(Query query)
{
    query.with_removed = true;
    return query;
}

struct QueryPlan {
    Query query;
    const char* uses;
};

class SqlitePlans : public testing::Test {
protected:
    test::SqliteDirectory directory;
    std::unique_ptr<SqliteConnection> connection =
        SqliteConnection::open(directory.path(), ConnectionAccess::read).value();
};

TEST_F(SqlitePlans, pages_walk_an_index_in_order)
{
    const Cursor by_id{{}, 7};
    const Cursor by_name{std::string("ada"), 7};
    const std::int64_t one = 1;
    const QueryPlan all[] = {
        {ask(Kind::customer, {}, {}), "PRIMARY KEY (tenant=?)"},
        {ask(Kind::customer, {}, {}, by_id), "PRIMARY KEY (tenant=? AND id>?)"},
        {ask(Kind::customer, {}, {"id", true}, by_id), "PRIMARY KEY (tenant=? AND id<?)"},
        {ask(Kind::customer, equals("home_group_id", one), {}, by_id),
         "customers_by_home (tenant=? AND home_group_id=? AND id>?)"},
        {ask(Kind::group, {}, {"name", false}, by_name),
         "groups_by_name (tenant=? AND (name_folded,id)>(?,?))"},
        {ask(Kind::membership, equals("group_id", one), {"customer_id", false}, Cursor{one, 7}),
         "PRIMARY KEY (tenant=? AND group_id=? AND customer_id>?)"},
        {ask(Kind::membership, equals("group_id", one), {}),
         "PRIMARY KEY (tenant=? AND group_id=?)"},
        {ask(Kind::stored_reply, where("created_at", Op::less, Time{}), {"created_at", false}),
         "replays_by_age (tenant=? AND created_at<?)"},
        {ask(Kind::stored_reply, equals("customer_id", one), {}),
         "replays_by_customer (tenant=? AND customer_id=?)"},
        {ask(Kind::message, all_of({equals("campaign_id", one), equals("run_number", one)}), {}),
         "messages_by_campaign (tenant=? AND campaign_id=? AND run_number=?)"},
        {ask(Kind::message, equals("customer_id", one), {}),
         "messages_by_customer (tenant=? AND customer_id=?)"},
        {ask(Kind::campaign_run, equals("campaign_id", one), {"id", true}),
         "campaign_runs_by_campaign (tenant=? AND campaign_id=?)"},
    };
    for (const auto& [query, uses] : all) {
        const auto question = sql::page_statement(query).value();
        const auto plan = plan_of(*connection, question);
        EXPECT_NE(plan.find(uses), std::string::npos) << question.text << '\n' << plan;
        EXPECT_EQ(plan.find("TEMP"), std::string::npos) << question.text << '\n' << plan;
    }
}

TEST_F(SqlitePlans, few_rows_are_found_by_an_index)
{
    const std::int64_t one = 1;
    const QueryPlan all[] = {
        {ask(Kind::membership, equals("customer_id", one), {"since", false}),
         "memberships_by_customer (tenant=? AND customer_id=?)"},
        {ask(Kind::message, equals("campaign_id", one), {"run_number", true}),
         "messages_by_campaign (tenant=? AND campaign_id=?)"},
        {ask(Kind::membership, where("expires_at", Op::less_or_equal, Time{}), {}),
         "memberships_by_expiry (tenant=? AND expires_at<?)"},
        {ask(Kind::customer, member_of({one}), {}), "PRIMARY KEY (tenant=? AND id=?)"},
        {removed(ask(Kind::customer, where("removed_at", Op::greater, Time{}), {})),
         "customers_removed (tenant=? AND removed_at>?)"},
    };
    for (const auto& [query, uses] : all) {
        const auto question = sql::page_statement(query).value();
        const auto plan = plan_of(*connection, question);
        EXPECT_NE(plan.find(uses), std::string::npos) << question.text << '\n' << plan;
        // A subquery for each row may only look one group up.
        const bool looks_up =
            plan.find("SEARCH groups USING PRIMARY KEY (tenant=? AND id=?)") != std::string::npos;
        EXPECT_TRUE(looks_up || plan.find("CORRELATED") == std::string::npos)
            << question.text << '\n'
            << plan;
    }
}

TEST_F(SqlitePlans, the_log_is_read_from_a_revision_on)
{
    const auto log = plan_of(*connection, sql::changes_statement({{1}, 5, 100, {}, 0}));
    EXPECT_EQ(log, "SEARCH changes USING PRIMARY KEY (tenant=? AND revision>?)\n");
    const auto kind = plan_of(*connection, sql::changes_statement({{1}, 5, 100, Kind::group, 0}));
    EXPECT_EQ(kind, "SEARCH changes USING PRIMARY KEY (tenant=? AND revision>?)\n");
    const auto entity = plan_of(*connection, sql::changes_statement({{1}, 5, 100, Kind::group, 3}));
    EXPECT_EQ(entity, "SEARCH changes USING INDEX changes_by_entity "
                      "(tenant=? AND id=? AND kind=? AND revision>?)\n");
}

} // namespace
} // namespace muster::store::sqlite
