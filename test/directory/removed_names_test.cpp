// Promise 14: a rule that names a removed group or field never selects more customers than before.
#include "directory/directory_test.h"
#include "directory/dynamic.h"
#include "directory/fields.h"

namespace muster::directory {

namespace {

class RemovedNames : public DirectoryTest {
protected:
    GroupId by_rule(const std::string& rule)
    {
        auto made = write([&](Transaction& t) {
            Group draft;
            draft.name = "by " + rule.substr(0, 100);
            draft.rule = rule;
            return create_group(t, draft);
        });
        EXPECT_TRUE(made) << made.error().message;
        return made->id;
    }

    FieldId tenure()
    {
        auto made = write([&](Transaction& t) {
            CustomField draft;
            draft.key = "tenure";
            draft.type = Type::integer;
            return declare_field(t, draft);
        });
        EXPECT_TRUE(made) << made.error().message;
        return made->id;
    }

    bool is_in(GroupId group, CustomerId customer)
    {
        const auto& rows = directory.rows();
        const auto groups = load_dynamic_groups(rows, {1}, *load_declared(rows, {1}));
        return is_member(rows, {1}, *groups, group, read(customer), clock.now()).value();
    }

    Result<void> remove(GroupId id, RulesThatName named = RulesThatName::lose_the_part)
    {
        return write([&](Transaction& t) { return remove_group(t, id, {}, named); });
    }

    CustomerId nora = customer("Nora");
    CustomerId luca = customer("Luca");
};

} // namespace

TEST_F(RemovedNames, OfGroupsMakeTheirPartOfARuleUnknown)
{
    const auto vip = group("VIP");
    const auto other = group("Other");
    ASSERT_TRUE(join(vip, nora));
    ASSERT_TRUE(join(other, luca));
    const auto others = by_rule("NOT MEMBER OF 'VIP'");
    const auto either = by_rule("MEMBER OF 'VIP' OR MEMBER OF 'Other'");
    ASSERT_TRUE(remove(vip));
    EXPECT_FALSE(is_in(others, nora));
    EXPECT_FALSE(is_in(others, luca));
    EXPECT_FALSE(is_in(either, nora));
    EXPECT_TRUE(is_in(either, luca)) << "the other part decides as before";
    EXPECT_EQ(read(others).rule, "NOT REMOVED('MEMBER OF ''VIP''')");
    EXPECT_EQ(read(either).rule,
              "REMOVED('MEMBER OF ''VIP''') OR MEMBER OF " + std::to_string(other.value));
}

TEST_F(RemovedNames, OfGroupsWithRulesCountToo)
{
    const auto leeds = by_rule("city = 'Leeds' OR city IS NULL AND FALSE");
    const auto others = by_rule("city IS NULL OR NOT MEMBER OF " + std::to_string(leeds.value));
    const auto neither = by_rule("id > 0 AND NOT MEMBER OF " + std::to_string(others.value));
    EXPECT_TRUE(is_in(others, nora));
    EXPECT_FALSE(is_in(neither, nora));
    ASSERT_TRUE(remove(others));
    EXPECT_FALSE(is_in(neither, nora));
}

TEST_F(RemovedNames, OfGroupsAreRefusedWithTheGroupsThatNameThem)
{
    const auto vip = group("VIP");
    const auto others = by_rule("NOT MEMBER OF 'VIP'");
    by_rule("city = 'Leeds'");
    const auto before = revision();
    const auto refused = remove(vip, RulesThatName::refuse_removal);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::conflict);
    EXPECT_EQ(refused.error().message, "the rule of the group 'by NOT MEMBER OF ''VIP''' (" +
                                           std::to_string(others.value) +
                                           ") names it: change or remove that first");
    EXPECT_EQ(revision(), before);
}

TEST_F(RemovedNames, OfGroupsInSinceShowTheWholeCondition)
{
    const auto vip = group("VIP");
    const auto others = by_rule("NOT MEMBER OF 'VIP' SINCE BEFORE NOW()");
    EXPECT_TRUE(is_in(others, nora));
    ASSERT_FALSE(remove(vip, RulesThatName::refuse_removal));
    ASSERT_TRUE(remove(vip));
    EXPECT_FALSE(is_in(others, nora));
    EXPECT_EQ(read(others).rule, "NOT REMOVED('MEMBER OF ''VIP'' SINCE BEFORE NOW()')");
}

// The id of one group is a part of the id of another.
TEST_F(RemovedNames, OfOtherGroupsDoNotCount)
{
    const auto vip = group("VIP");
    GroupId last = vip;
    while (last.value < 10 * vip.value) last = group("more");
    const auto others = by_rule("NOT MEMBER OF " + std::to_string(last.value));
    ASSERT_TRUE(remove(vip, RulesThatName::refuse_removal));
    EXPECT_TRUE(is_in(others, nora));
}

TEST_F(RemovedNames, OfFieldsMakeTheirPartOfARuleUnknown)
{
    const auto field = tenure();
    const auto newcomers = by_rule("tenure IS NULL");
    EXPECT_TRUE(is_in(newcomers, nora));
    ASSERT_TRUE(write([&](Transaction& t) { return remove_field(t, field); }));
    EXPECT_FALSE(is_in(newcomers, nora));
    EXPECT_EQ(read(newcomers).rule, "REMOVED('fields.tenure IS NULL')");
}

TEST_F(RemovedNames, OfFieldsAreRefusedWithTheGroupsThatNameThem)
{
    const auto field = tenure();
    by_rule("tenure < 12");
    const auto refused = write(
        [&](Transaction& t) { return remove_field(t, field, {}, RulesThatName::refuse_removal); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::conflict);
    EXPECT_EQ(refused.error().subject, "field");
    EXPECT_NE(refused.error().message.find("'by tenure < 12'"), std::string::npos);
}

TEST_F(RemovedNames, AreReadAndStoredAgain)
{
    const auto group = by_rule("removed('MEMBER OF ''VIP''') OR city = 'Leeds'");
    EXPECT_EQ(read(group).rule, "REMOVED('MEMBER OF ''VIP''') OR city = 'Leeds'");
}

// A long rule has no room for the descriptions of what was removed.
TEST_F(RemovedNames, AreLeftOutWhereTheRuleWouldBeTooLong)
{
    const auto vip = group(std::string(200, 'v'));
    std::string rule = "MEMBER OF " + std::to_string(vip.value);
    for (int i = 0; i < 400; ++i) rule += " OR NOT MEMBER OF " + std::to_string(vip.value);
    const auto others = by_rule(rule);
    ASSERT_TRUE(remove(vip));
    EXPECT_FALSE(is_in(others, nora));
    EXPECT_TRUE(read(others).rule.starts_with("NULL OR NOT NULL")) << read(others).rule.size();
}

// A job whose rule names a group that is removed while the job waits must not take everybody.
TEST_F(RemovedNames, EndTheRuleOfAJob)
{
    const auto vip = group("VIP");
    const std::string rule = "NOT MEMBER OF " + std::to_string(vip.value);
    EXPECT_TRUE(read_stored_rule(directory.rows(), {1}, rule));
    ASSERT_TRUE(remove(vip));
    EXPECT_FALSE(read_stored_rule(directory.rows(), {1}, rule));
}

} // namespace muster::directory
