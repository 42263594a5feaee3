// A write sees the fields that are declared at its revision, though they stay in memory between
// writes.
#include "directory/directory_test.h"

namespace muster::directory {
namespace {

Result<void> declare(Transaction& t, const std::string& key)
{
    CustomField field;
    field.key = key;
    field.type = Type::text;
    TRY(declare_field(t, field));
    return {};
}

class WritesSeeDeclaredFields : public DirectoryTest {
protected:
    Result<CustomerId> customer_with(Directory& writer, const std::string& key)
    {
        const Principal principal{{7}, {1}, {1}, "Ann", "native", {}};
        auto made = writer.write(principal, {1}, [&](Transaction& t) {
            Customer draft;
            draft.name = "Ada";
            draft.fields.set(key, std::string("red"));
            return create_customer(t, draft);
        });
        if (!made) return fail(made.error());
        return made->id;
    }
};

// Promise 1: an undone write leaves nothing, also in memory.
TEST_F(WritesSeeDeclaredFields, TheFieldOfAnUndoneWriteIsUnknown)
{
    ASSERT_TRUE(write([](Transaction& t) { return declare(t, "size"); }));
    const auto undone = write([](Transaction& t) -> Result<void> {
        TRY(declare(t, "color"));
        Customer draft;
        draft.fields.set("color", std::string("red"));
        TRY(create_customer(t, draft));
        return fail(Code::conflict, "test", "changed my mind");
    });
    ASSERT_FALSE(undone);
    EXPECT_EQ(customer_with(directory, "color").error().code, Code::unknown_field);
    EXPECT_TRUE(customer_with(directory, "size"));
}

// Promise 4: what another node has declared is known at once.
TEST_F(WritesSeeDeclaredFields, TheFieldOfAnotherNodeIsKnown)
{
    Directory other(*store, clock, random);
    ASSERT_TRUE(customer_with(directory, "size").error().code == Code::unknown_field);
    const Principal principal{{7}, {1}, {1}, "Ben", "native", {}};
    ASSERT_TRUE(other.write(principal, {1}, [](Transaction& t) { return declare(t, "size"); }));
    EXPECT_TRUE(customer_with(directory, "size"));
}

TEST_F(WritesSeeDeclaredFields, ARemovedFieldIsUnknown)
{
    ASSERT_TRUE(write([](Transaction& t) { return declare(t, "size"); }));
    ASSERT_TRUE(customer_with(directory, "size"));
    ASSERT_TRUE(write([](Transaction& t) -> Result<void> {
        const auto* field = TRY(t.declared())->find(FieldEntity::customer, "size");
        return remove_field(t, field->id, {}, RulesThatName::refuse_removal);
    }));
    EXPECT_EQ(customer_with(directory, "size").error().code, Code::unknown_field);
}

} // namespace
} // namespace muster::directory
