// Promise 10: what was erased is gone from the bytes of the files too, and when.
#include <thread>

#include "store/files/killed_copy.h"
#include "store/sqlite/connection.h"

namespace muster::store::sqlite {
namespace {

using namespace directory;
using test::bytes_of;
using test::KilledCopy;
using test::SqliteDirectory;
using test::TemporaryFolder;

bool is_in_files(const TemporaryFolder& folder, const std::string& piece)
{
    for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
        if (bytes_of(file.path().string()).find(piece) != std::string::npos) return true;
    }
    return false;
}

// A read that lasts keeps the log as it is; the log goes when the read ends, without a
// write of somebody, and after a kill with the next start.
TEST(ErasedText, an_erased_person_is_gone_from_the_log_when_the_last_read_has_ended)
{
    SqliteDirectory directory;
    directory.create_customer("Ada Unmistakable", "unmistakable@example.org");
    const auto reader = SqliteConnection::open(directory.path(), ConnectionAccess::read).value();
    std::optional<KilledCopy> killed;
    {
        const auto snapshot = sql::ReadSnapshot::open(*reader).value();
        ASSERT_TRUE(reader->composed("SELECT * FROM customers")->step());
        directory.must([](Transaction& transaction) { return remove_customer(transaction, {1}); });
        EXPECT_TRUE(is_in_files(directory.folder(), "nmistakable"));
        killed.emplace(directory);
    }
    while (is_in_files(directory.folder(), "nmistakable")) std::this_thread::yield();
    EXPECT_TRUE(is_in_files(killed->folder(), "nmistakable"));
    const auto next_start = open_sqlite(killed->path()).value();
    while (is_in_files(killed->folder(), "nmistakable")) std::this_thread::yield();
}

} // namespace
} // namespace muster::store::sqlite
