// Random histories: whatever writes, bulk writes, changes of rules and undone writes follow each
// other, the log of each write names exactly the customers that entered or left by it, as the plain
// evaluation of all rules says. A failure prints its seed; MUSTER_TEST_SEED=… repeats it.
#include <cstdlib>
#include <random>

#include "base/limits.h"
#include "base/text.h"
#include "directory/directory_test.h"
#include "directory/dynamic.h"
#include "directory/restoring/returned_members.h"
#include "model/lookup.h"
#include "rule/constant.h"

namespace muster::directory {
namespace {

using Member = std::pair<std::int64_t, std::int64_t>; // group, customer
using Members = std::set<Member>;

unsigned history_seed()
{
    const char* wanted = std::getenv("MUSTER_TEST_SEED");
    const auto number = wanted == nullptr ? std::nullopt : parse_integer(wanted);
    return number ? static_cast<unsigned>(*number) : std::random_device{}();
}

class StandingHistory : public DirectoryTest {
protected:
    int below(int bound) { return static_cast<int>(random() % static_cast<unsigned>(bound)); }
    std::string city() { return std::string(1, static_cast<char>('A' + below(5))); }

    std::string some_rule()
    {
        const auto leaf = [&]() -> std::string {
            switch (below(8)) {
            case 0: return "city = '" + city() + "'";
            case 1: return "city <> '" + city() + "'";
            case 2: return "city IN ('" + city() + "', '" + city() + "')";
            case 3: return "name > '" + city() + "'";
            case 4: return "city IS NULL";
            case 6:
                return "MEMBER OF " + std::to_string(statics[random() % statics.size()].value) +
                       (below(2) == 0 ? " SINCE BEFORE " : " SINCE AFTER ") +
                       rule::print_term({clock.now() - std::chrono::seconds(below(200))},
                                        Type::datetime);
            case 5: return "MEMBER OF " + std::to_string(statics[random() % statics.size()].value);
            default:
                return dynamics.empty()
                           ? "name LIKE 'A%'"
                           : "MEMBER OF " +
                                 std::to_string(dynamics[random() % dynamics.size()].value);
            }
        };
        std::string text = (below(3) == 0 ? "NOT " : "") + leaf();
        for (int i = below(3); i > 0; --i) text += (below(2) == 0 ? " AND " : " OR ") + leaf();
        return text;
    }

    Members members()
    {
        const auto& rows = directory.rows();
        const auto groups =
            load_dynamic_groups(rows, {1}, load_declared(rows, {1}).value()).value();
        Members found;
        for (const auto id : customers) {
            const auto customer = get<Customer>(rows, {1}, id).value();
            if (customer.removed_at) continue;
            for (const auto& [group, dynamic] : groups) {
                if (is_member(rows, {1}, groups, group, customer, Time{}).value()) {
                    found.emplace(group.value, id.value);
                }
            }
        }
        return found;
    }

    Members logged_since(Members members, Revision revision)
    {
        ChangeQuery query;
        query.tenant = {1};
        query.after = revision;
        query.limit = 1'000'000;
        query.kind = Kind::membership;
        const auto changes = directory.rows().changes(query).value();
        for (const auto& change : changes) {
            if (std::find(statics.begin(), statics.end(), GroupId{change.id}) != statics.end()) {
                continue;
            }
            const Member member{change.id, change.customer};
            const bool is_news = change.action == Action::created ? members.insert(member).second
                                                                  : members.erase(member) > 0;
            EXPECT_TRUE(is_news) << "MUSTER_TEST_SEED=" << seed;
        }
        return members;
    }

    // A static group goes with its memberships and comes back with them; rules lose it.
    void remove_and_restore()
    {
        const auto id = statics[random() % statics.size()];
        ASSERT_TRUE(write(
            [&](Transaction& t) { return remove_group(t, id, {}, RulesThatName::lose_the_part); }));
        const auto removal = get(directory.rows(), TenantId{1}, id)->revision;
        ASSERT_TRUE(write([&](Transaction& t) -> Result<void> {
            TRY(restore_group(t, id, [](Group& /*group*/) { return Result<void>{}; }));
            ReturnedMembers counts;
            for (auto after = removal - 1;;) {
                const auto ended = TRY(read_ended(t.rows(), t.tenant(), id, after));
                if (ended.empty()) return {};
                for (const auto& one : ended) TRY(return_member(t, id, one, counts));
                after = ended.back().revision;
            }
        })) << "MUSTER_TEST_SEED="
            << seed;
    }

    void restore_a_dynamic_group()
    {
        const auto id = gone.back();
        const auto restored = write([&](Transaction& t) { // may be refused: its rule names a group
            return restore_group(t, id, [](Group& /*group*/) { return Result<void>{}; });
        });
        gone.pop_back();
        if (restored) dynamics.push_back(id);
    }

    void change_rules()
    {
        if (below(5) == 0) return remove_and_restore();
        if (!gone.empty() && below(3) == 0) return restore_a_dynamic_group();
        if (!dynamics.empty() && below(3) == 0) {
            const auto id = dynamics[random() % dynamics.size()];
            const auto text = some_rule();
            static_cast<void>(write([&](Transaction& t) { // may be refused: a cycle
                return update_group(t, id, [&](Group& group) {
                    group.rule = text;
                    return Result<void>{};
                });
            }));
        } else if (dynamics.size() > 6) {
            ASSERT_TRUE(write([&](Transaction& t) { return remove_group(t, dynamics.front()); }));
            gone.push_back(dynamics.front());
            dynamics.erase(dynamics.begin());
        } else {
            const auto made = write([&](Transaction& t) {
                Group draft;
                draft.name = "group " + std::to_string(++made_groups);
                draft.rule = some_rule();
                return create_group(t, draft);
            });
            if (made) dynamics.push_back(made->id);
        }
    }

    Result<void> change_one(Transaction& t)
    {
        if (customers.size() < 5 || below(4) == 0) {
            Customer draft;
            draft.name = city() + " person";
            if (below(4) != 0) draft.city = city();
            customers.push_back(TRY(create_customer(t, draft)).id);
            if (below(3) == 0) TRY(directory::join(t, statics.front(), customers.back()));
            return {};
        }
        const auto id = customers[random() % customers.size()];
        if (TRY(t.get(id)).removed_at) return {};
        const auto group = statics[random() % statics.size()];
        switch (below(6)) {
        case 0: return remove_customer(t, id);
        case 1: {
            const bool is_in = live_membership(t.rows(), t.tenant(), group, id).has_value();
            if (is_in) return leave(t, group, id);
            TRY(directory::join(t, group, id));
            return {};
        }
        default: break;
        }
        const std::string to = below(4) == 0 ? "" : city();
        TRY(update_customer(t, id, [&](Customer& customer) {
            customer.city = to;
            return Result<void>{};
        }));
        return {};
    }

    void change_customers()
    {
        const auto customers_before = customers;
        const auto before = members();
        const auto revision = directory.rows().revision({1}).value();
        const int changes = below(4) == 0 ? 40 : 1 + below(3); // 40: with many new customers
        const bool is_undone = below(5) == 0;
        const auto done = write([&](Transaction& t) -> Result<void> {
            for (int i = 0; i < changes; ++i) TRY(change_one(t));
            if (is_undone) return fail(Code::conflict, "test", "changed my mind");
            return {};
        });
        ASSERT_EQ(done.has_value(), !is_undone) << done.error().message;
        if (is_undone) customers = customers_before;
        ASSERT_EQ(logged_since(before, revision), members()) << "MUSTER_TEST_SEED=" << seed;
    }

    const unsigned seed = history_seed();
    std::mt19937 random{seed};
    std::vector<CustomerId> customers;
    std::vector<GroupId> statics{group("one"), group("two")};
    std::vector<GroupId> dynamics;
    std::vector<GroupId> gone;
    int made_groups = 0;
};

} // namespace

// promises 5 and 9
TEST_F(StandingHistory, logs_what_the_plain_evaluation_says)
{
    for (int step = 0; step < 150; ++step) {
        if (step % 4 == 0) change_rules();
        change_customers();
        if (HasFatalFailure()) return;
    }
}

} // namespace muster::directory
