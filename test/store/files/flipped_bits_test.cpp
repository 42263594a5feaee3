// A flipped bit is never answered as if it had been written (promise 1): it is an error, a finding
// of `muster check`, or a loss that readiness reports.
#include "store/files/killed_copy.h"
#include "store/row.h"
#include "store/sqlite/check.h"
#include "store/sqlite/files/page_checksums.h"

namespace muster::store::sqlite {
namespace {

namespace fs = std::filesystem;
using namespace model;
using test::all_rows;
using test::bytes_of;
using test::execute_in;
using test::KilledCopy;
using test::overwrite;
using test::SqliteDirectory;
using test::tenant;

bool equal(const std::vector<Entity>& one, const std::vector<Entity>& two)
{
    return std::equal(one.begin(), one.end(), two.begin(), two.end(), equal_rows);
}

bool is_clean(const std::string& path)
{
    const auto problems = check(path);
    return problems.has_value() && problems->empty();
}

class FlippedBits : public testing::Test {
protected:
    FlippedBits()
    {
        for (int i = 1; i <= 20; ++i) {
            const std::string text = std::to_string(i);
            directory.create_customer("Person " + text, "person" + text + "@example.org");
        }
        directory.create_group("VIP");
        directory.close();
        expected = rows_in(directory.path());
    }

    std::vector<Entity> rows_in(const std::string& path)
    {
        const auto store = open_sqlite(path);
        return store ? all_rows(**store, Kind::customer) : std::vector<Entity>{};
    }

    SqliteDirectory directory;
    std::vector<Entity> expected;
};

TEST_F(FlippedBits, in_the_file_are_noticed_wherever_they_are)
{
    const auto sound = bytes_of(directory.path());
    int unnoticed = 0;
    int places = 0;
    for (std::size_t at = 7; at < sound.size(); at += 1021) {
        auto bytes = sound;
        bytes[at] ^= static_cast<char>(1U << at % 8);
        overwrite(directory.path(), bytes);
        fs::remove(directory.path() + "-wal");
        ++places;
        if (!is_clean(directory.path())) continue;
        ++unnoticed;
        const auto health = std::make_shared<StoreHealth>();
        const auto store = open_sqlite(directory.path(), health);
        ASSERT_TRUE(store.has_value()) << at;
        EXPECT_TRUE(equal(all_rows(**store, Kind::customer), expected)) << at;
    }
    EXPECT_GT(places, 100);
    EXPECT_LT(unnoticed, places / 4) << "only pages that are free";
}

TEST_F(FlippedBits, are_reported_by_each_reader)
{
    auto bytes = bytes_of(directory.path());
    for (auto at = bytes.find("Person 1"); at != bytes.npos; at = bytes.find("Person 1", at + 1)) {
        bytes[at] ^= 2;
    }
    overwrite(directory.path(), bytes);
    const auto health = std::make_shared<StoreHealth>();
    const auto store = open_sqlite(directory.path(), health).value();
    const auto row = get<Customer>(*store, tenant, {1});
    ASSERT_FALSE(row.has_value());
    EXPECT_EQ(row.error().code, Code::internal);
    ASSERT_EQ(health->sentences().size(), 1U);
    EXPECT_NE(health->sentences().front().find("wrong checksum"), std::string::npos);
    EXPECT_FALSE(is_clean(directory.path()));
}

class FlippedBitsInTheLog : public FlippedBits {
protected:
    FlippedBitsInTheLog()
    {
        directory.open();
        for (int i = 1; i <= 12; ++i) directory.create_group("Group " + std::to_string(i));
    }
};

TEST_F(FlippedBitsInTheLog, never_lose_acknowledged_writes_in_silence)
{
    const auto revision = directory.store().revision(tenant).value();
    const auto log = bytes_of(directory.path() + "-wal");
    for (std::size_t at = 5; at < log.size(); at += 6151) {
        const KilledCopy left(directory);
        auto bytes = log;
        bytes[at] ^= 8;
        overwrite(left.log(), bytes);
        const bool was_clean = is_clean(left.path());
        const auto health = std::make_shared<StoreHealth>();
        const auto store = open_sqlite(left.path(), health);
        if (!store) continue;
        const bool is_whole = (*store)->revision(tenant) == revision;
        EXPECT_EQ(health->sentences().empty(), is_whole) << at;
        EXPECT_EQ(was_clean, is_whole) << at;
    }
}

TEST_F(FlippedBitsInTheLog, are_noticed_without_the_note_of_writes_too)
{
    const KilledCopy left(directory);
    fs::remove(left.path() + ".seen");
    auto bytes = bytes_of(left.log());
    bytes[bytes.size() / 2] ^= 8;
    overwrite(left.log(), bytes);
    EXPECT_FALSE(is_clean(left.path()));
    const auto health = std::make_shared<StoreHealth>();
    ASSERT_TRUE(open_sqlite(left.path(), health).has_value());
    EXPECT_FALSE(health->sentences().empty());
}

TEST_F(FlippedBitsInTheLog, are_reported_until_the_loss_is_accepted)
{
    const KilledCopy left(directory);
    fs::remove(left.log());
    for (int starts = 0; starts < 2; ++starts) {
        const auto health = std::make_shared<StoreHealth>();
        ASSERT_TRUE(open_sqlite(left.path(), health).has_value());
        ASSERT_EQ(health->sentences().size(), 1U);
        EXPECT_NE(health->sentences().front().find("at least 12"), std::string::npos);
        EXPECT_FALSE(is_clean(left.path()));
    }
    fs::remove(left.path() + ".seen");
    const auto health = std::make_shared<StoreHealth>();
    ASSERT_TRUE(open_sqlite(left.path(), health).has_value());
    EXPECT_TRUE(health->sentences().empty());
    EXPECT_TRUE(is_clean(left.path()));
}

// The file as programs of schema 8 wrote it: without room for checksums in its pages.
void write_without_checksums(const std::string& path)
{
    sqlite3* handle = nullptr;
    const std::string old = path + ".old";
    ASSERT_EQ(sqlite3_open(old.c_str(), &handle), SQLITE_OK);
    std::string copy = "ATTACH '" + path + "' AS source;";
    const auto add = [](void* text, int, char** columns, char**) {
        *static_cast<std::string*>(text) += columns[0];
        return 0;
    };
    sqlite3_exec(handle, copy.c_str(), nullptr, nullptr, nullptr);
    copy.clear();
    for (const char* statement :
         {"SELECT sql || ';' FROM source.sqlite_schema WHERE sql NOT NULL AND name NOT LIKE "
          "'sqlite_%' ORDER BY type DESC",
          "SELECT 'INSERT INTO main.' || name || ' SELECT * FROM source.' || name || ';' FROM "
          "source.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"}) {
        EXPECT_EQ(sqlite3_exec(handle, statement, add, &copy, nullptr), SQLITE_OK);
    }
    copy += test::back_to_schema_9;
    copy += "ANALYZE; UPDATE meta SET value = 8 WHERE name = 'schema_version'";
    EXPECT_EQ(sqlite3_exec(handle, copy.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(handle);
    sqlite3_close(handle);
    fs::rename(old, path);
    ASSERT_EQ(bytes_of(path)[20], 0);
}

TEST_F(FlippedBits, are_noticed_in_a_file_of_an_older_program_after_its_first_start)
{
    write_without_checksums(directory.path());
    EXPECT_TRUE(equal(rows_in(directory.path()), expected));
    EXPECT_EQ(bytes_of(directory.path())[20], checksum_bytes);
    EXPECT_TRUE(is_clean(directory.path()));
    auto bytes = bytes_of(directory.path());
    bytes[bytes.find("person7@")] ^= 1;
    overwrite(directory.path(), bytes);
    EXPECT_FALSE(is_clean(directory.path()));
}

} // namespace
} // namespace muster::store::sqlite
