// Promise: a snapshot that says what could not have been written is refused, however right its
// hashes are: nothing is allocated, looked up or searched on its word alone.
#include <limits>

#include <gtest/gtest.h>

#include "index/tenant/image.h"
#include "store/engines.h"

namespace muster::index::test {
namespace {

constexpr std::uint64_t endless = std::numeric_limits<std::uint64_t>::max();

class Forged : public testing::Test {
protected:
    // Whether an image takes what `forge` writes behind a set of no customer.
    template <class Forge>
    bool is_taken(const Forge& forge)
    {
        const std::string path = folder.path() / "forged";
        FrameWriter out(File(std::fopen(path.c_str(), "wb")));
        out.number(0); // chunks of customers
        forge(out);
        EXPECT_TRUE(out.finish());
        Image image(model::TenantId{1}, {});
        FrameReader in(File(std::fopen(path.c_str(), "rb")));
        return image.read(in);
    }
    static void column(FrameWriter& out, std::string_view name, Form::Type type)
    {
        out.text(name);
        out.number(static_cast<std::uint64_t>(type));
        out.number(0); // scale
    }

    store::test::Folder folder;
};

TEST_F(Forged, NothingAtAllIsSound)
{
    EXPECT_TRUE(is_taken([](FrameWriter& out) {
        out.number(0); // columns
        out.number(0); // groups
    }));
}

TEST_F(Forged, CountsWithoutContentTakeNoMemory)
{
    EXPECT_FALSE(is_taken([](FrameWriter& out) { out.number(endless); }));
    EXPECT_FALSE(is_taken([](FrameWriter& out) {
        out.number(1);
        column(out, "name", Form::Type::text);
        out.number(0); // chunks of cells
        out.number(1); // blocks of texts
        out.number(block_texts);
        for (std::size_t i = 0; i < block_texts / 2; ++i) out.number(endless); // sizes
    }));
    EXPECT_FALSE(is_taken([](FrameWriter& out) {
        out.number(1);
        out.number(endless); // the length of a name
    }));
}

TEST_F(Forged, ColumnsOfUnknownNamesOrTwiceTheSameAreRefused)
{
    for (const std::string_view name : {"x", "fields.", "secret"}) {
        EXPECT_FALSE(is_taken([&](FrameWriter& out) {
            out.number(1);
            column(out, name, Form::Type::integer);
            out.number(0);
            out.number(0);
        })) << name;
    }
    for (const std::uint64_t columns : {1U, 2U}) {
        const bool is_sound = is_taken([&](FrameWriter& out) {
            out.number(columns);
            for (std::uint64_t i = 0; i < columns; ++i) {
                column(out, "fields.n", Form::Type::integer);
                out.number(0);
            }
            out.number(0);
        });
        EXPECT_EQ(is_sound, columns == 1);
    }
}

TEST_F(Forged, CellsThatLeadToNoTextAreRefused)
{
    Numbers codes;
    codes.set(1, 0);
    EXPECT_FALSE(is_taken([&](FrameWriter& out) {
        out.number(1);
        column(out, "name", Form::Type::text);
        codes.write(out);
        Dictionary::write(Texts(), out);
        out.number(0);
    }));
}

TEST_F(Forged, SlotsThatLeadNowhereOrAreAllTakenAreRefused)
{
    const auto with_slots = [&](const std::vector<std::uint64_t>& slots) {
        return is_taken([&](FrameWriter& out) {
            out.number(1);
            column(out, "name", Form::Type::text);
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

TEST_F(Forged, GroupsAreEachThereOnce)
{
    EXPECT_FALSE(is_taken([](FrameWriter& out) {
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
