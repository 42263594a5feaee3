// Two-phase bulk inserts: prepare() is invisible, publish() makes the customers visible.
#include <gtest/gtest.h>

#include "index/tenant/tenant_index.h"
#include "store/engines.h"

namespace muster::index::test {
namespace {

using model::Customer;

Customer person(std::int64_t id, const std::string& name)
{
    Customer one;
    one.id = {id};
    one.name = name;
    return one;
}

std::string name_of(const TenantIndex& index, std::int64_t id)
{
    for (const auto& column : index.operand("name")->columns) {
        const auto value = column.view().get(id);
        if (value) return std::get<std::string>(*value);
    }
    return {};
}

class BulkInserts : public testing::Test {
protected:
    // Writes the index to a snapshot file and reads it back.
    std::unique_ptr<TenantIndex> reread() const
    {
        const std::string path = folder.path() / "index";
        ChecksummedWriter out(File(std::fopen(path.c_str(), "wb")));
        write(capture(index), out);
        EXPECT_TRUE(out.finish());
        auto read = std::make_unique<TenantIndex>(model::TenantId{1}, std::vector<std::string>{});
        ChecksummedReader in(File(std::fopen(path.c_str(), "rb")));
        EXPECT_TRUE(read->read(in));
        return read;
    }

    store::test::TemporaryFolder folder;
    TenantIndex index{model::TenantId{1}, {}};
};

TEST_F(BulkInserts, are_visible_after_publish)
{
    index.prepare(person(1, "Ada"));
    EXPECT_EQ(index.live().count(), 0);
    const std::int64_t id = 1;
    index.publish({&id, 1});
    EXPECT_EQ(index.live().count(), 1);
    EXPECT_EQ(name_of(index, 1), "Ada");
}

// A snapshot between the two phases: no customer uses the prepared texts, so their codes are free.
TEST_F(BulkInserts, are_not_in_a_snapshot_before_publish)
{
    index.put(person(1, "Ada"));
    index.prepare(person(2, "Bob"));
    index.prepare(person(3, "Cy"));
    const auto owned = reread();
    TenantIndex& read = *owned;
    EXPECT_EQ(read.live().count(), 1);
    EXPECT_EQ(read.operand("name")->columns.at(0).texts().texts(), 1U);
    read.put(person(4, "Bob")); // another customer of that name
    read.put(person(5, "Eve"));
    read.put(person(6, "Finn"));
    read.put(person(2, "Bob"));
    read.put(person(3, "Cy"));
    const std::vector<std::string> names{"Ada", "Bob", "Cy", "Bob", "Eve", "Finn"};
    for (std::int64_t one = 1; one <= 6; ++one) {
        EXPECT_EQ(name_of(read, one), names[static_cast<std::size_t>(one - 1)]);
    }
}

TEST_F(BulkInserts, do_not_change_other_rows_of_a_full_chunk)
{
    std::vector<std::int64_t> ids;
    for (std::int64_t id = 65'530; id < 65'545; ++id) {
        index.prepare(person(id, id % 2 == 0 ? std::to_string(id) : ""));
        ids.push_back(id);
    }
    index.publish(ids);
    for (const std::int64_t id : ids) {
        EXPECT_EQ(name_of(index, id), id % 2 == 0 ? std::to_string(id) : "");
    }
}

} // namespace
} // namespace muster::index::test
