// For each ordered pair of APIs: what one creates, the other reads and changes, and data that only
// the first one knows is not lost (core promises 4 and 6). Once with our ids, and once with vendor
// numbers in both APIs, so that each names the tenant, the group and the customer by another id.
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

// Gives what the callers of a pair name a vendor number in each API that has such numbers.
class Numbering {
public:
    Numbering(World& world, bool is_wanted) : native_(world, own()), is_wanted_(is_wanted) {}

    // Before the callers log in: some tokens contain the number.
    void number_tenant(const Dialect& dialect)
    {
        if (!is_wanted_ || dialect.tenant_id_name.empty()) return;
        const auto name = std::string(dialect.name) + '.' + std::string(dialect.tenant_id_name);
        give("/v1/tenants/first", name, number_in(dialect), "key.admin");
    }
    void show_tenant(Caller& caller) const
    {
        if (is_wanted_ && !caller.dialect().tenant_id_name.empty())
            caller.set("tenant", plain(number_in(caller.dialect())));
    }
    // `id` is the variable with our id: each caller knows it by its own number afterwards.
    void number(std::string_view collection, const std::string& id, Caller& maker, Caller& other)
    {
        const auto target = std::string(collection) + maker.get(id);
        other.set(id, maker.get(id));
        for (Caller* caller : {&maker, &other}) {
            const auto& dialect = caller->dialect();
            if (!is_wanted_ || !dialect.numbers_customers_and_groups) continue;
            give(target, std::string(dialect.name), number_in(dialect), "key");
            caller->set(id, plain(number_in(dialect)));
        }
    }

private:
    void give(const std::string& target, const std::string& name, const std::string& number,
              const std::string& key)
    {
        const auto given = native_.send(http::Verb::patch, target,
                                        R"({"vendor_numbers": {")" + name + "\": " + number + "}}",
                                        {{"Authorization", "Bearer " + native_.get(key)}});
        EXPECT_EQ(given.status, 200) << given.body;
    }

    // As JSON; in no two APIs the same.
    static std::string number_in(const Dialect& dialect)
    {
        const auto number = std::to_string(40'000'000 + dialect.name.size() * 1000 +
                                           static_cast<unsigned char>(dialect.name[0]));
        return dialect.id_form == IdForm::text ? "\"u-" + number + '"' : number;
    }
    static std::string plain(std::string json)
    {
        std::erase(json, '"');
        return json;
    }

    Caller native_;
    bool is_wanted_;
};

class PairTest : public testing::Test {
public:
    PairTest(const Dialect& maker, const Dialect& other, bool has_numbers)
        : maker_(maker), other_(other), has_numbers_(has_numbers)
    {}

    void TestBody() override
    {
        World world;
        Numbering numbers(world, has_numbers_);
        numbers.number_tenant(maker_);
        numbers.number_tenant(other_);
        Caller maker(world, maker_);
        Caller other(world, other_);
        numbers.show_tenant(maker);
        numbers.show_tenant(other);
        check_groups(maker, other, numbers);
        check_customers(maker, other, numbers);
    }

private:
    // All but the ids.
    static void share(const Caller& from, Caller& to)
    {
        for (const auto* name : {"name", "first", "last", "email", "phone"}) {
            to.set(name, from.get(name));
        }
    }

    static void expect(Caller& caller, std::string_view act)
    {
        const std::string difference = Acts::of(caller.dialect()).play(caller, act);
        EXPECT_TRUE(difference.empty()) << difference;
    }

    static void check_groups(Caller& maker, Caller& other, Numbering& numbers)
    {
        if (!Acts::of(maker.dialect()).has("make group")) return;
        maker.set("name", "Harbour");
        expect(maker, "make group");
        share(maker, other);
        numbers.number("/v1/groups/", "gid", maker, other);
        expect(other, "read group");

        other.set("name", "Lighthouse");
        if (!Acts::of(other.dialect()).has("rename group")) return;
        expect(other, "rename group");
        expect(other, "read group");
        share(other, maker);
        expect(maker, "read own group");

        expect(other, "remove group");
        if (Acts::of(other.dialect()).has("remove group")) expect(maker, "read removed group");
    }

    static void check_customers(Caller& maker, Caller& other, Numbering& numbers)
    {
        if (!Acts::of(maker.dialect()).has("make customer")) return;
        name_customer(maker, "Ines", "Okoro");
        maker.set("phone", "447700900321");
        expect(maker, "make customer");
        share(maker, other);
        numbers.number("/v1/customers/", "cid", maker, other);
        expect(other, "read customer");

        if (!Acts::of(other.dialect()).has("change customer")) return;
        name_customer(other, "Rosa", "Lindqvist");
        expect(other, "change customer");
        expect(other, "read customer");
        share(other, maker);
        expect(maker, "read customer");
        expect(maker, "read own customer");
    }

    const Dialect& maker_;
    const Dialect& other_;
    bool has_numbers_;
};

int register_pairs()
{
    for (const Dialect* maker : all()) {
        for (const Dialect* other : all()) {
            if (maker == other) continue;
            const std::string name = std::string(maker->name) + "_and_" + std::string(other->name);
            for (const bool has_numbers : {false, true}) {
                testing::RegisterTest(has_numbers ? "NumberedPairs" : "Pairs", name.c_str(),
                                      nullptr, nullptr, __FILE__, __LINE__,
                                      [maker, other, has_numbers]() -> testing::Test* {
                                          return new PairTest(*maker, *other, has_numbers);
                                      });
            }
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
