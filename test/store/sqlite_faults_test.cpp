// The SQLite engine when the process is killed, the disk is full, or the file is not a valid store.
#include <atomic>
#include <csignal>
#include <fstream>
#include <map>
#include <thread>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/sqlite/check.h"
#include "store/sqlite/sqlite_batch.h"
#include "store/sqlite_directory.h"

namespace muster::store::sqlite {
namespace {

using namespace model;
using namespace directory;
using test::execute_in;
using test::SqliteDirectory;
using test::TemporaryFolder;
using test::tenant;

struct Acknowledged {
    std::int64_t group;
    std::int64_t version;
};

// One write sets the version of both groups of a pair.
Result<void> set_version(Writer& writer, std::int64_t pair, std::int64_t version)
{
    for (const std::int64_t id : {2 * pair - 1, 2 * pair}) {
        const Group before = TRY(get<Group>(writer, tenant, {id}));
        Group after = before;
        after.name = std::to_string(version);
        TRY(writer.put({Action::updated, tenant, before, after, {}, {}, true}));
    }
    return {};
}

constexpr std::int64_t pairs = 8;

// Runs in its own process until that is killed: one thread per pair of groups writes, and reports
// each acknowledged write.
[[noreturn]] void write_until_killed(const std::string& path, int tell)
{
    auto store = open_sqlite(path).value();
    std::vector<std::thread> threads;
    for (std::int64_t pair = 1; pair <= pairs; ++pair) {
        threads.emplace_back([&, pair] {
            for (std::int64_t version = 1;; ++version) {
                const auto done = store->write(
                    tenant, {}, [&](Writer& writer) { return set_version(writer, pair, version); });
                const Acknowledged acknowledged{pair, version};
                if (!done || ::write(tell, &acknowledged, sizeof acknowledged) < 0) ::_exit(1);
            }
        });
    }
    for (auto& thread : threads) thread.join();
    ::_exit(0);
}

TEST(SqliteFaults, kill_9_loses_nothing_acknowledged_and_leaves_nothing_half) // promise 1
{
    SqliteDirectory directory;
    for (int i = 0; i < 2 * pairs; ++i) directory.create_group("0");
    directory.close();
    int pipe_ends[2];
    ASSERT_EQ(::pipe(pipe_ends), 0);
    const pid_t child = ::fork();
    if (child == 0) write_until_killed(directory.path(), pipe_ends[1]);
    ::close(pipe_ends[1]);

    std::map<std::int64_t, std::int64_t> versions;
    Acknowledged acknowledged{};
    for (int i = 0; i < 400; ++i) {
        ASSERT_EQ(::read(pipe_ends[0], &acknowledged, sizeof acknowledged),
                  static_cast<ssize_t>(sizeof acknowledged));
        versions[acknowledged.group] = acknowledged.version;
    }
    ::kill(child, SIGKILL);
    while (::read(pipe_ends[0], &acknowledged, sizeof acknowledged) > 0) {
        versions[acknowledged.group] = acknowledged.version;
    }
    ::waitpid(child, nullptr, 0);
    ::close(pipe_ends[0]);

    // Checks before the next start, while the write-ahead log is as the killed process left it.
    const auto problems = check(directory.path());
    ASSERT_TRUE(problems.has_value()) << problems.error().detail;
    for (const auto& problem : *problems) {
        // These tests write no keys.
        EXPECT_NE(problem.text.find("found by"), std::string::npos) << problem.text;
    }
    directory.open();
    for (const auto& [pair, version] : versions) {
        const auto one = get<Group>(directory.store(), tenant, {2 * pair - 1});
        const auto two = get<Group>(directory.store(), tenant, {2 * pair});
        EXPECT_GE(std::stoll(one->name), version);
        EXPECT_EQ(one->name, two->name);
        EXPECT_EQ(one->revision, two->revision);
    }
}

// Limits the size of files, which is a full disk to the engine. The limit is that of the process,
// so nothing else may write meanwhile.
class FullDisk {
public:
    explicit FullDisk(std::uintmax_t bytes)
    {
        previous_handler_ = std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &previous_);
        const rlimit limited{bytes, previous_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~FullDisk()
    {
        ::setrlimit(RLIMIT_FSIZE, &previous_);
        std::signal(SIGXFSZ, previous_handler_);
    }

private:
    rlimit previous_{};
    void (*previous_handler_)(int) = nullptr;
};

TEST(SqliteFaults, a_full_disk_refuses_writes_until_there_is_room)
{
    SqliteDirectory directory;
    directory.create_group("before");
    int acknowledged = 0;
    {
        const FullDisk full(std::filesystem::file_size(directory.path() + "-wal") + 60'000);
        Result<Revision> done = 0;
        while ((done = directory.rename_group(1, "name " + std::to_string(acknowledged + 1)))) {
            ++acknowledged;
        }
        EXPECT_EQ(done.error().code, Code::unavailable) << done.error().detail;
        EXPECT_EQ(directory.rename_group(1, "still full").error().code, Code::unavailable);
        const auto group = get<Group>(directory.store(), tenant, {1});
        ASSERT_TRUE(group.has_value()); // readers still work
        EXPECT_EQ(group->name, "name " + std::to_string(acknowledged));
        EXPECT_EQ(directory.store().revision(tenant), acknowledged + 1);
    }
    EXPECT_GT(acknowledged, 0);
    EXPECT_EQ(directory.rename_group(1, "after"), acknowledged + 2);
    directory.close();
    EXPECT_TRUE(check(directory.path())->empty());
}

// Readiness knows that writes fail, and when they work again: without a write of somebody.
TEST(SqliteFaults, a_full_disk_is_reported_until_there_is_room)
{
    const TemporaryFolder folder;
    const std::string path = (folder.path() / "muster.db").string();
    const auto health = std::make_shared<StoreHealth>();
    const auto store = open_sqlite(path, health).value();
    const auto create = [&](const std::string& name) {
        return store->write(tenant, {}, [&](Writer& writer) -> Result<void> {
            Group group;
            group.id.value = TRY(writer.next_id(tenant, Kind::group));
            group.name = name;
            return writer.put({Action::created, tenant, std::nullopt, group, {}, {}, true});
        });
    };
    ASSERT_TRUE(create("before"));
    {
        const FullDisk full(std::filesystem::file_size(path + "-wal") + 60'000);
        while (create("more")) {
        }
        const auto sentences = health->sentences();
        ASSERT_FALSE(sentences.empty());
        EXPECT_NE(sentences.front().find("writes fail"), std::string::npos);
    }
    while (!health->sentences().empty()) std::this_thread::yield();
    EXPECT_TRUE(create("after"));
}

class SqliteBatchStory : public testing::Test {
protected:
    SqliteBatchStory()
    {
        directory.create_group("first");
        directory.create_group("second");
        directory.close();
        batch = std::make_unique<SqliteBatch>(
            SqliteConnection::open(directory.path(), ConnectionAccess::write).value(), revisions,
            health);
    }

    Result<Revision> run(const WriteFunction& decide)
    {
        return batch->run({tenant, origin, decide});
    }

    static Result<void> rename(Writer& writer, std::int64_t id, const std::string& name)
    {
        const Group before = TRY(get<Group>(writer, tenant, {id}));
        Group after = before;
        after.name = name;
        return writer.put({Action::updated, tenant, before, after, {}, {}, true});
    }

    std::string name_of_group(std::int64_t id)
    {
        batch.reset();
        directory.open();
        return get<Group>(directory.store(), tenant, {id})->name;
    }

    const Origin origin;
    SqliteDirectory directory;
    sql::NewestRevisions revisions;
    StoreHealth health;
    std::unique_ptr<SqliteBatch> batch;
};

struct Told : model::CommitListener {
    void committed(TenantId, Revision revision, std::span<const MutationRef> mutations) override
    {
        for (const auto& mutation : mutations) {
            told.emplace_back(revision, std::get<Group>(mutation->after).name);
        }
    }
    std::vector<std::pair<Revision, std::string>> told;
};

TEST_F(SqliteBatchStory, who_follows_hears_of_each_write_but_those_that_failed) // promise 1
{
    Told listener;
    batch->set_commit_listener(&listener);
    const auto rename_to = [this](const std::string& name, bool fails) {
        return run([&](Writer& writer) -> Result<void> {
            TRY(rename(writer, 1, name));
            if (fails) return fail(Code::conflict, "group", "after all");
            return {};
        });
    };
    ASSERT_TRUE(batch->begin());
    EXPECT_TRUE(rename_to("one", false));
    EXPECT_FALSE(rename_to("lost", true));
    EXPECT_TRUE(rename_to("two", false));
    EXPECT_FALSE(rename_to("lost too", true));
    ASSERT_TRUE(batch->commit());
    const std::vector<std::pair<Revision, std::string>> expected{{3, "one"}, {4, "two"}};
    EXPECT_EQ(listener.told, expected);
}

TEST_F(SqliteBatchStory, a_write_that_fails_takes_no_other_with_it)
{
    ASSERT_TRUE(batch->begin());
    EXPECT_EQ(run([](Writer& writer) { return rename(writer, 1, "kept"); }), 3);
    const auto refused = run([](Writer& writer) -> Result<void> {
        TRY(rename(writer, 1, "refused"));
        TRY(rename(writer, 2, "refused"));
        EXPECT_EQ(writer.next_id(tenant, Kind::group), 3);
        return fail(Code::conflict, "group", "changed its mind");
    });
    EXPECT_EQ(refused.error().code, Code::conflict);
    const auto thrown = run([](Writer& writer) -> Result<void> {
        TRY(rename(writer, 2, "thrown"));
        throw std::runtime_error("bug");
    });
    EXPECT_EQ(thrown.error().code, Code::internal);
    const auto last = run([](Writer& writer) -> Result<void> {
        EXPECT_EQ(writer.next_id(tenant, Kind::group),
                  3); // the ids of the failed write are free again
        EXPECT_EQ(writer.next_revision(), 4);
        const auto second = TRY(get<Group>(writer, tenant, {2}));
        EXPECT_EQ(second.name, "second");
        return rename(writer, 2, "last");
    });
    EXPECT_EQ(last, 4);
    EXPECT_EQ(revisions.of(tenant), 0); // promise 4: not before it is durable
    ASSERT_TRUE(batch->commit());
    EXPECT_EQ(revisions.of(tenant), 4);
    EXPECT_EQ(name_of_group(1), "kept");
    EXPECT_EQ(get<Group>(directory.store(), tenant, {2})->name, "last");
}

TEST_F(SqliteBatchStory, a_write_that_ignores_a_failed_change_fails)
{
    ASSERT_TRUE(batch->begin());
    const auto answer = run([](Writer& writer) -> Result<void> {
        TRY(rename(writer, 1, "half"));
        Group twin;
        twin.id = {1}; // is there already
        twin.name = "twin";
        EXPECT_FALSE(writer.put({Action::created, tenant, std::nullopt, twin, {}, {}, true}));
        return {};
    });
    EXPECT_EQ(answer.error().code, Code::internal);
    ASSERT_TRUE(batch->commit());
    EXPECT_EQ(name_of_group(1), "first");
}

// SQLite may roll back the whole transaction: then no write of the batch is acknowledged.
TEST_F(SqliteBatchStory, a_file_that_may_not_grow_refuses_until_it_may)
{
    ASSERT_TRUE(
        batch->connection().run("PRAGMA max_page_count=1")); // the file cannot grow any more
    ASSERT_TRUE(batch->begin());
    EXPECT_TRUE(run([](Writer& writer) { return rename(writer, 2, "small"); }));
    const auto large =
        run([](Writer& writer) { return rename(writer, 1, std::string(99'999, 'x')); });
    EXPECT_EQ(large.error().code, Code::unavailable);
    const bool committed = batch->commit().has_value();
    ASSERT_TRUE(batch->connection().run("PRAGMA max_page_count=1000000"));
    ASSERT_TRUE(batch->begin());
    EXPECT_TRUE(run([](Writer& writer) { return rename(writer, 1, "room"); }));
    ASSERT_TRUE(batch->commit());
    EXPECT_EQ(name_of_group(1), "room");
    EXPECT_EQ(get<Group>(directory.store(), tenant, {2})->name, committed ? "small" : "second");
}

TEST_F(SqliteBatchStory, a_commit_that_fails_leaves_nothing_of_the_batch)
{
    ASSERT_TRUE(batch->begin());
    EXPECT_TRUE(run([](Writer& writer) { return rename(writer, 1, "lost"); }));
    ASSERT_TRUE(batch->connection().run("ROLLBACK")); // as SQLite does after some I/O errors
    EXPECT_EQ(run([](Writer& writer) { return rename(writer, 2, "lost"); }).error().code,
              Code::unavailable);
    EXPECT_EQ(batch->commit().error().code, Code::unavailable);
    EXPECT_EQ(revisions.of(tenant), 0);
    ASSERT_TRUE(batch->begin());
    EXPECT_EQ(run([](Writer& writer) { return rename(writer, 2, "kept"); }), 3);
    ASSERT_TRUE(batch->commit());
    EXPECT_EQ(name_of_group(1), "first");
}

bool is_in_files(const TemporaryFolder& folder, const std::string& piece)
{
    for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
        std::ifstream stream(file.path(), std::ios::binary);
        const std::string bytes(std::istreambuf_iterator<char>(stream), {});
        if (bytes.find(piece) != std::string::npos) return true;
    }
    return false;
}

// Promise 10: the data is also gone from the bytes of the file and of its write-ahead log.
TEST_F(SqliteBatchStory, an_erased_person_is_not_in_the_files_any_more)
{
    const Principal principal{{}, {}, tenant, "tester", "native", {}};
    const auto act = [&](const std::function<Result<void>(Transaction&)>& acts) {
        ASSERT_TRUE(batch->begin());
        EXPECT_TRUE(run([&](Writer& writer) {
            StandingRules rules;
            directory::Quotas quotas;
            MembershipChangeTracker tracker(rules, tenant, writer.next_revision());
            Transaction transaction(writer, principal, tenant, Time{}, tracker, quotas);
            return acts(transaction);
        }));
        ASSERT_TRUE(batch->commit());
        batch->maintain(false);
    };
    act([](Transaction& transaction) -> Result<void> {
        Customer customer;
        customer.name = "Ada Unmistakable";
        customer.email = "unmistakable@example.org";
        TRY(create_customer(transaction, customer));
        return {};
    });
    EXPECT_TRUE(is_in_files(directory.folder(), "nmistakable"));
    act([](Transaction& transaction) { return remove_customer(transaction, {1}); });
    EXPECT_FALSE(is_in_files(directory.folder(), "nmistakable"));
}

TEST(SqliteFaults, a_row_that_was_changed_from_outside_is_called_damaged)
{
    SqliteDirectory directory;
    directory.create_group("VIP");
    directory.close();
    execute_in(directory.path(), "UPDATE groups SET fields = '{\"tier\":{\"gold\":1}}'");
    directory.open();
    const auto group = get<Group>(directory.store(), tenant, {1});
    EXPECT_EQ(group.error().code, Code::internal);
    EXPECT_EQ(group.error().detail, "unreadable fields in groups");
}

TEST(SqliteFaults, a_question_that_takes_too_long_is_ended)
{
    SqliteDirectory directory;
    const auto connection =
        SqliteConnection::open(directory.path(), ConnectionAccess::read).value();
    connection->limit_statements(std::chrono::milliseconds(1));
    auto endless = connection
                       ->composed("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                                  "SELECT count(*) FROM n")
                       .value();
    EXPECT_EQ(endless.step().error().code, Code::timed_out);
}

TEST(SqliteFaults, a_file_of_a_newer_program_is_refused)
{
    SqliteDirectory directory;
    directory.close();
    execute_in(directory.path(),
               "UPDATE meta SET value = value + 99 WHERE name = 'schema_version'");
    const auto refused = open_sqlite(directory.path());
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Code::unsupported);
    EXPECT_NE(refused.error().message.find("newer"), std::string::npos);
    execute_in(directory.path(),
               "UPDATE meta SET value = value - 99 WHERE name = 'schema_version'");
    directory.open();
}

TEST(SqliteFaults, a_file_of_an_older_program_is_brought_up_to_date)
{
    SqliteDirectory directory;
    directory.create_customer("Ada Lovelace", "ada@example.org");
    directory.close();
    execute_in(directory.path(), test::back_to_schema_9);
    execute_in(directory.path(),
               "CREATE INDEX customers_by_name ON customers (tenant, name_folded, id);"
               "CREATE INDEX customers_by_update ON customers (tenant, updated_at, id);"
               "DROP TABLE job_items; DROP INDEX jobs_by_expiry;"
               "ALTER TABLE jobs DROP COLUMN ticket; ALTER TABLE jobs DROP COLUMN first_item_id;"
               "ALTER TABLE jobs DROP COLUMN expires_at;"
               "DROP INDEX customers_removed;"
               "DROP INDEX changes_of_many; ALTER TABLE changes DROP COLUMN span;"
               "DROP TABLE keys; CREATE TABLE keys (tenant INTEGER NOT NULL, kind TEXT NOT NULL, "
               "name TEXT NOT NULL, text TEXT NOT NULL, id INTEGER NOT NULL, "
               "PRIMARY KEY (tenant, kind, name, text, id)) STRICT, WITHOUT ROWID;"
               "CREATE INDEX keys_of_replays ON keys (tenant, id) WHERE kind = 'replay';"
               "INSERT INTO keys VALUES (1, 'customer', 'email', 'ada@example.org', 1);"
               "UPDATE changes SET after = '{\"name\":\"Ada Lovelace\"}' WHERE after = '';"
               "UPDATE meta SET value = 3 WHERE name = 'schema_version'");
    EXPECT_EQ(check(directory.path()).error().code, Code::unsupported);
    directory.open();
    const auto log = directory.store().changes({tenant, 0, 10, Kind::customer, 1});
    ASSERT_TRUE(log && log->size() == 1);
    EXPECT_EQ(log->front().after, R"({"name":"Ada Lovelace"})");
    const Key email{Kind::customer, tenant, "email", "ada@example.org"};
    EXPECT_EQ(find<Customer>(directory.store(), email)->id.value, 1);
    directory.close();
    EXPECT_TRUE(check(directory.path())->empty());
}

TEST(SqliteFaults, a_file_of_another_program_is_left_alone)
{
    const TemporaryFolder folder;
    const std::string path = (folder.path() / "other.db").string();
    execute_in(path, "CREATE TABLE songs (title)");
    EXPECT_EQ(open_sqlite(path).error().code, Code::unsupported);
    std::ofstream(folder.path() / "text.db") << std::string(5000, 'x');
    EXPECT_FALSE(open_sqlite((folder.path() / "text.db").string()).has_value());
}

TEST(SqliteFaults, threads_that_end_give_their_connections_back)
{
    SqliteDirectory directory;
    directory.create_group("VIP");
    const auto open_files = [] {
        const std::filesystem::directory_iterator files("/proc/self/fd");
        return std::distance(begin(files), end(files));
    };
    const auto before = open_files();
    for (int i = 0; i < 50; ++i) {
        std::thread([&] {
            EXPECT_TRUE(get<Group>(directory.store(), tenant, {1}).has_value());
        }).join();
    }
    EXPECT_LE(open_files(), before + 3); // one connection, used 50 times
}

TEST(SqliteFaults, readers_see_whole_writes_while_others_commit) // promise 4
{
    SqliteDirectory directory;
    directory.create_group("0");
    directory.create_group("0");
    std::atomic<std::int64_t> acknowledged = 0;
    std::thread writer([&] {
        for (std::int64_t version = 1; version <= 200; ++version) {
            const auto done = directory.store().write(
                tenant, {}, [&](Writer& rows) { return set_version(rows, 1, version); });
            EXPECT_TRUE(done.has_value());
            acknowledged = version;
        }
    });
    const std::int64_t ids[] = {1, 2};
    while (acknowledged < 200) {
        const std::int64_t at_least = acknowledged;
        const auto rows = directory.store().get_all(Kind::group, tenant, ids).value();
        const auto& one = std::get<Group>(rows[0]).name;
        EXPECT_EQ(one, std::get<Group>(rows[1]).name);
        EXPECT_GE(std::stoll(one), at_least);
    }
    writer.join();
}

} // namespace
} // namespace muster::store::sqlite
