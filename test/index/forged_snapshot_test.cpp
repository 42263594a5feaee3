// A forged snapshot with right hashes is refused when its content is invalid. Lengths and codes of
// a file are checked before they are used to allocate memory, read cells or search tables.
#include <limits>

#include <gtest/gtest.h>

#include "index/tenant/tenant_index.h"
#include "store/engines.h"

namespace muster::index::test {
namespace {

constexpr std::uint64_t endless = std::numeric_limits<std::uint64_t>::max();

class ForgedSnapshots : public testing::Test {
protected:
    // Whether an index accepts what `forge` writes after an empty set of customers.
    template <class Forge>
    bool is_taken(const Forge& forge)
    {
        const std::string path = folder.path() / "forged";
        ChecksummedWriter out(File(std::fopen(path.c_str(), "wb")));
        out.number(0); // chunks of customers
        forge(out);
        EXPECT_TRUE(out.finish());
        TenantIndex index(model::TenantId{1}, {});
        ChecksummedReader in(File(std::fopen(path.c_str(), "rb")));
        return index.read(in);
    }
    static void column(ChecksummedWriter& out, std::string_view name, CellType type)
    {
        out.text(name);
        out.number(static_cast<std::uint64_t>(type));
        out.number(0); // scale
    }

    store::test::TemporaryFolder folder;
};

TEST_F(ForgedSnapshots, an_empty_snapshot_is_accepted)
{
    EXPECT_TRUE(is_taken([](ChecksummedWriter& out) {
        out.number(0); // columns
        out.number(0); // groups
    }));
}

TEST_F(ForgedSnapshots, counts_without_content_allocate_no_memory)
{
    EXPECT_FALSE(is_taken([](ChecksummedWriter& out) { out.number(endless); }));
    EXPECT_FALSE(is_taken([](ChecksummedWriter& out) {
        out.number(1);
        column(out, "name", CellType::text);
        out.number(0); // chunks of cells
        out.number(1); // blocks of texts
        out.number(block_texts);
        for (std::size_t i = 0; i < block_texts / 2; ++i) out.number(endless); // sizes
    }));
    EXPECT_FALSE(is_taken([](ChecksummedWriter& out) {
        out.number(1);
        out.number(endless); // the length of a name
    }));
}

TEST_F(ForgedSnapshots, unknown_and_repeated_columns_are_refused)
{
    for (const std::string_view name : {"x", "fields.", "secret"}) {
        EXPECT_FALSE(is_taken([&](ChecksummedWriter& out) {
            out.number(1);
            column(out, name, CellType::integer);
            out.number(0);
            out.number(0);
        })) << name;
    }
    for (const std::uint64_t columns : {1U, 2U}) {
        const bool is_sound = is_taken([&](ChecksummedWriter& out) {
            out.number(columns);
            for (std::uint64_t i = 0; i < columns; ++i) {
                column(out, "fields.n", CellType::integer);
                out.number(0);
            }
            out.number(0);
        });
        EXPECT_EQ(is_sound, columns == 1);
    }
}

TEST_F(ForgedSnapshots, cells_without_a_text_are_refused)
{
    IntegerColumn codes;
    codes.set(1, 0);
    EXPECT_FALSE(is_taken([&](ChecksummedWriter& out) {
        out.number(1);
        column(out, "name", CellType::text);
        codes.write(out);
        Dictionary::write(TextBlocks(), out);
        out.number(0);
    }));
}

TEST_F(ForgedSnapshots, invalid_and_full_hash_tables_are_refused)
{
    const auto with_slots = [&](const std::vector<std::uint64_t>& slots) {
        return is_taken([&](ChecksummedWriter& out) {
            out.number(1);
            column(out, "name", CellType::text);
            out.number(0);                           // chunks of cells
            out.number(1);                           // blocks of texts
            out.list(std::vector<std::uint32_t>{3}); // sizes
            out.bytes("Ann", 3);
            out.list(slots);
            out.number(0);
        });
    };
    std::vector<std::uint64_t> slots(16);
    EXPECT_TRUE(with_slots(slots));
    slots[3] = 2; // the second of one text
    EXPECT_FALSE(with_slots(slots));
    EXPECT_FALSE(with_slots(std::vector<std::uint64_t>(16, 1)));
    EXPECT_FALSE(with_slots(std::vector<std::uint64_t>(17)));
}

TEST_F(ForgedSnapshots, repeated_groups_are_refused)
{
    EXPECT_FALSE(is_taken([](ChecksummedWriter& out) {
        out.number(0);
        out.number(2);
        for (int i = 0; i < 2; ++i) {
            out.number(7); // the same group
            out.number(0); // chunks
        }
    }));
}

} // namespace
} // namespace muster::index::test
