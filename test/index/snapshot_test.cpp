// A start reads the snapshot and the changes since. A snapshot that cannot be used is noticed,
// logged and ignored.
#include <csignal>
#include <fstream>
#include <iterator>

#include <sys/resource.h>

#include "index/world.h"
#include "store/engines.h"

namespace muster::index::test {
namespace {

class Snapshots : public IndexWorld {
protected:
    Snapshots()
    {
        restart();
        group(1);
        group(2, "city = 'Leeds'");
        for (std::int64_t id = 1; id <= 100; ++id) {
            customer(id, "Person " + std::to_string(id), id % 2 == 0 ? "Leeds" : "York");
        }
        for (std::int64_t id = 10; id <= 20; ++id)
            join(1, id, true, joined + std::chrono::days{id});
        EXPECT_TRUE(index->preload(tenant));
        EXPECT_TRUE(index->save(tenant));
    }

    void restart()
    {
        IndexOptions options;
        options.folder = folder.path() / "index";
        open(options);
    }
    std::string path() const { return folder.path() / "index" / "1.index"; }
    std::string content() const
    {
        std::ifstream file(path(), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    void overwrite(const std::string& bytes) const
    {
        std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes;
    }
    bool has_file() const { return std::filesystem::exists(path()); }

    void expect_all_known()
    {
        EXPECT_EQ(ids("city = 'Leeds' AND id <= 6"), (Ids{2, 4, 6}));
        EXPECT_EQ(ids("MEMBER OF 1 AND MEMBER OF 2"), (Ids{10, 12, 14, 16, 18, 20}));
        EXPECT_EQ(ids("name = 'Person 99'"), (Ids{99}));
        EXPECT_EQ(ids("MEMBER OF 1 SINCE BEFORE DATE '2026-01-14'"), (Ids{10, 11, 12}));
    }
    void expect_told(const std::string& reason)
    {
        ASSERT_EQ(logged.size(), 1);
        EXPECT_NE(logged[0].find(reason), std::string::npos) << logged[0];
        EXPECT_FALSE(has_file()); // the useless file is deleted
    }

    static constexpr Time joined{std::chrono::sys_days(std::chrono::year{2026} / 1 / 1)};
    store::test::TemporaryFolder folder;
};

TEST_F(Snapshots, are_read_at_the_next_start)
{
    restart();
    expect_all_known();
    EXPECT_TRUE(logged.empty());
    EXPECT_TRUE(has_file());
}

// Columns are stored in UTC, so that the snapshot stays right when the tenant's time zone changes.
TEST_F(Snapshots, are_read_in_the_time_zone_of_the_moment)
{
    const auto today = std::chrono::floor<std::chrono::days>(clock.now()); // it is midnight in UTC
    Customer born;
    born.birth_date = today;
    born.created_at = clock.now() - std::chrono::minutes{1};
    born.id = {200};
    put(born);
    born.birth_date = today - std::chrono::days{1};
    born.id = {201};
    put(born);
    group(3, "birth_date = CURRENT_DATE AND EXTRACT(DAY FROM created_at) = 19");
    EXPECT_EQ(ids("MEMBER OF 3"), (Ids{200}));
    ASSERT_TRUE(index->save(tenant));
    set_zone(TimeZone::find("America/New_York"));
    EXPECT_EQ(ids("MEMBER OF 3"), (Ids{201}));
    restart();
    EXPECT_EQ(ids("MEMBER OF 3"), (Ids{201}));
    ASSERT_TRUE(index->save(tenant));
    set_zone(TimeZone::find("Asia/Kathmandu")); // there, created_at is on the 20th
    restart();
    EXPECT_EQ(ids("MEMBER OF 3"), (Ids{}));
    EXPECT_EQ(index->count(tenant, {3}).value(), 0);
    EXPECT_TRUE(logged.empty());
}

TEST_F(Snapshots, later_changes_are_replayed)
{
    customer(7, "Person 7", "Leeds");
    customer(101, "Newcomer", "Leeds");
    remove(12);
    join(1, 12, false);
    join(1, 99);
    group(3, "name = 'Newcomer'");
    restart();
    EXPECT_EQ(ids("city = 'Leeds' AND id < 9"), (Ids{2, 4, 6, 7, 8}));
    EXPECT_EQ(ids("MEMBER OF 1 AND id > 10"), (Ids{11, 13, 14, 15, 16, 17, 18, 19, 20, 99}));
    EXPECT_EQ(ids("MEMBER OF 3"), (Ids{101}));
    EXPECT_TRUE(logged.empty());
}

TEST_F(Snapshots, can_be_changed_after_reading)
{
    restart();
    expect_all_known();
    customer(99, "Somebody", "Bath"); // the last customer that uses the texts of the file changes
    customer(102, "Person 99", "Bath");
    remove(4);
    EXPECT_EQ(ids("name = 'Person 99'"), (Ids{102}));
    EXPECT_EQ(ids("city = 'Bath'"), (Ids{99, 102}));
    EXPECT_EQ(ids("city = 'Leeds' AND id < 9"), (Ids{2, 6, 8}));
}

TEST_F(Snapshots, truncated_anywhere_are_refused)
{
    const auto whole = content();
    for (const std::size_t kept :
         {std::size_t{0}, std::size_t{7}, whole.size() / 2, whole.size() - 16, whole.size() - 1}) {
        overwrite(whole.substr(0, kept));
        logged.clear();
        restart();
        expect_all_known();
        expect_told("cut short");
    }
}

TEST_F(Snapshots, damaged_anywhere_are_refused)
{
    const auto whole = content();
    for (std::size_t at = 0; at < whole.size(); at += whole.size() / 20 + 1) {
        auto damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
        overwrite(damaged);
        logged.clear();
        restart();
        expect_all_known();
        expect_told("");
    }
}

TEST_F(Snapshots, newer_than_the_store_are_refused)
{
    store->set_commit_listener(nullptr);
    auto older = store::make_memory_store();
    index.reset();
    std::swap(store, older);
    restart();
    customer(5, "Only one", "Leeds");
    EXPECT_EQ(ids("city = 'Leeds'"), (Ids{5}));
    expect_told("newer than the store");
}

TEST_F(Snapshots, of_another_history_are_refused)
{
    store->set_commit_listener(nullptr);
    auto other = store::make_memory_store();
    index.reset();
    std::swap(store, other);
    restart();
    for (std::int64_t id = 1; id <= 200; ++id) customer(id, "Stranger", "Leeds");
    EXPECT_EQ(std::ssize(ids("name = 'Stranger'")), 200);
    expect_told("another history");
}

TEST_F(Snapshots, of_other_indexed_operands_are_refused)
{
    store->set_commit_listener(nullptr);
    IndexOptions options;
    options.folder = folder.path() / "index";
    options.log = [this](const std::string& line) { logged.push_back(line); };
    index = std::make_unique<Index>(*store, clock, options);
    store->set_commit_listener(index.get());
    expect_all_known();
    expect_told("other fields");
}

// promise 10
TEST_F(Snapshots, are_written_again_soon_after_an_erasure)
{
    restart();
    ASSERT_NE(content().find("Person 42"), std::string::npos);
    ASSERT_TRUE(index->preload(tenant));
    remove(42);
    clock.step(limits::index_save_after_erasure);
    index->maintain();
    EXPECT_TRUE(has_file());
    EXPECT_EQ(content().find("Person 42"), std::string::npos);
    EXPECT_NE(content().find("Person 43"), std::string::npos);
}

// promise 10
TEST_F(Snapshots, of_a_tenant_that_is_not_loaded_are_deleted_by_an_erasure)
{
    restart();
    remove(42);
    EXPECT_FALSE(has_file());
    expect_all_known();
}

// Promise 10: the program ended after the removal and before the next snapshot.
TEST_F(Snapshots, with_an_erased_person_are_deleted_at_the_start)
{
    store->set_commit_listener(nullptr);
    remove(42);
    restart();
    index->maintain();
    EXPECT_FALSE(has_file());
}

TEST_F(Snapshots, are_written_when_due)
{
    std::filesystem::remove(path());
    customer(1, "Changed", "Leeds");
    clock.step(limits::index_save_after);
    index->maintain();
    EXPECT_TRUE(has_file());
    std::filesystem::remove(path());
    clock.step(limits::index_save_after);
    index->maintain();
    EXPECT_FALSE(has_file()); // nothing has changed since
}

TEST_F(Snapshots, stay_unchanged_when_the_disk_is_full)
{
    const auto before = content();
    customer(1, "Changed", "Leeds");
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const rlimit little{1024, limit.rlim_max};
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &little);
    const auto saved = index->save(tenant);
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, old_handler);
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().code, Code::unavailable);
    EXPECT_EQ(content(), before);
    EXPECT_EQ(logged.size(), 1);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path() / "index"), {}), 1);
    EXPECT_TRUE(index->save(tenant)); // succeeds when there is room again
}

TEST_F(Snapshots, are_written_when_idle_tenants_are_unloaded)
{
    const TenantId neighbour{2};
    ASSERT_TRUE(store->write(neighbour, {}, [&](Writer& writer) -> Result<void> {
        for (std::int64_t id = 1; id <= 3000; ++id) {
            Customer made;
            made.id = {id};
            made.city = "Leeds " + std::to_string(id);
            TRY(writer.put({Action::created, neighbour, std::nullopt, made, {}, {}, true}));
        }
        return {};
    }));
    const auto bytes_of = [this](TenantId of) {
        EXPECT_TRUE(index->preload(of));
        std::size_t bytes = 0;
        for (const auto& use : index->memory(of)) bytes += use.bytes;
        return bytes;
    };
    IndexOptions options;
    options.folder = folder.path() / "index";
    customer(1, "Changed", "Leeds");
    open(options);
    options.memory_bytes = bytes_of(tenant) / 2 + bytes_of(neighbour); // not for both
    open(options);
    ASSERT_TRUE(index->preload(tenant));
    customer(3, "Person 3", "Leeds");
    EXPECT_FALSE(index->preload(neighbour)); // the other one was queried a moment ago
    clock.step(limits::index_idle);
    ASSERT_TRUE(index->preload(neighbour));
    EXPECT_EQ(index->loaded(), std::vector{neighbour});
    EXPECT_TRUE(index->memory(tenant).empty());
    clock.step(limits::index_idle);
    EXPECT_EQ(ids("city = 'Leeds' AND id < 5"), (Ids{1, 2, 3, 4}));
}

} // namespace
} // namespace muster::index::test
