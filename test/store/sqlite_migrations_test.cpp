// Files of older schemas: what was stored in another form then is stored in today's form
// afterwards.
#include <array>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "directory/jobs.h"
#include "model/keys.h"
#include "store/sqlite/check.h"
#include "store/sqlite_directory.h"

namespace muster::store::test {
namespace {

using namespace model;

// Schema 7 had no items of jobs: a batch of Ecwid and each of its requests was a row of `replays`.
constexpr const char* back_to_schema_7 = R"sql(
    DROP TABLE job_items;
    DROP INDEX jobs_by_expiry;
    DROP INDEX keys_of_jobs;
    ALTER TABLE jobs DROP COLUMN ticket;
    ALTER TABLE jobs DROP COLUMN first_item_id;
    ALTER TABLE jobs DROP COLUMN expires_at;
    UPDATE meta SET value = 7 WHERE name = 'schema_version';
)sql";

// A batch that ended and one that a restart interrupted at a mass update; behind them the answer to
// a repeated request of another API, which stays what it is.
constexpr const char* batches_of_schema_7 = R"sql(
    INSERT INTO replays (tenant, id, key, fingerprint, answer, created_at, updated_at, revision)
    VALUES
    (1, 1, 'ecwid.batch.t-1.0', 'ecwid.request', '{"id":"a","method":"POST","path":"/customers",
        "body":"","status":1,"http":200,"answer":"{\"id\":7}","last":0,"count":0}', 60, 70, 0),
    (1, 2, 'ecwid.batch.t-1.1', 'ecwid.request', '{"id":"","method":"GET","path":"/x",
        "body":"","status":0,"http":0,"answer":"","last":0,"count":0}', 60, 60, 0),
    (1, 3, 'ecwid.batch.t-1', 'ecwid.batch.COMPLETED', '{"ticket":"t-1","owner":5,"status":2,
        "group":"night","stops":1,"first":1,"total":2}', 60, 80, 0),
    (1, 4, 'ecwid.batch.t-2.0', 'ecwid.request', '{"id":"","method":"POST",
        "path":"/customers_update","body":"{}","status":0,"http":0,"answer":"","last":500,
        "count":499}', 60, 60, 0),
    (1, 5, 'ecwid.batch.t-2', 'ecwid.batch.IN_PROGRESS', '{"ticket":"t-2","owner":5,"status":1,
        "group":"","stops":0,"first":4,"total":1}', 60, 90, 0),
    (1, 6, '5 again', 'f00d', '{"status":201}', 60, 60, 0);
    INSERT INTO keys (tenant, key, id)
    SELECT tenant, 'replay' || char(10) || 'key' || char(10) || key, id FROM replays;
    INSERT INTO counters (tenant, kind, next) VALUES (1, 'replay', 7), (1, 'account', 12);
)sql";

class SqliteMigrations : public testing::Test {
protected:
    SqliteMigrations()
    {
        directory.create_group("VIP");
        directory.close();
        execute_in(directory.path(), back_to_schema_9);
        execute_in(directory.path(), back_to_schema_7);
        execute_in(directory.path(), batches_of_schema_7);
        directory.open();
    }

    Job job_of(std::string_view ticket)
    {
        const auto job = directory::find_job_by_ticket(directory.store(), tenant, "ecwid", ticket);
        EXPECT_TRUE(job.has_value());
        return job.value_or(Job{});
    }
    JobItem item_of(const Job& job, std::int64_t place)
    {
        const auto item = directory::item_at(directory.store(), tenant, job, place);
        EXPECT_TRUE(item.has_value());
        return item.value_or(JobItem{});
    }

    SqliteDirectory directory;
};

TEST_F(SqliteMigrations, a_batch_that_ended_stays_readable)
{
    const auto job = job_of("t-1");
    EXPECT_EQ(job.status, JobStatus::done);
    EXPECT_EQ(job.work, "batch");
    EXPECT_EQ(job.created_by, CredentialId{5});
    EXPECT_EQ(job.size, 2);
    EXPECT_EQ(job.options, R"({"group":"night","stops":true})");
    EXPECT_EQ(job.expires_at, job.created_at + std::chrono::hours(24));
    const auto first = item_of(job, 0);
    EXPECT_EQ(first.job, job.id);
    EXPECT_EQ(first.status, JobStatus::done);
    EXPECT_EQ(first.request, R"({"id":"a","method":"POST","path":"/customers","body":""})");
    EXPECT_EQ(first.answer, R"({"status":200,"body":"{\"id\":7}"})");
    EXPECT_EQ(item_of(job, 1).status, JobStatus::waiting);
}

TEST_F(SqliteMigrations, a_batch_that_was_interrupted_goes_on)
{
    const auto next =
        directory::next_job(directory.store(), tenant, equals("dialect", std::string("ecwid")));
    ASSERT_TRUE(next.has_value() && next->has_value());
    EXPECT_EQ((*next)->ticket, "t-2");
    EXPECT_EQ((*next)->options, R"({"group":"","stops":false})");
    const auto item = item_of(**next, 0);
    EXPECT_EQ(item.status, JobStatus::waiting);
    EXPECT_EQ(item.progress, R"({"last":500,"count":499})");
}

TEST_F(SqliteMigrations, counters_go_on_behind_what_they_gave)
{
    directory.must([](directory::Transaction& t) -> Result<void> {
        EXPECT_EQ(TRY(t.writer().next_in_sequence(tenant, "ecwid.address")), 12);
        EXPECT_EQ(TRY(t.writer().next_id(tenant, Kind::job)), 3);
        EXPECT_EQ(TRY(t.writer().next_id(tenant, Kind::job_item)), 4);
        return {};
    });
}

TEST_F(SqliteMigrations, what_is_no_batch_stays_and_every_invariant_holds)
{
    const auto again = find<StoredReply>(directory.store(), stored_reply_key(tenant, "5 again"));
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again->answer, R"({"status":201})");
    EXPECT_FALSE(find<StoredReply>(directory.store(), stored_reply_key(tenant, "ecwid.batch.t-1")));
    directory.close();
    const auto problems = sqlite::check(directory.path());
    ASSERT_TRUE(problems.has_value());
    for (const auto& problem : *problems) ADD_FAILURE() << problem.text;
}

// Until schema 10 the key of an e-mail or an external id had the blanks of the row.
TEST(SqliteKeysWithBlanks, are_found_without_them_afterwards)
{
    SqliteDirectory directory;
    directory.must([](directory::Transaction& t) -> Result<void> {
        Customer draft;
        draft.email = "ann@example.org";
        draft.external_id = "A1";
        TRY(directory::create_customer(t, draft));
        return {};
    });
    directory.close();
    execute_in(directory.path(), back_to_schema_9);
    execute_in(directory.path(), R"sql(
        UPDATE customers SET email = ' ann@example.org', external_id = 'A1' || char(160);
        UPDATE keys SET key = 'customer' || char(10) || 'email' || char(10) || ' ann@example.org'
            WHERE key GLOB '*ann@*';
        UPDATE keys SET key = key || char(160) WHERE key GLOB '*A1';
        UPDATE meta SET value = 9 WHERE name = 'schema_version';
    )sql");
    directory.open();
    const auto by_email =
        find<Customer>(directory.store(), customer_email_key(tenant, "ann@example.org"));
    ASSERT_TRUE(by_email.has_value());
    EXPECT_TRUE(find<Customer>(directory.store(), external_id_key(Kind::customer, tenant, "A1")));
    EXPECT_EQ(by_email->email, " ann@example.org") << "the row is as it was";
    directory.close();
    const auto problems = sqlite::check(directory.path());
    ASSERT_TRUE(problems.has_value());
    for (const auto& problem : *problems) ADD_FAILURE() << problem.text;
}

} // namespace
} // namespace muster::store::test
