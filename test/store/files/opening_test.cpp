// A start takes the right files or none (promise 1): one server for a file under whatever name, no
// new file in place of a missing one, no log of another file.
#include <sys/wait.h>
#include <unistd.h>

#include "store/files/killed_copy.h"
#include "store/sqlite/backup.h"
#include "store/sqlite/check.h"
#include "store/sqlite/connection.h"

namespace muster::store::sqlite {
namespace {

namespace fs = std::filesystem;
using namespace model;
using test::bytes_of;
using test::KilledCopy;
using test::overwrite;
using test::SqliteDirectory;
using test::TemporaryFolder;
using test::tenant;

// Runs in a process that was there before the store was opened, so that it knows nothing of it.
class OtherProcess {
public:
    explicit OtherProcess(const std::function<bool()>& act)
    {
        EXPECT_EQ(::pipe(start_), 0);
        child_ = ::fork();
        if (child_ != 0) return;
        char go = 0;
        ::_exit(::read(start_[0], &go, 1) == 1 && act() ? 0 : 1);
    }
    ~OtherProcess()
    {
        ::close(start_[0]);
        ::close(start_[1]);
    }

    bool succeeds()
    {
        EXPECT_EQ(::write(start_[1], "g", 1), 1);
        int status = 0;
        ::waitpid(child_, &status, 0);
        return status == 0;
    }

private:
    int start_[2]{};
    pid_t child_ = 0;
};

Code code_of_opening(const std::string& path)
{
    const auto opened = open_sqlite(path);
    return opened ? Code::internal : opened.error().code;
}

class OpenedTwice : public testing::Test {
protected:
    SqliteDirectory directory;
    const std::string link = (directory.folder().path() / "link.db").string();
};

TEST_F(OpenedTwice, under_another_name_is_refused)
{
    const std::string hard = (directory.folder().path() / "hard.db").string();
    fs::create_symlink(directory.path(), link);
    fs::create_hard_link(directory.path(), hard);
    for (const auto& name : {directory.path(), link, hard}) {
        EXPECT_EQ(code_of_opening(name), Code::conflict) << name;
    }
}

TEST_F(OpenedTwice, by_another_process_is_refused_under_every_name_and_without_lock_files)
{
    const std::string hard = (directory.folder().path() / "hard.db").string();
    directory.close();
    OtherProcess other([&] {
        return code_of_opening(directory.path()) == Code::conflict &&
               code_of_opening(link) == Code::conflict && code_of_opening(hard) == Code::conflict;
    });
    fs::create_symlink(directory.path(), link);
    fs::create_hard_link(directory.path(), hard);
    directory.open();
    fs::remove(directory.path() + ".lock");
    EXPECT_TRUE(other.succeeds());
}

// A refused start must not drop the locks that SQLite holds in this process: another process would
// take the file for closed and remove the log.
TEST_F(OpenedTwice, leaves_the_locks_of_the_first_alone)
{
    directory.close();
    OtherProcess reader([&] { return check(directory.path()).has_value(); });
    directory.open();
    directory.create_group("VIP");
    EXPECT_EQ(code_of_opening(directory.path()), Code::conflict);
    EXPECT_TRUE(reader.succeeds());
    EXPECT_TRUE(fs::exists(directory.path() + "-wal"));
    directory.create_group("Staff");
    directory.close();
    EXPECT_TRUE(check(directory.path())->empty());
}

TEST(MissingDatabase, is_not_made_again_while_its_log_is_there)
{
    SqliteDirectory directory;
    directory.create_group("VIP");
    for (const bool is_emptied : {false, true}) {
        const KilledCopy left(directory);
        const auto log = bytes_of(left.log());
        is_emptied ? overwrite(left.path(), "") : static_cast<void>(fs::remove(left.path()));
        const auto refused = open_sqlite(left.path());
        ASSERT_FALSE(refused.has_value());
        EXPECT_EQ(refused.error().code, Code::conflict);
        EXPECT_NE(refused.error().message.find("muster restore"), std::string::npos);
        EXPECT_EQ(bytes_of(left.log()), log);
    }
}

TEST(MissingDatabase, is_not_made_again_after_a_clean_stop)
{
    SqliteDirectory directory;
    directory.create_group("VIP");
    directory.close();
    fs::remove(directory.path());
    EXPECT_EQ(code_of_opening(directory.path()), Code::conflict);
    EXPECT_FALSE(fs::exists(directory.path()));
}

class LogOfAnotherFile : public testing::Test {
protected:
    LogOfAnotherFile()
    {
        directory.create_group("first");
        EXPECT_TRUE(back_up(directory.path(), backup));
        directory.close();
        fs::copy_file(directory.path(), older);
        for (const char* name : {"second", "third"}) {
            directory.open();
            directory.create_group(name);
            directory.close();
        }
        directory.open();
        directory.create_group("fourth");
    }

    SqliteDirectory directory;
    const std::string backup = (directory.folder().path() / "backup.db").string();
    const std::string older = (directory.folder().path() / "older.db").string();
};

TEST_F(LogOfAnotherFile, is_refused_beside_a_backup_and_beside_an_older_copy)
{
    for (const auto& file : {backup, older}) {
        const KilledCopy left(directory);
        fs::copy_file(file, left.path(), fs::copy_options::overwrite_existing);
        const auto log = bytes_of(left.log());
        const auto refused = open_sqlite(left.path());
        ASSERT_FALSE(refused.has_value()) << file;
        EXPECT_EQ(refused.error().code, Code::conflict);
        EXPECT_NE(refused.error().message.find("does not belong"), std::string::npos);
        EXPECT_EQ(bytes_of(left.log()), log);
    }
}

TEST_F(LogOfAnotherFile, is_told_from_its_own_after_every_kill)
{
    for (const bool in_checkpoint : {false, true}) {
        const KilledCopy left(directory);
        if (in_checkpoint) { // all of the log is in the file, and the log is still there
            const auto other = SqliteConnection::open(left.path(), ConnectionAccess::read).value();
            const int copied = sqlite3_wal_checkpoint_v2(
                other->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
            ASSERT_EQ(copied, SQLITE_OK);
        }
        const auto health = std::make_shared<StoreHealth>();
        const auto store = open_sqlite(left.path(), health);
        ASSERT_TRUE(store.has_value()) << store.error().message;
        EXPECT_EQ((*store)->revision(tenant), 4);
        EXPECT_TRUE(health->sentences().empty());
    }
}

} // namespace
} // namespace muster::store::sqlite
