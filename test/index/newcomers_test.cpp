// Who comes with many others is known before all of them are there.
#include <gtest/gtest.h>

#include "index/tenant/image.h"
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

std::string name_of(const Image& image, std::int64_t id)
{
    for (const auto& column : image.operand("name")->columns) {
        const auto value = column.view().get(id);
        if (value) return std::get<std::string>(*value);
    }
    return {};
}

class Newcomers : public testing::Test {
protected:
    // As a file keeps the image, and a start reads it.
    Image reread() const
    {
        const std::string path = folder.path() / "image";
        FrameWriter out(File(std::fopen(path.c_str(), "wb")));
        write(freeze(image), out);
        EXPECT_TRUE(out.finish());
        Image read(model::TenantId{1}, {});
        FrameReader in(File(std::fopen(path.c_str(), "rb")));
        EXPECT_TRUE(read.read(in));
        return read;
    }

    store::test::Folder folder;
    Image image{model::TenantId{1}, {}};
};

TEST_F(Newcomers, AreThereWhenTheyAreAdmitted)
{
    image.prepare(person(1, "Ada"));
    EXPECT_EQ(image.live().count(), 0);
    const std::int64_t id = 1;
    image.admit({&id, 1});
    EXPECT_EQ(image.live().count(), 1);
    EXPECT_EQ(name_of(image, 1), "Ada");
}

// Saved between the two steps: nobody has their texts, and others may get the codes of these.
TEST_F(Newcomers, LeaveNothingInAFileBeforeTheyAreThere)
{
    image.put(person(1, "Ada"));
    image.prepare(person(2, "Bob"));
    image.prepare(person(3, "Cy"));
    Image read = reread();
    EXPECT_EQ(read.live().count(), 1);
    EXPECT_EQ(read.operand("name")->columns.at(0).texts().texts(), 1U);
    read.put(person(4, "Bob")); // another of that name
    read.put(person(5, "Eve"));
    read.put(person(6, "Finn"));
    read.put(person(2, "Bob"));
    read.put(person(3, "Cy"));
    const std::vector<std::string> names{"Ada", "Bob", "Cy", "Bob", "Eve", "Finn"};
    for (std::int64_t one = 1; one <= 6; ++one) {
        EXPECT_EQ(name_of(read, one), names[static_cast<std::size_t>(one - 1)]);
    }
}

TEST_F(Newcomers, KeepWhatIsKnownWhenAChunkIsFull)
{
    std::vector<std::int64_t> ids;
    for (std::int64_t id = 65'530; id < 65'545; ++id) {
        image.prepare(person(id, id % 2 == 0 ? std::to_string(id) : ""));
        ids.push_back(id);
    }
    image.admit(ids);
    for (const std::int64_t id : ids) {
        EXPECT_EQ(name_of(image, id), id % 2 == 0 ? std::to_string(id) : "");
    }
}

} // namespace
} // namespace muster::index::test
