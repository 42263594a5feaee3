// `muster restore` puts a backup in place of the store whole or not at all, and keeps the old one.
#include "store/files/killed_copy.h"
#include "store/sqlite/backup.h"
#include "store/sqlite/check.h"
#include "store/sqlite/files/restore.h"

namespace muster::store::sqlite {
namespace {

namespace fs = std::filesystem;
using namespace model;
using test::bytes_of;
using test::KilledCopy;
using test::overwrite;
using test::SqliteDirectory;
using test::tenant;

class Restore : public testing::Test {
protected:
    Restore()
    {
        directory.create_group("in the backup");
        EXPECT_TRUE(back_up(directory.path(), backup));
        directory.create_group("later");
        killed = std::make_unique<KilledCopy>(directory);
    }

    Revision revision_of(const std::string& path)
    {
        const auto store = open_sqlite(path, health);
        EXPECT_TRUE(store.has_value()) << store.error().message;
        return store ? (*store)->revision(tenant).value() : -1;
    }

    SqliteDirectory directory;
    const std::string backup = (directory.folder().path() / "backup.db").string();
    std::unique_ptr<KilledCopy> killed;
    std::shared_ptr<StoreHealth> health = std::make_shared<StoreHealth>();
};

TEST_F(Restore, replaces_the_file_of_a_killed_server_and_its_log)
{
    const auto old = restore(killed->path(), backup);
    ASSERT_TRUE(old.has_value()) << old.error().message;
    EXPECT_EQ(revision_of(killed->path()), 1);
    EXPECT_TRUE(health->sentences().empty());
    EXPECT_EQ(revision_of(*old), 2) << "the old store stays, with its log";
    EXPECT_TRUE(check(killed->path())->empty());
}

TEST_F(Restore, brings_back_a_file_that_is_missing)
{
    fs::remove(killed->path());
    EXPECT_EQ(restore(killed->path(), backup), "");
    EXPECT_EQ(revision_of(killed->path()), 1);
}

TEST_F(Restore, is_refused_while_a_server_has_the_file)
{
    const auto refused = restore(directory.path(), backup);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Code::conflict);
    EXPECT_EQ(directory.store().revision(tenant), 2);
}

TEST_F(Restore, changes_nothing_when_the_backup_is_no_sound_store)
{
    auto bytes = bytes_of(backup);
    bytes[3 * 4096 + 100] ^= 1;
    const std::string damaged = backup + ".damaged";
    overwrite(damaged, bytes);
    for (const auto& file : {damaged, killed->log(), killed->path(), backup + ".absent"}) {
        EXPECT_FALSE(restore(killed->path(), file).has_value()) << file;
    }
    EXPECT_EQ(revision_of(killed->path()), 2);
    EXPECT_TRUE(health->sentences().empty());
}

// Killed between its steps, it leaves a file that says that it has no log, and the log of the old.
TEST_F(Restore, that_was_killed_half_way_is_noticed_and_can_be_repeated)
{
    ASSERT_TRUE(restore(killed->path(), backup));
    fs::copy_file(directory.path() + "-wal", killed->log());
    EXPECT_EQ(open_sqlite(killed->path()).error().code, Code::conflict);
    EXPECT_TRUE(restore(killed->path(), backup));
    EXPECT_EQ(revision_of(killed->path()), 1);
}

} // namespace
} // namespace muster::store::sqlite
