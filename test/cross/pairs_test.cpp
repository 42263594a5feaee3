// For each ordered pair of APIs: what one creates, the other reads and changes, and data that only
// the first one knows is not lost (core promises 4 and 6).
#include <gtest/gtest.h>

#include "cross/acts.h"
#include "dialects/all.h"

namespace muster::dialects::test {
namespace {

void name_customer(Caller& caller, std::string_view first, std::string_view last)
{
    caller.set("first", std::string(first));
    caller.set("last", std::string(last));
    caller.set("email", std::string(first) + "@harbour.example");
}

class PairTest : public testing::Test {
public:
    PairTest(const Dialect& maker, const Dialect& other) : maker_(maker), other_(other) {}

    void TestBody() override
    {
        World world;
        Caller maker(world, maker_);
        Caller other(world, other_);
        check_groups(maker, other);
        check_customers(maker, other);
    }

private:
    static void expect(Caller& caller, std::string_view act)
    {
        const std::string difference = Acts::of(caller.dialect()).play(caller, act);
        EXPECT_TRUE(difference.empty()) << difference;
    }

    static void check_groups(Caller& maker, Caller& other)
    {
        if (!Acts::of(maker.dialect()).has("make group")) return;
        maker.set("name", "Harbour");
        expect(maker, "make group");
        hand_over(maker, other);
        expect(other, "read group");

        other.set("name", "Lighthouse");
        if (!Acts::of(other.dialect()).has("rename group")) return;
        expect(other, "rename group");
        expect(other, "read group");
        hand_over(other, maker);
        expect(maker, "read own group");

        expect(other, "remove group");
        if (Acts::of(other.dialect()).has("remove group")) expect(maker, "read removed group");
    }

    static void check_customers(Caller& maker, Caller& other)
    {
        if (!Acts::of(maker.dialect()).has("make customer")) return;
        name_customer(maker, "Ines", "Okoro");
        maker.set("phone", "447700900321");
        expect(maker, "make customer");
        hand_over(maker, other);
        expect(other, "read customer");

        if (!Acts::of(other.dialect()).has("change customer")) return;
        name_customer(other, "Rosa", "Lindqvist");
        expect(other, "change customer");
        expect(other, "read customer");
        hand_over(other, maker);
        expect(maker, "read customer");
        expect(maker, "read own customer");
    }

    const Dialect& maker_;
    const Dialect& other_;
};

int register_pairs()
{
    for (const Dialect* maker : all()) {
        for (const Dialect* other : all()) {
            if (maker == other) continue;
            const std::string name = std::string(maker->name) + "_and_" + std::string(other->name);
            testing::RegisterTest(
                "Pairs", name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                [maker, other]() -> testing::Test* { return new PairTest(*maker, *other); });
        }
    }
    return 0;
}

const int registered = register_pairs();

// A new dialect must have a file of acts.
TEST(Acts, are_known_of_every_dialect)
{
    for (const Dialect* dialect : all()) {
        EXPECT_TRUE(Acts::of(*dialect).has("read customer")) << dialect->name;
    }
}

} // namespace
} // namespace muster::dialects::test
