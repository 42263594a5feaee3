// `muster check` reports every invariant that a direct change of the file has broken.
#include <algorithm>

#include <sqlite3.h>

#include "store/sqlite/check.h"
#include "store/sqlite_directory.h"

namespace muster::store::sqlite {
namespace {

using namespace model;
using namespace directory;
using test::execute_in;
using test::SqliteDirectory;

// Three customers, one of them removed, and two groups.
std::unique_ptr<SqliteDirectory> sound_directory()
{
    auto directory = std::make_unique<SqliteDirectory>();
    directory->create_group("VIP", "vip");
    directory->create_group("Staff", "staff");
    directory->create_customer("Ada Lovelace", "ada@example.org");
    directory->create_customer("Bob", "bob@example.org");
    directory->create_customer("Eve", "eve@example.org");
    directory->join(1, 1);
    directory->join(2, 1);
    directory->join(1, 2);
    directory->join(1, 3);
    directory->must([](Transaction& transaction) { return remove_customer(transaction, {3}); });
    return directory;
}

std::vector<std::string> texts(const std::vector<StoreProblem>& problems)
{
    std::vector<std::string> all;
    for (const auto& problem : problems) all.push_back(problem.text);
    return all;
}

TEST(SqliteCheck, finds_nothing_in_a_sound_directory_while_it_is_open)
{
    const auto directory = sound_directory();
    const auto problems = check(directory->path());
    ASSERT_TRUE(problems.has_value()) << problems.error().detail;
    EXPECT_EQ(texts(*problems), std::vector<std::string>{});
}

struct Damage {
    const char* name;
    const char* statement;
    const char* told;
};

void PrintTo(const Damage& damage, std::ostream* out) { *out << damage.name; }

class SqliteDamage : public testing::TestWithParam<Damage> {};

constexpr Damage damages[] = {
    {"member_count", "UPDATE groups SET member_count = 7 WHERE id = 1",
     "tenant 1: group 1 counts 7 members, 2 are there"},
    {"capacity", "UPDATE groups SET capacity = 1 WHERE id = 1",
     "tenant 1: group 1 has 2 members, more than its capacity of 1"},
    {"defaults", "UPDATE memberships SET is_default = 1 WHERE customer_id = 1",
     "tenant 1: customer 1 has 2 default memberships"},
    {"home_group", "UPDATE customers SET home_group_id = 2 WHERE id = 1",
     "tenant 1: customer 1 has home group 2, its memberships say 1"},
    {"no_home_group", "UPDATE customers SET home_group_id = NULL WHERE id = 2",
     "tenant 1: customer 2 has home group 0, its memberships say 1"},
    {"live_membership_of_nobody",
     "UPDATE memberships SET left_at = NULL WHERE customer_id = 3;"
     "UPDATE groups SET member_count = 3 WHERE id = 1",
     "tenant 1: a membership in group 1 of removed customer 3 is live"},
    {"log_gap", "DELETE FROM changes WHERE revision = 2",
     "tenant 1: the log has 9 revisions, the last is 10, the counter says 10"},
    {"log_of_a_creation",
     "UPDATE changes SET after = '' WHERE kind = 'customer' AND id = 2 AND action = 'created'",
     "tenant 1: the log says that customer 2 is as revision 4 made it, it is of 8"},
    {"log_of_a_crowd", "UPDATE changes SET span = 3, after = '' WHERE kind = 'customer' AND id = 1",
     "tenant 1: the log says that 3 customers from 1 on are as revision 3 made them, 0 are"},
    {"log_end", "DELETE FROM changes WHERE revision = 10",
     "tenant 1: the log has 9 revisions, the last is 9, the counter says 10"},
    {"counter", "UPDATE counters SET next = 2 WHERE kind = 'customer'",
     "tenant 1: the next customer would be 2, yet 3 is there"},
    {"revision", "UPDATE groups SET revision = 99 WHERE id = 2",
     "tenant 1: group 2 has revision 99, beyond the last of the tenant"},
    {"tombstone", "UPDATE customers SET city = 'Leeds' WHERE id = 3",
     "tenant 1: removed customer 3 still holds personal data"},
    {"erased_log",
     "UPDATE changes SET after = '{}' WHERE kind = 'customer' AND id = 3 "
     "AND action = 'created'",
     "tenant 1: the log of removed customer 3 holds data in revision 5"},
    {"replay",
     "INSERT INTO replays VALUES (1, 1, 'k', 'f', 'a', 3, 0, 0, 0);"
     "INSERT INTO counters VALUES (1, 'replay', 2);"
     "INSERT INTO keys VALUES (1, 'replay' || char(10) || 'key' || char(10) || 'k', 1)",
     "tenant 1: a stored answer holds data of removed customer 3"},
    {"job_item",
     "INSERT INTO jobs (tenant, id, status, size, place, created_at, updated_at, revision) "
     "VALUES (1, 1, 'done', 1, 0, 0, 0, 0); INSERT INTO counters VALUES (1, 'job', 2);"
     "INSERT INTO job_items VALUES (1, 1, 1, NULL, 'done', 'a', NULL, 3, 0, 0, 0);"
     "INSERT INTO counters VALUES (1, 'job_item', 2)",
     "tenant 1: item 1 of job 1 holds data of removed customer 3"},
    {"orphaned_item",
     "INSERT INTO job_items VALUES (1, 1, 9, NULL, 'done', 'a', NULL, NULL, 0, 0, 0);"
     "INSERT INTO counters VALUES (1, 'job_item', 2)",
     "tenant 1: item 1 belongs to job 9, which is not there"},
    {"message",
     "INSERT INTO messages (tenant, id, campaign_id, run_number, segment, status, archived, "
     "newest, "
     "customer_id, text, removed_at, created_at, updated_at, revision) VALUES (1, 1, 1, 1, 1, "
     "'pending', 0, 0, 3, 'x', NULL, 0, 0, 0);"
     "INSERT INTO counters VALUES (1, 'message', 2)",
     "tenant 1: message 1 holds data of removed customer 3"},
    {"erased_message",
     "INSERT INTO messages (tenant, id, campaign_id, run_number, segment, status, archived, "
     "newest, "
     "customer_id, text, removed_at, created_at, updated_at, revision) VALUES (1, 1, 1, 1, 1, "
     "'pending', 0, 0, NULL, 'x', 1, 0, 0, 0);"
     "INSERT INTO counters VALUES (1, 'message', 2)",
     "tenant 1: erased message 1 still holds data"},
    {"campaign",
     "INSERT INTO campaigns (tenant, id, name, status, run_number, created_at, updated_at, "
     "revision, "
     "name_folded) VALUES (1, 1, 'x', 'draft', 2, 0, 0, 0, 'x');"
     "INSERT INTO counters VALUES (1, 'campaign', 2)",
     "tenant 1: campaign 1 has no run 2"},
    {"external_id",
     "UPDATE groups SET external_id = 'vip' WHERE id = 2;"
     "UPDATE keys SET key = 'group' || char(10) || 'external_id' || char(10) || 'vip' "
     "WHERE key GLOB 'group*external_id*' AND id = 2",
     "tenant 1: 2 groups have the external id 'vip'"},
    {"folded_name", "UPDATE customers SET name_folded = 'zoe' WHERE id = 1",
     "tenant 1: customer 1 is sorted by another name than its own"},
    {"missing_key", "DELETE FROM keys WHERE key GLOB 'customer*' AND id = 1",
     "tenant 1: customer 1 is not found by its email"},
    {"foreign_key",
     "INSERT INTO keys VALUES (1, 'customer' || char(10) || 'phone' || char(10) || '123', 2)",
     "tenant 1: customer 2 is found by a phone that it does not have"},
    {"reference",
     "DELETE FROM customers WHERE id = 2; "
     "DELETE FROM keys WHERE key GLOB 'customer*' AND id = 2",
     "a row of memberships names one of customers that is not there"},
};

TEST_P(SqliteDamage, is_found_and_named)
{
    const auto directory = sound_directory();
    directory->close();
    execute_in(directory->path(), GetParam().statement);
    const auto problems = check(directory->path());
    ASSERT_TRUE(problems.has_value()) << problems.error().detail;
    const auto found = texts(*problems);
    EXPECT_LE(found.size(), 2U) << testing::PrintToString(found);
    EXPECT_NE(std::find(found.begin(), found.end(), GetParam().told), found.end())
        << testing::PrintToString(found);
}

INSTANTIATE_TEST_SUITE_P(Of, SqliteDamage, testing::ValuesIn(damages),
                         [](const auto& given) { return std::string(given.param.name); });

TEST(SqliteCheck, warns_only_of_a_capacity_that_was_lowered) // promise 3
{
    const auto directory = sound_directory();
    directory->must([](Transaction& transaction) -> Result<void> {
        TRY(update_group(transaction, {1}, [](Group& group) -> Result<void> {
            group.capacity = 1;
            return {};
        }));
        return {};
    });
    const auto problems = check(directory->path());
    ASSERT_EQ(problems->size(), 1U);
    EXPECT_EQ(problems->front().severity, StoreProblem::Severity::warning);
}

TEST(SqliteCheck, finds_a_page_that_was_overwritten)
{
    const auto directory = sound_directory();
    directory->close();
    std::FILE* file = std::fopen(directory->path().c_str(), "r+b");
    std::fseek(file, 4096 * 6, SEEK_SET);
    const std::string noise(4096, 'x');
    std::fwrite(noise.data(), 1, noise.size(), file);
    std::fclose(file);
    const auto problems = check(directory->path());
    if (problems) {
        EXPECT_FALSE(problems->empty());
    } else {
        EXPECT_EQ(problems.error().message, "the database is damaged");
    }
}

TEST(SqliteCheck, says_that_there_is_no_file)
{
    const test::TemporaryFolder folder;
    const auto problems = check((folder.path() / "none.db").string());
    ASSERT_FALSE(problems.has_value());
    EXPECT_EQ(problems.error().code, Code::not_found);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

} // namespace
} // namespace muster::store::sqlite
