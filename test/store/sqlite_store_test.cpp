// The SQLite file has every acknowledged write, and opens only when no other process uses it.
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

#include "store/engines.h"
#include "store/open.h"

namespace muster::store {
namespace {

using namespace model;
using test::TemporaryFolder;

using test::tenant;

std::unique_ptr<Store> open_in(const TemporaryFolder& folder)
{
    auto store = open_store("sqlite:" + (folder.path() / "deep" / "muster.db").string());
    EXPECT_TRUE(store.has_value()) << store.error().message << store.error().detail;
    return std::move(*store);
}

Revision create_group(Store& store, const std::string& name)
{
    const auto revision = store.write(tenant, {}, [&](Writer& writer) -> Result<void> {
        Group group;
        group.id.value = TRY(writer.next_id(tenant, Kind::group));
        group.name = name;
        group.fields.set("limit", Decimal{-2950, 2});
        group.extras.set("some", R"({"a":[1,{"b":"}\""}]})");
        return writer.put({Action::created, tenant, std::nullopt, group, {}, {}, true});
    });
    EXPECT_TRUE(revision.has_value()) << revision.error().message << revision.error().detail;
    return revision.value_or(-1);
}

TEST(SqliteStore, keeps_everything_when_opened_again) // promise 1
{
    const TemporaryFolder folder;
    {
        const auto store = open_in(folder);
        EXPECT_EQ(create_group(*store, "VIP"), 1);
        EXPECT_EQ(create_group(*store, "Old"), 2);
    }
    const auto store = open_in(folder);
    EXPECT_EQ(store->revision(tenant), 2);
    const auto group = get<Group>(*store, tenant, {2});
    ASSERT_TRUE(group.has_value());
    EXPECT_EQ(group->name, "Old");
    EXPECT_EQ(group->revision, 2);
    EXPECT_EQ(*group->fields.find("limit"), Value(Decimal{-2950, 2}));
    EXPECT_EQ(group->extras.of("some"), R"({"a":[1,{"b":"}\""}]})");
    EXPECT_EQ(store->changes({tenant, 0, 10, {}, 0})->size(), 2U);
    EXPECT_EQ(create_group(*store, "New"), 3);
    EXPECT_TRUE(get<Group>(*store, tenant, {3}).has_value()); // ids go on
}

TEST(SqliteStore, is_readable_by_its_owner_only)
{
    const TemporaryFolder folder;
    const auto store = open_in(folder);
    create_group(*store, "VIP");
    for (const auto& file : std::filesystem::directory_iterator(folder.path() / "deep")) {
        const auto mode = std::filesystem::status(file).permissions();
        EXPECT_EQ(mode & ~std::filesystem::perms::owner_all, std::filesystem::perms::none) << file;
    }
}

TEST(SqliteStore, is_opened_by_one_server_only)
{
    const TemporaryFolder folder;
    const auto store = open_in(folder);
    const auto second = open_store("sqlite:" + (folder.path() / "deep" / "muster.db").string());
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, Code::conflict);
}

// A long write can see that others wait for it.
TEST(SqliteStore, tells_a_write_that_others_wait_for_it)
{
    const TemporaryFolder folder;
    const auto store = open_in(folder);
    std::thread other;
    const auto revision = store->write(tenant, {}, [&](Writer& writer) -> Result<void> {
        EXPECT_FALSE(writer.others_wait());
        other = std::thread([&] { EXPECT_EQ(create_group(*store, "VIP"), 1); });
        while (!writer.others_wait()) std::this_thread::yield();
        return {};
    });
    other.join();
    EXPECT_EQ(revision, 0);
    EXPECT_TRUE(store->write(tenant, {}, [](Writer& writer) -> Result<void> {
        EXPECT_FALSE(writer.others_wait());
        return {};
    }));
}

} // namespace
} // namespace muster::store
