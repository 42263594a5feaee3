// Groups by rule: what they refuse, and what the log tells of who enters and leaves.
#include "base/limits.h"
#include "directory/directory_test.h"
#include "directory/scan_finder.h"
#include "directory/time_driven_changes.h"
#include "model/tenant_zone.h"

namespace muster::directory {

namespace {

using namespace std::chrono_literals;

class DynamicGroupTest : public DirectoryTest {
protected:
    Result<Group> by_rule(const std::string& rule, const std::string& name = "by rule")
    {
        return write([&](Transaction& t) {
            Group draft;
            draft.name = name;
            draft.rule = rule;
            return create_group(t, draft);
        });
    }

    Result<Customer> set_city(CustomerId id, const std::string& city)
    {
        return write([&](Transaction& t) {
            return update_customer(t, id, [&](Customer& c) {
                c.city = city;
                return Result<void>{};
            });
        });
    }

    Result<Group> set_rule(GroupId id, const std::string& rule)
    {
        return write([&](Transaction& t) {
            return update_group(t, id, [&](Group& g) {
                g.rule = rule;
                return Result<void>{};
            });
        });
    }

    // "+1" entered, "-1" left: the customers that the log tells of one group.
    std::vector<std::string> told(GroupId group)
    {
        std::vector<std::string> all;
        for (const auto& change : changes()) {
            if (change.kind != Kind::membership || change.id != group.value) continue;
            all.push_back((change.action == Action::created ? '+' : '-') +
                          std::to_string(change.customer));
        }
        return all;
    }

    using Told = std::vector<std::string>;

    Result<Tenant> set_zone(const std::string& name)
    {
        return directory.write(system, system_tenant, [&](Transaction& t) {
            return update_tenant(t, {1}, [&](Tenant& shop) {
                shop.fields.set("time_zone", name);
                return Result<void>{};
            });
        });
    }

    CustomerId born(std::chrono::sys_days date)
    {
        const auto made = write([&](Transaction& t) {
            Customer draft;
            draft.birth_date = date;
            return create_customer(t, draft);
        });
        EXPECT_TRUE(made);
        return made->id;
    }

    // Time passes, and what it changes is logged.
    void pass(std::chrono::days time)
    {
        clock.step(time);
        const ScanFinder finder(directory.rows());
        EXPECT_TRUE(log_time_driven_changes(directory, finder, {1}, warn));
    }

    const Warn warn = [](const std::string& line) { ADD_FAILURE() << line; };
    const Principal system{{}, {}, system_tenant, "system", "core", {}};
};

constexpr std::chrono::sys_days nineteenth = std::chrono::year{2026} / 11 / 19;

} // namespace

// Promises 5 and 9. The clock shows midnight in UTC: in New York it is still the day before.
TEST_F(DynamicGroupTest, reads_dates_in_the_time_zone_of_the_tenant)
{
    const auto today = by_rule("birth_date = CURRENT_DATE")->id;
    const auto ann = born(nineteenth);
    EXPECT_EQ(told(today), Told{});
    ASSERT_TRUE(set_zone("America/New_York"));
    EXPECT_EQ(told(today), Told{}); // the change of the zone is one entry, as that of a rule is
    born(nineteenth);
    born(nineteenth + std::chrono::days{1});
    EXPECT_EQ(told(today), (Told{"+2"}));
    const auto declared = load_declared(directory.rows(), {1}).value();
    const auto groups = load_dynamic_groups(directory.rows(), {1}, declared).value();
    const auto found = get(directory.rows(), TenantId{1}, ann).value();
    EXPECT_TRUE(is_member(directory.rows(), {1}, groups, today, found, clock.now()).value());
}

TEST_F(DynamicGroupTest, logs_what_midnight_in_the_time_zone_of_the_tenant_changes)
{
    ASSERT_TRUE(set_zone("America/New_York"));
    const auto today = by_rule("birth_date = CURRENT_DATE")->id;
    born(nineteenth);
    born(nineteenth + std::chrono::days{1});
    const ScanFinder finder(directory.rows());
    const auto changes_by_time = [&] {
        return log_time_driven_changes(directory, finder, {1}, warn).value();
    };
    clock.step(4h);
    EXPECT_EQ(changes_by_time(), 0);
    clock.step(2h); // past five o'clock in UTC
    EXPECT_EQ(changes_by_time(), 2);
    EXPECT_EQ(told(today), (Told{"+1", "+2", "-1"}));
}

// The tenant is changed in the system tenant, its groups in itself. The server stopped in between.
TEST_F(DynamicGroupTest, follows_a_new_time_zone_also_after_a_stop)
{
    const auto zone = [&] { return load_time_zone(directory.rows(), {1}).value(); };
    ASSERT_TRUE(directory.store().write(
        system_tenant, {clock.now(), "system", "core"}, [&](Writer& writer) -> Result<void> {
            Mutation change;
            change.action = Action::updated;
            change.tenant = system_tenant;
            change.before = TRY(writer.get({Kind::tenant, system_tenant, 1, 0}));
            change.after = *change.before;
            std::get<Tenant>(change.after).fields.set("time_zone", std::string("Asia/Kathmandu"));
            return writer.put(std::move(change));
        }));
    EXPECT_EQ(zone(), nullptr);
    const ScanFinder finder(directory.rows());
    ASSERT_TRUE(log_all_time_driven_changes(directory, finder, warn));
    EXPECT_EQ(zone(), TimeZone::find("Asia/Kathmandu"));
}

TEST_F(DynamicGroupTest, refuses_a_time_zone_that_nobody_knows)
{
    const auto refused = set_zone("Berlin");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::invalid_value);
    EXPECT_EQ(refused.error().message, "must be the name of a time zone, such as Europe/Berlin; "
                                       "did you mean Europe/Berlin?");
}

TEST_F(DynamicGroupTest, keeps_its_rule_in_one_form)
{
    const auto group = by_rule("city='Leeds'   and country is null");
    ASSERT_TRUE(group) << group.error().message;
    EXPECT_EQ(group->rule, "city = 'Leeds' AND country IS NULL");
    EXPECT_TRUE(group->is_dynamic());
}

TEST_F(DynamicGroupTest, names_groups_by_id_so_that_renaming_breaks_no_rule)
{
    const auto vip = group("vip");
    const auto dynamic = by_rule("MEMBER OF 'vip'");
    ASSERT_TRUE(dynamic);
    EXPECT_EQ(dynamic->rule, "MEMBER OF " + std::to_string(vip.value));
}

TEST_F(DynamicGroupTest, refuses_a_rule_that_cannot_be_read)
{
    const auto refused = by_rule("city = ");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::invalid_value);
    EXPECT_EQ(refused.error().subject, "rule");
}

TEST_F(DynamicGroupTest, refuses_a_capacity)
{
    const auto refused = write([&](Transaction& t) {
        Group draft;
        draft.name = "few";
        draft.rule = "city = 'Leeds'";
        draft.capacity = 10;
        return create_group(t, draft);
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().subject, "capacity");
}

TEST_F(DynamicGroupTest, refuses_joins_and_leaves_by_hand)
{
    const auto who = customer("Nora");
    const auto dynamic = by_rule("city = 'Leeds'")->id;
    const auto joined = join(dynamic, who);
    ASSERT_FALSE(joined);
    EXPECT_EQ(joined.error().code, Code::conflict);
    EXPECT_EQ(joined.error().subject, "group");
    const auto left = write([&](Transaction& t) { return leave(t, dynamic, who); });
    ASSERT_FALSE(left);
    EXPECT_EQ(left.error().code, Code::conflict);
}

TEST_F(DynamicGroupTest, is_not_made_of_a_group_with_members_by_hand)
{
    const auto vip = group("vip");
    ASSERT_TRUE(join(vip, customer("Nora")));
    const auto refused = set_rule(vip, "city = 'Leeds'");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::conflict);
    EXPECT_EQ(refused.error().subject, "rule");
}

TEST_F(DynamicGroupTest, refuses_a_way_back_to_itself)
{
    const auto first = by_rule("city = 'Leeds'", "first")->id;
    const auto second = by_rule("MEMBER OF 'first'", "second")->id;
    const auto refused = set_rule(first, "MEMBER OF " + std::to_string(second.value));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().subject, "rule");
}

// What is known of a group is asked for once: else this would take 2 to the power of 15 and more
// looks at the first one.
TEST_F(DynamicGroupTest, may_be_named_many_times_by_groups_that_are_named_many_times)
{
    auto last = by_rule("city = 'Leeds'", "0")->id;
    for (std::size_t depth = 1; depth < limits::rule_group_depth; ++depth) {
        const std::string in_last = "MEMBER OF " + std::to_string(last.value);
        std::string rule = in_last;
        for (int i = 0; i < 20; ++i) {
            rule +=
                " AND city <> 'x' OR " + in_last + " AND city <> " + "'" + std::to_string(i) + "'";
        }
        const auto next = by_rule(rule, std::to_string(depth));
        ASSERT_TRUE(next) << next.error().message;
        last = next->id;
    }
    const auto nora = customer("Nora");
    ASSERT_TRUE(set_city(nora, "York"));
    EXPECT_EQ(told(last), Told{});
    ASSERT_TRUE(set_city(nora, "Leeds"));
    EXPECT_EQ(told(last), (Told{"+1"}));
    const auto declared = load_declared(directory.rows(), {1}).value();
    const auto groups = load_dynamic_groups(directory.rows(), {1}, declared).value();
    const auto found = get(directory.rows(), TenantId{1}, nora).value();
    EXPECT_TRUE(is_member(directory.rows(), {1}, groups, last, found, clock.now()).value());
}

// limits::dynamic_cost: the rules of a tenant take memory, and a new customer is judged by all.
TEST_F(DynamicGroupTest, shares_what_conditions_the_tenant_may_have)
{
    constexpr std::size_t conditions = 60;
    const std::string like =
        "city LIKE '" + std::string(limits::rule_pattern_bytes - 1, 'a') + "%'";
    std::string wide = like;
    for (std::size_t i = 1; i < conditions; ++i) wide += " OR " + like;
    const std::size_t cost = 1 + conditions * (1 + (1 + limits::rule_pattern_bytes) / 16);
    for (std::size_t sum = cost; sum <= limits::dynamic_cost; sum += cost) {
        ASSERT_TRUE(by_rule(wide)) << sum;
    }
    const auto refused = by_rule(wide);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::too_large);
    EXPECT_EQ(refused.error().subject, "rule");
    EXPECT_TRUE(by_rule("city = 'Leeds'"));
}

// Promise 9: the log names the customers who enter or leave a dynamic group by a write.
TEST_F(DynamicGroupTest, tells_who_enters_and_who_leaves)
{
    const auto leeds = by_rule("city = 'Leeds'")->id;
    const auto nora = customer("Nora");
    ASSERT_TRUE(set_city(nora, "Leeds"));
    ASSERT_TRUE(set_city(nora, "Leeds"));
    ASSERT_TRUE(set_city(nora, "York"));
    EXPECT_EQ(told(leeds), (Told{"+1", "-1"}));
    EXPECT_EQ(changes().back().principal, "Ann");
}

TEST_F(DynamicGroupTest, tells_that_a_removed_customer_left)
{
    const auto everybody = by_rule("TRUE")->id;
    const auto nora = customer("Nora");
    ASSERT_TRUE(write([&](Transaction& t) { return remove_customer(t, nora); }));
    EXPECT_EQ(told(everybody), (Told{"+1", "-1"}));
}

TEST_F(DynamicGroupTest, follows_the_groups_its_rule_names)
{
    const auto vip = group("vip");
    const auto nora = customer("Nora");
    const auto inner = by_rule("MEMBER OF 'vip'", "inner")->id;
    const auto outer = by_rule("NOT MEMBER OF 'inner'", "outer")->id;
    ASSERT_TRUE(join(vip, nora));
    ASSERT_TRUE(write([&](Transaction& t) { return leave(t, vip, nora); }));
    EXPECT_EQ(told(inner), (Told{"+1", "-1"}));
    EXPECT_EQ(told(outer), (Told{"-1", "+1"}));
}

TEST_F(DynamicGroupTest, tells_nothing_when_the_write_is_undone)
{
    const auto leeds = by_rule("city = 'Leeds'")->id;
    const auto nora = customer("Nora");
    const auto undone = write([&](Transaction& t) -> Result<void> {
        TRY(update_customer(t, nora, [&](Customer& c) {
            c.city = "Leeds";
            return Result<void>{};
        }));
        return fail(Code::conflict, "test", "changed my mind");
    });
    ASSERT_FALSE(undone);
    EXPECT_EQ(told(leeds), Told{});
}

// What was remembered of rules and fields while they were changed counts for nothing afterwards.
TEST_F(DynamicGroupTest, tells_by_the_rules_that_are_there_after_a_write_was_undone)
{
    const auto place = by_rule("city = 'Leeds'")->id;
    const auto undone = write([&](Transaction& t) -> Result<void> {
        TRY(update_group(t, place, [&](Group& g) {
            g.rule = "city = 'York'";
            return Result<void>{};
        }));
        Customer ann;
        ann.name = "Ann";
        ann.city = "York";
        TRY(create_customer(t, ann));
        return fail(Code::conflict, "test", "changed my mind");
    });
    ASSERT_FALSE(undone);
    const auto nora = customer("Nora");
    ASSERT_TRUE(set_city(nora, "York"));
    EXPECT_EQ(told(place), Told{});
    ASSERT_TRUE(set_city(nora, "Leeds"));
    EXPECT_EQ(told(place), Told{"+" + std::to_string(nora.value)});
}

TEST_F(DynamicGroupTest, reads_its_rule_again_when_the_fields_change)
{
    const auto field = write([&](Transaction& t) {
        CustomField draft;
        draft.key = "tier";
        draft.type = Type::enumeration;
        draft.values = {"gold", "silver"};
        return declare_field(t, draft);
    });
    ASSERT_TRUE(field);
    const auto gold = by_rule("tier = 'gold'")->id;
    const auto nora = customer("Nora"); // the rules are read with the field as it is
    ASSERT_TRUE(write([&](Transaction& t) {
        return update_field(t, field->id, [](CustomField& f) {
            f.key = "Tier";
            f.values = {"gold", "bronze"};
            return Result<void>{};
        });
    }));
    ASSERT_TRUE(write([&](Transaction& t) {
        return update_customer(t, nora, [](Customer& c) {
            c.fields.set("Tier", std::string("gold"));
            return Result<void>{};
        });
    }));
    EXPECT_EQ(told(gold), Told{"+" + std::to_string(nora.value)});
}

TEST_F(DynamicGroupTest, tells_once_of_a_customer_that_one_write_changes_often)
{
    const auto leeds = by_rule("city = 'Leeds'", "leeds")->id;
    const auto york = by_rule("city = 'York'", "york")->id;
    const auto nora = customer("Nora");
    ASSERT_TRUE(write([&](Transaction& t) -> Result<void> {
        for (const auto* city : {"York", "Leeds", "York", "Leeds"}) {
            TRY(update_customer(t, nora, [&](Customer& c) {
                c.city = city;
                return Result<void>{};
            }));
        }
        return {};
    }));
    EXPECT_EQ(told(leeds), Told{"+" + std::to_string(nora.value)});
    EXPECT_EQ(told(york), Told{});
}

TEST_F(DynamicGroupTest, tells_nothing_of_a_customer_that_comes_and_goes_in_one_write)
{
    const auto everybody = by_rule("TRUE")->id;
    ASSERT_TRUE(write([&](Transaction& t) -> Result<void> {
        Customer guest;
        guest.name = "Guest";
        const auto made = TRY(create_customer(t, guest));
        return remove_customer(t, made.id);
    }));
    EXPECT_EQ(told(everybody), Told{});
}

// Home groups are of stays by hand: a rule never moves a customer.
TEST_F(DynamicGroupTest, is_nobodys_home)
{
    ASSERT_TRUE(by_rule("TRUE"));
    const auto nora = customer("Nora");
    const auto home = [&] { return get<Customer>(directory.rows(), {1}, nora)->home_group; };
    EXPECT_FALSE(home());
    const auto vip = group("vip");
    ASSERT_TRUE(join(vip, nora));
    EXPECT_EQ(home(), vip);
    ASSERT_TRUE(write([&](Transaction& t) { return leave(t, vip, nora); }));
    EXPECT_FALSE(home());
}

// Promise 5: time alone makes a rule true and false; each is told once.
TEST_F(DynamicGroupTest, tells_what_time_alone_changes)
{
    const auto old = by_rule("created_at < NOW() - INTERVAL '1 hour'")->id;
    const ScanFinder finder(directory.rows());
    const auto nora = customer("Nora");
    clock.step(30min);
    EXPECT_EQ(*log_time_driven_changes(directory, finder, {1}, [](const std::string&) {}), 0);
    clock.step(31min);
    EXPECT_EQ(*log_time_driven_changes(directory, finder, {1}, [](const std::string&) {}), 1);
    EXPECT_EQ(*log_time_driven_changes(directory, finder, {1}, [](const std::string&) {}), 0);
    EXPECT_EQ(told(old), Told{"+" + std::to_string(nora.value)});
}

// promise 5: the longer the membership, the more rules it satisfies.
TEST_F(DynamicGroupTest, tells_how_long_customers_have_been_members)
{
    const auto vip = group("vip");
    const auto nora = customer("Nora");
    const auto month = by_rule("MEMBER OF 'vip' SINCE BEFORE NOW() - INTERVAL '30 days'")->id;
    ASSERT_TRUE(join(vip, nora));
    pass(std::chrono::days{29});
    EXPECT_EQ(told(month), Told{});
    pass(std::chrono::days{2});
    EXPECT_EQ(told(month), (Told{"+1"}));
    ASSERT_TRUE(write([&](Transaction& t) { return leave(t, vip, nora); }));
    ASSERT_TRUE(join(vip, nora)); // begins again
    pass(std::chrono::days{31});
    EXPECT_EQ(told(month), (Told{"+1", "-1", "+1"}));
}

// A group that gets a rule stores no memberships any more.
TEST_F(DynamicGroupTest, is_not_made_of_a_group_of_which_a_rule_asks_since)
{
    const auto vip = group("vip");
    const auto other = group("other");
    ASSERT_TRUE(by_rule("MEMBER OF 'vip' SINCE BEFORE NOW() AND MEMBER OF 'other'", "early"));
    const auto refused = set_rule(vip, "city = 'Leeds'");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::conflict);
    EXPECT_EQ(refused.error().subject, "rule");
    EXPECT_NE(refused.error().message.find("the rule of the group 'early'"), std::string::npos);
    EXPECT_TRUE(set_rule(other, "city = 'Leeds'")) << "MEMBER OF alone takes both kinds";
}

TEST_F(DynamicGroupTest, tells_once_what_a_write_and_time_change_together)
{
    const auto quiet = by_rule("updated_at < NOW() - INTERVAL '1 hour'")->id;
    const ScanFinder finder(directory.rows());
    const auto nora = customer("Nora");
    clock.step(2h);
    ASSERT_TRUE(set_city(nora, "York")); // in until now, though nobody had told; out from now on
    EXPECT_EQ(*log_time_driven_changes(directory, finder, {1}, [](const std::string&) {}), 0);
    clock.step(2h);
    EXPECT_EQ(*log_time_driven_changes(directory, finder, {1}, [](const std::string&) {}), 1);
    ASSERT_TRUE(set_city(nora, "Leeds"));
    EXPECT_EQ(told(quiet), (Told{"+1", "-1"}));
}

} // namespace muster::directory
