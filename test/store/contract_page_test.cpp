// Pages: order, ties, cursors, offsets, totals, on every engine.
#include <algorithm>

#include "store/contract.h"

namespace muster::store::test {
namespace {

using namespace model;

using ContractPage = Contract;
MUSTER_ON_EVERY_ENGINE(ContractPage);

const std::string u_umlaut = "\xc3\xbc";

TEST_P(ContractPage, rows_follow_by_id_unless_told_otherwise)
{
    for (const auto* name : {"c", "a", "b"}) create_customer(name);
    EXPECT_EQ(ids(ask()), (Ids{1, 2, 3}));
    EXPECT_EQ(ids(ask({}, {"id", true})), (Ids{3, 2, 1}));
}

TEST_P(ContractPage, texts_are_sorted_folded_and_missing_ones_count_as_empty)
{
    for (const auto* name : {"beta", "Alpha", "", "alpha", "ALPHA", "Gamma"}) create_customer(name);
    create_customer("\xc3\x9c"
                    "ber"); // capital with diaeresis
    create_customer("u\xcc\x88"
                    "ber"); // the same, decomposed
    EXPECT_EQ(ids(ask({}, {"name", false})), (Ids{3, 2, 4, 5, 1, 6, 7, 8}));
    EXPECT_EQ(ids(ask({}, {"name", true})), (Ids{8, 7, 6, 1, 5, 4, 2, 3}));
}

TEST_P(ContractPage, other_missing_values_come_last_in_both_directions)
{
    for (int i = 1; i <= 5; ++i) {
        Customer customer;
        if (i % 2 == 1) {
            customer.birth_date = Date{std::chrono::days{i == 5 ? 1 : i}};
            customer.fields.set("city", std::string(1, static_cast<char>('f' - i)));
            customer.fields.set("spent", Decimal{i * 999, 2});
            customer.extras.set("shop", R"({"n":)" + std::to_string(i) + "}");
        }
        create(customer);
    }
    EXPECT_EQ(ids(ask({}, {"birth_date", false})), (Ids{1, 5, 3, 2, 4}));
    EXPECT_EQ(ids(ask({}, {"birth_date", true})), (Ids{3, 5, 1, 4, 2}));
    EXPECT_EQ(ids(ask({}, {"fields.city", false})), (Ids{5, 3, 1, 2, 4}));
    EXPECT_EQ(ids(ask({}, {"fields.city", true})), (Ids{1, 3, 5, 4, 2}));
    EXPECT_EQ(ids(ask({}, {"fields.spent", false})), (Ids{1, 3, 5, 2, 4}));
    EXPECT_EQ(ids(ask({}, {"extras.shop.n", true})), (Ids{5, 3, 1, 4, 2}));
    EXPECT_EQ(ids(ask({}, {"no_such_member", true})), (Ids{5, 4, 3, 2, 1}));
}

// A page of large rows does not become an answer of a gigabyte (core promise 11).
TEST_P(ContractPage, a_page_ends_early_by_bytes_and_the_next_goes_on_there)
{
    for (int i = 0; i < 6; ++i) {
        Customer customer;
        customer.name = std::string(1, static_cast<char>('f' - i));
        customer.extras.set("shop", "\"" + std::string(10'000, 'x') + "\"");
        create(customer);
    }
    Query query = ask({}, {"name", false});
    query.bytes = 20'000;
    const auto first = store->page(query).value();
    EXPECT_EQ(first.rows.size(), 2U);
    ASSERT_TRUE(first.next);
    query.after = first.next;
    query.bytes = 1;
    const auto second = store->page(query).value();
    ASSERT_EQ(second.rows.size(), 1U); // at least one, however large it is
    EXPECT_EQ(row_id(second.rows.front()), 4);
    query.after = second.next;
    query.bytes = 1'000'000;
    const auto last = store->page(query).value();
    EXPECT_EQ(last.rows.size(), 3U);
    EXPECT_FALSE(last.next);
}

// Customers whose sort values are equal, are missing, or differ only by case.
class ContractCursor : public Contract {
protected:
    ContractCursor()
    {
        const std::vector<std::string> names{"b", "A", "", "a", "B", "", "c", u_umlaut, "a", "C"};
        for (std::size_t i = 0; i < names.size(); ++i) {
            Customer customer;
            customer.name = names[i];
            customer.company = "all the same";
            customer.created_at = at_second(static_cast<std::int64_t>(i) % 3);
            if (i % 4 != 0) customer.birth_date = Date{std::chrono::days{i % 2}};
            if (i % 4 != 0) customer.fields.set("tenure", static_cast<std::int64_t>(i % 3));
            if (i % 3 != 0) customer.fields.set("city", names[i]);
            if (i % 2 != 0) customer.extras.set("shop", R"({"rank":)" + std::to_string(i) + "}");
            create(customer);
        }
    }
};
MUSTER_ON_EVERY_ENGINE(ContractCursor);

TEST_P(ContractCursor, pages_by_cursor_give_the_same_as_one_page)
{
    for (const auto* operand : {"id", "name", "company", "created_at", "birth_date", "consent",
                                "fields.tenure", "fields.city", "extras.shop.rank", "nothing"}) {
        for (const bool descending : {false, true}) {
            SCOPED_TRACE(operand + std::string(descending ? " descending" : ""));
            const Query query = ask({}, {operand, descending});
            const Ids whole = ids(query);
            EXPECT_EQ(whole.size(), 10U);
            for (const std::int64_t limit : {1, 3, 10, 11}) {
                EXPECT_EQ(ids_by_cursor(query, limit), whole);
            }
        }
    }
}

TEST_P(ContractCursor, pages_by_offset_cut_the_same_order)
{
    Query query = ask({}, {"name", true});
    const Ids whole = ids(query);
    query.limit = 4;
    query.offset = 8;
    EXPECT_EQ(ids(query), Ids(whole.begin() + 8, whole.end()));
    query.offset = 10;
    EXPECT_EQ(ids(query), Ids{});
    query.offset = 1'000'000'000'000;
    EXPECT_EQ(ids(query), Ids{});
    query.offset = 3;
    query.after = Cursor{{}, 0};
    EXPECT_EQ(ids(query), Ids{}) << "the cursor wins over the offset: nothing is below empty text";
}

TEST_P(ContractCursor, the_last_page_has_no_next)
{
    Query query = ask();
    query.limit = 10;
    EXPECT_FALSE(store->page(query)->next);
    query.limit = 9;
    EXPECT_TRUE(store->page(query)->next);
    query.offset = 1;
    EXPECT_FALSE(store->page(query)->next);
    query.limit = 0;
    EXPECT_FALSE(store->page(query)->next);
    EXPECT_TRUE(store->page(query)->rows.empty());
}

TEST_P(ContractCursor, totals_count_what_matches_whatever_the_page)
{
    Query query = ask(where("name", Filter::Op::equal_folded, std::string("a")));
    query.with_total = true;
    query.limit = 1;
    auto page = store->page(query);
    EXPECT_EQ(page->total, 3);
    query.after = page->next;
    page = store->page(query);
    EXPECT_EQ(page->total, 3);
    query.after.reset();
    query.offset = 50;
    EXPECT_EQ(store->page(query)->total, 3);
    query.limit = 0;
    EXPECT_EQ(store->page(query)->total, 3);
    EXPECT_EQ(store->count(query), 3);
    query.with_total = false;
    EXPECT_FALSE(store->page(query)->total);
}

TEST_P(ContractCursor, removed_rows_are_shown_only_when_asked_for)
{
    remove(read(CustomerId{4}));
    Query query = ask();
    query.with_total = true;
    EXPECT_EQ(store->page(query)->total, 9);
    EXPECT_EQ(store->count(query), 9);
    query.with_removed = true;
    EXPECT_EQ(store->page(query)->total, 10);
    EXPECT_EQ(ids(query).at(3), 4);
    query.filter = negate(has_no("removed_at"));
    EXPECT_EQ(ids(query), Ids{4});
}

// Promise 8: paging by cursor loses and repeats no row that stays, while others change.
TEST_P(ContractCursor, rows_that_stay_are_seen_once_while_others_change)
{
    for (const bool descending : {false, true}) {
        for (const auto* operand : {"id", "name", "fields.tenure"}) {
            SCOPED_TRACE(operand + std::string(descending ? " descending" : ""));
            Query query = ask({}, {operand, descending});
            const Ids before = ids(query);
            query.limit = 2;
            Ids seen = ids(query);
            query.after = store->page(query)->next;
            // The row at the cursor moves to the end, the next one is removed, new ones are added.
            Customer moved = read(CustomerId{seen.back()});
            moved.name = moved.name == "zz" ? "" : "zz";
            moved.fields.set("tenure", std::int64_t{99});
            update(moved);
            remove(read(CustomerId{before.at(2)}));
            create_customer("");
            create_customer("zzz");
            const Ids rest = ids_by_cursor(query, 2);
            seen.insert(seen.end(), rest.begin(), rest.end());
            for (const std::int64_t id : before) {
                if (id == moved.id.value || id == before.at(2)) continue;
                EXPECT_EQ(std::count(seen.begin(), seen.end(), id), 1) << "customer " << id;
            }
        }
    }
}

TEST_P(ContractPage, memberships_page_by_group_and_by_customer)
{
    for (int i = 1; i <= 4; ++i) {
        create_group("group");
        create_customer("customer");
    }
    for (int group = 4; group >= 1; --group) {
        for (int customer = 1; customer <= 4; ++customer) join({group}, {customer});
    }
    Query query = ask(equals("group_id", std::int64_t{3}), {"id", true});
    query.kind = Kind::membership;
    EXPECT_EQ(ids_by_cursor(query, 1), (Ids{4, 3, 2, 1}));
    query.sort = {"since", false}; // all are equal
    EXPECT_EQ(ids_by_cursor(query, 3), (Ids{1, 2, 3, 4}));

    query.filter = equals("customer_id", std::int64_t{2});
    query.sort = {"group_id", true};
    query.limit = 2;
    auto page = store->page(query);
    ASSERT_TRUE(page->next);
    query.after = page->next;
    auto rest = rows_of<Membership>(*store->page(query));
    ASSERT_EQ(rest.size(), 2U);
    EXPECT_EQ(rest[0].group.value, 2);
    EXPECT_EQ(rest[1].group.value, 1);

    query = ask();
    query.kind = Kind::membership;
    EXPECT_EQ(ids_by_cursor(query, 5), (Ids{1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4}));
}

TEST_P(ContractPage, every_kind_can_be_listed)
{
    create(Account{}, {}, system_tenant);
    create(Tenant{}, {}, system_tenant);
    Credential revoked;
    revoked.revoked_at = at_second(1);
    create(revoked, {}, system_tenant);
    create(CustomField{});
    create(StoredReply{});
    create(Job{});
    create(JobItem{});
    create(Campaign{});
    create(CampaignRun{});
    create(Message{});
    for (const Kind kind : {Kind::account, Kind::tenant, Kind::credential}) {
        Query query;
        query.kind = kind;
        EXPECT_EQ(ids(query), kind == Kind::credential ? Ids{} : Ids{1});
        query.with_removed = true;
        EXPECT_EQ(ids(query), Ids{1});
    }
    for (const Kind kind : {Kind::field, Kind::stored_reply, Kind::job, Kind::job_item,
                            Kind::campaign, Kind::campaign_run, Kind::message}) {
        Query query = ask();
        query.kind = kind;
        EXPECT_EQ(ids(query), Ids{1});
    }
}

TEST_P(ContractPage, enumerations_filter_and_sort_by_name)
{
    Group inactive;
    inactive.status = GroupStatus::inactive;
    create(inactive);
    create_group("active one");
    Query query = ask(equals("status", std::string("inactive")));
    query.kind = Kind::group;
    EXPECT_EQ(ids(query), Ids{1});
    query.filter = {};
    query.sort = {"status", false};
    EXPECT_EQ(ids(query), (Ids{2, 1}));
}

} // namespace
} // namespace muster::store::test
