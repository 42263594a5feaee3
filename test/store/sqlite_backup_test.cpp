// A backup is a valid store that equals the source at one moment, or there is no file.
#include <atomic>
#include <filesystem>
#include <thread>

#include "store/row.h"
#include "store/sqlite/backup.h"
#include "store/sqlite/check.h"
#include "store/sqlite_directory.h"

namespace muster::store::sqlite {
namespace {

using namespace model;
using test::SqliteDirectory;
using test::tenant;

std::vector<Entity> all_groups(Store& store)
{
    Query query;
    query.kind = Kind::group;
    query.tenant = tenant;
    query.limit = 1000;
    return store.page(query).value().rows;
}

TEST(SqliteBackup, equals_the_source)
{
    SqliteDirectory directory;
    for (int i = 0; i < 200; ++i) directory.create_group("Group " + std::to_string(i));
    const std::string copy = (directory.folder().path() / "copy.db").string();
    std::int64_t done = 0;
    std::int64_t total = 0;
    const auto backed_up =
        back_up(directory.path(), copy, [&](std::int64_t pages, std::int64_t of) {
            done = pages;
            total = of;
        });
    ASSERT_TRUE(backed_up.has_value()) << backed_up.error().detail;
    EXPECT_EQ(done, total);
    EXPECT_GT(total, 10);
    EXPECT_TRUE(check(copy)->empty());

    const auto reopened = open_sqlite(copy).value();
    EXPECT_EQ(reopened->revision(tenant).value(), directory.store().revision(tenant).value());
    const auto expected = all_groups(directory.store());
    const auto rows = all_groups(*reopened);
    ASSERT_EQ(rows.size(), expected.size());
    for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_TRUE(equal_rows(rows[i], expected[i]));
}

TEST(SqliteBackup, is_of_one_moment_while_others_write)
{
    SqliteDirectory directory;
    directory.create_group("first");
    std::atomic<bool> stop = false;
    std::thread writer([&] {
        while (!stop) directory.create_group("more");
    });
    for (int i = 0; i < 5; ++i) {
        const std::string copy =
            (directory.folder().path() / ("copy" + std::to_string(i))).string();
        EXPECT_TRUE(back_up(directory.path(), copy).has_value());
        EXPECT_TRUE(check(copy)->empty());
    }
    stop = true;
    writer.join();
}

TEST(SqliteBackup, never_overwrites)
{
    SqliteDirectory directory;
    const auto refused = back_up(directory.path(), directory.path());
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Code::already_exists);
    EXPECT_TRUE(check(directory.path())->empty());
}

TEST(SqliteBackup, leaves_nothing_when_it_fails)
{
    SqliteDirectory directory;
    const auto failed = back_up((directory.folder().path() / "none.db").string(),
                                (directory.folder().path() / "copy.db").string());
    EXPECT_FALSE(failed.has_value());
    for (const auto& file : std::filesystem::directory_iterator(directory.folder().path())) {
        EXPECT_TRUE(file.path().filename().string().starts_with("muster.db")) << file;
    }
}

} // namespace
} // namespace muster::store::sqlite
