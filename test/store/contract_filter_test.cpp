// Filters: each operator on each type of value, on every engine.
#include "store/contract.h"

namespace muster::store::test {
namespace {

using namespace model;
using Op = Filter::Op;

// Four customers: 1 small, 2 middle, 3 large in every member, 4 without any value.
class ContractFilter : public Contract {
protected:
    ContractFilter()
    {
        for (int i = 1; i <= 3; ++i) create(customer(i));
        create(Customer{});
    }

    static Customer customer(int i)
    {
        Customer customer;
        customer.name = std::string(1, static_cast<char>('a' + i));
        customer.birth_date = Date{std::chrono::days{i}};
        customer.consent = i != 1;
        customer.created_at = at_second(i);
        customer.created_by = {i};
        customer.aliases = {"card:" + std::to_string(i)};
        customer.fields.set("integer", std::int64_t{i});
        customer.fields.set("number", i / 2.0);
        customer.fields.set("decimal", Decimal{i * 25, 2});
        customer.fields.set("boolean", i != 1);
        customer.fields.set("date", Date{std::chrono::days{i}});
        customer.fields.set("datetime", at_second(i));
        customer.fields.set("text", std::string(1, static_cast<char>('A' + i)));
        customer.fields.set("list", TextList{"x"});
        const std::string digit = std::to_string(i);
        customer.extras.set("shop", R"({"n":)" + digit + R"(,"deep":{"text":"t)" + digit +
                                        R"("},"flag":true,"list":[1],"void":null,"blank":""})");
        return customer;
    }

    Ids matching(const std::string& operand, Op op, Value value)
    {
        return ids(ask(where(operand, op, std::move(value))));
    }
};
MUSTER_ON_EVERY_ENGINE(ContractFilter);

struct Middle {
    std::string operand;
    Value value; // of customer 2
};

std::vector<Middle> ordered_operands()
{
    return {
        {"name", std::string("c")},
        {"birth_date", Date{std::chrono::days{2}}},
        {"created_by", std::int64_t{2}},
        {"fields.integer", std::int64_t{2}},
        {"fields.number", 1.0},
        {"fields.decimal", Decimal{50, 2}},
        {"fields.date", Date{std::chrono::days{2}}},
        {"fields.datetime", at_second(2)},
        {"fields.text", std::string("C")},
        {"extras.shop.n", std::int64_t{2}},
        {"extras.shop.deep.text", std::string("t2")},
    };
}

TEST_P(ContractFilter, comparisons_order_every_type_and_pass_over_the_missing)
{
    for (const auto& [operand, value] : ordered_operands()) {
        SCOPED_TRACE(operand);
        EXPECT_EQ(matching(operand, Op::equal, value), Ids{2});
        EXPECT_EQ(matching(operand, Op::less, value), Ids{1});
        EXPECT_EQ(matching(operand, Op::less_or_equal, value), (Ids{1, 2}));
        EXPECT_EQ(matching(operand, Op::greater, value), Ids{3});
        EXPECT_EQ(matching(operand, Op::greater_or_equal, value), (Ids{2, 3}));
        EXPECT_EQ(matching(operand, Op::in, value), Ids{2});
        EXPECT_EQ(ids(ask(has_no(operand))), Ids{4});
        EXPECT_EQ(ids(ask(negate(has_no(operand)))), (Ids{1, 2, 3}));
        EXPECT_EQ(ids(ask(negate(equals(operand, value)))), (Ids{1, 3, 4}));
        EXPECT_EQ(ids(ask(negate(where(operand, Op::less, value)))), (Ids{2, 3, 4}));
    }
}

TEST_P(ContractFilter, times_of_every_row_compare)
{
    EXPECT_EQ(matching("created_at", Op::less, at_second(2)), (Ids{1, 4}));
    EXPECT_EQ(matching("created_at", Op::equal, at_second(2)), Ids{2});
    const Time almost = at_second(2) + std::chrono::microseconds{1};
    EXPECT_EQ(matching("created_at", Op::less, almost), (Ids{1, 2, 4}));
}

TEST_P(ContractFilter, booleans_equal)
{
    for (const auto* operand : {"consent", "fields.boolean"}) {
        EXPECT_EQ(matching(operand, Op::equal, true), (Ids{2, 3}));
        EXPECT_EQ(matching(operand, Op::equal, false), Ids{1});
        EXPECT_EQ(ids(ask(has_no(operand))), Ids{4});
    }
    EXPECT_EQ(matching("extras.shop.flag", Op::equal, true), (Ids{1, 2, 3}));
}

TEST_P(ContractFilter, numbers_of_different_types_are_one_type)
{
    EXPECT_EQ(matching("fields.integer", Op::equal, 2.0), Ids{2});
    EXPECT_EQ(matching("fields.integer", Op::less, 2.5), (Ids{1, 2}));
    EXPECT_EQ(matching("fields.number", Op::equal, std::int64_t{1}), Ids{2});
    EXPECT_EQ(matching("fields.number", Op::equal, Decimal{50, 2}), Ids{1});
    EXPECT_EQ(matching("fields.decimal", Op::equal, 0.25), Ids{1});
    EXPECT_EQ(matching("fields.decimal", Op::equal, Decimal{5, 1}), Ids{2});
    EXPECT_EQ(matching("fields.decimal", Op::less, std::int64_t{1}), (Ids{1, 2, 3}));
    EXPECT_EQ(matching("extras.shop.n", Op::greater, 1.5), (Ids{2, 3}));
}

TEST_P(ContractFilter, values_of_other_types_compare_to_nothing)
{
    EXPECT_EQ(matching("fields.integer", Op::equal, std::string("2")), Ids{});
    EXPECT_EQ(matching("fields.integer", Op::less, std::string("9")), Ids{});
    EXPECT_EQ(matching("name", Op::greater, std::int64_t{0}), Ids{});
    EXPECT_EQ(matching("fields.text", Op::less, std::int64_t{9}), Ids{});
    EXPECT_EQ(matching("extras.shop.deep.text", Op::less, std::int64_t{9}), Ids{});
    EXPECT_EQ(ids(ask(negate(equals("fields.integer", std::string("2"))))), (Ids{1, 2, 3, 4}));
    EXPECT_EQ(matching("name", Op::equal, Value{}), Ids{});
}

TEST_P(ContractFilter, lists_compare_to_nothing_but_are_not_missing)
{
    for (const auto* operand : {"aliases", "fields.list", "extras.shop.list", "extras.shop.deep"}) {
        SCOPED_TRACE(operand);
        EXPECT_EQ(ids(ask(has_no(operand))), Ids{4});
        EXPECT_EQ(matching(operand, Op::contains, std::string("x")), Ids{});
        EXPECT_EQ(matching(operand, Op::greater, std::string("")), Ids{});
    }
    EXPECT_EQ(matching("fields.list", Op::equal, TextList{"x"}), Ids{});
}

TEST_P(ContractFilter, operands_that_name_nothing_are_missing)
{
    for (const auto* operand :
         {"shoe_size", "fields.none", "extras.none", "extras.shop.none", "extras.shop.n.deeper",
          "extras.shop.void", "extras.shop.blank", "fields.", "extras.", ""}) {
        SCOPED_TRACE(operand);
        EXPECT_EQ(ids(ask(has_no(operand))), (Ids{1, 2, 3, 4}));
        EXPECT_EQ(matching(operand, Op::greater_or_equal, std::string("")), Ids{});
        EXPECT_EQ(matching(operand, Op::contains, std::string("")), Ids{});
    }
}

TEST_P(ContractFilter, in_is_equal_to_one_of_the_values)
{
    EXPECT_EQ(ids(ask(is_one_of("fields.integer", {std::int64_t{3}, std::int64_t{1}}))),
              (Ids{1, 3}));
    EXPECT_EQ(ids(ask(is_one_of("name", {std::string("d"), Value{}, std::int64_t{1}}))), Ids{3});
    EXPECT_EQ(ids(ask(is_one_of("name", {}))), Ids{});
    EXPECT_EQ(ids(ask(negate(is_one_of("name", {})))), (Ids{1, 2, 3, 4}));
}

TEST_P(ContractFilter, parts_combine)
{
    const Filter small = where("fields.integer", Op::less, std::int64_t{3});
    const Filter b = equals("name", std::string("b"));
    EXPECT_EQ(ids(ask(all_of({small, b}))), Ids{1});
    EXPECT_EQ(ids(ask(all_of({small, negate(b)}))), Ids{2});
    EXPECT_EQ(ids(ask(any_of({b, has_no("name")}))), (Ids{1, 4}));
    EXPECT_EQ(ids(ask(all_of({}))), (Ids{1, 2, 3, 4}));
    EXPECT_EQ(ids(ask(any_of({}))), Ids{});
    EXPECT_EQ(ids(ask(negate(any_of({})))), (Ids{1, 2, 3, 4}));
    Filter deep = b;
    for (int i = 0; i < 20; ++i) deep = negate(all_of({any_of({deep})}));
    EXPECT_EQ(ids(ask(deep)), Ids{1});
}

class ContractText : public Contract {};
MUSTER_ON_EVERY_ENGINE(ContractText);

TEST_P(ContractText, equal_is_exact_and_orders_by_bytes)
{
    create_customer("Ada");
    create_customer("ada");
    create_customer("\xc3\x84"
                    "da");
    EXPECT_EQ(ids(ask(equals("name", std::string("Ada")))), Ids{1});
    EXPECT_EQ(ids(ask(where("name", Op::less, std::string("a")))), Ids{1});
    EXPECT_EQ(ids(ask(where("name", Op::greater, std::string("b")))), Ids{3});
    EXPECT_EQ(ids(ask(equals("name", std::string("Ada ")))), Ids{});
}

TEST_P(ContractText, folded_comparisons_see_through_case_and_composition)
{
    create_customer("STRASSE \xc3\x89t\xc3\xa9"); // composed
    create_customer("stra\xc3\x9f"
                    "e e\xcc\x81t\xc3\xa9");     // sharp s, combining accent
    create_customer("\xd0\x96\xd0\xa3\xd0\x9a"); // Cyrillic capitals
    const auto folded = [&](Op op, const char* text) {
        return ids(ask(where("name", op, std::string(text))));
    };
    EXPECT_EQ(folded(Op::equal_folded, "Stra\xc3\x9f"
                                       "e \xc3\xa9T\xc3\x89"),
              (Ids{1, 2}));
    EXPECT_EQ(folded(Op::contains, "SSE \xc3\xa9"), (Ids{1, 2}));
    EXPECT_EQ(folded(Op::contains, "\xd1\x83"), Ids{3});
    EXPECT_EQ(folded(Op::equal_folded, "\xd1\x83"), Ids{});
    EXPECT_EQ(folded(Op::contains, ""), (Ids{1, 2, 3}));
}

TEST_P(ContractText, pieces_are_taken_literally)
{
    create_customer("100% sure");
    create_customer("1000 sure");
    create_customer("a_b 'quoted' \\ [x] *");
    const auto containing = [&](const char* piece) {
        return ids(ask(where("name", Op::contains, std::string(piece))));
    };
    EXPECT_EQ(containing("100%"), Ids{1});
    EXPECT_EQ(containing("a_b"), Ids{3});
    EXPECT_EQ(containing("_"), Ids{3});
    EXPECT_EQ(containing("'quoted' \\"), Ids{3});
    EXPECT_EQ(containing("[X] *"), Ids{3});
    EXPECT_EQ(ids(ask(equals("name", std::string("' OR 1=1 --")))), Ids{});
}

TEST_P(ContractText, folding_reaches_fields_and_extras)
{
    Customer ada;
    ada.fields.set("city", std::string("K\xc3\x96LN"));
    ada.extras.set("shop", "{\"city\":\"K\\u00d6LN\"}");
    create(ada);
    for (const auto* operand : {"fields.city", "extras.shop.city"}) {
        EXPECT_EQ(ids(ask(where(operand, Op::equal_folded, std::string("k\xc3\xb6ln")))), Ids{1});
        EXPECT_EQ(ids(ask(where(operand, Op::contains, std::string("\xc3\xb6L")))), Ids{1});
    }
}

class ContractMembers : public Contract {};
MUSTER_ON_EVERY_ENGINE(ContractMembers);

TEST_P(ContractMembers, member_of_sees_live_members_of_any_of_the_groups)
{
    for (const auto* name : {"Ada", "Bob", "Cy", "Dee"}) create_customer(name);
    const Group vip = create_group("VIP");
    const Group staff = create_group("Staff");
    join(vip.id, {1});
    join(vip.id, {2});
    join(staff.id, {2});
    join(staff.id, {3});
    leave(vip.id, {1});
    const Value of_vip = vip.id.value;
    const Value of_staff = staff.id.value;
    EXPECT_EQ(ids(ask(member_of({of_vip}))), Ids{2});
    EXPECT_EQ(ids(ask(member_of({of_vip, of_staff}))), (Ids{2, 3}));
    EXPECT_EQ(ids(ask(negate(member_of({of_staff})))), (Ids{1, 4}));
    EXPECT_EQ(ids(ask(all_of({member_of({of_vip}), member_of({of_staff})}))), Ids{2});
    EXPECT_EQ(ids(ask(member_of({}))), Ids{});
    EXPECT_EQ(ids(ask(member_of({std::int64_t{99}}))), Ids{});
    EXPECT_EQ(store->count(ask(member_of({of_vip, of_staff}))), 2);
}

TEST_P(ContractMembers, groups_are_found_and_sorted_by_their_count)
{
    create_customer("Ada");
    for (const auto* name : {"none", "one", "none too"}) create_group(name);
    join({2}, {1});
    Query query = ask(where("member_count", Op::greater, std::int64_t{0}));
    query.kind = Kind::group;
    EXPECT_EQ(ids(query), Ids{2});
    query.filter = {};
    query.sort = {"member_count", true};
    EXPECT_EQ(ids_by_cursor(query, 1), (Ids{2, 3, 1}));
}

TEST_P(ContractMembers, past_ones_are_shown_only_when_asked_for)
{
    create_group("VIP");
    for (const auto* name : {"Ada", "Bob"}) create_customer(name);
    join({1}, {1});
    join({1}, {2});
    leave({1}, {1});
    Query query = ask(equals("group_id", std::int64_t{1}), {"customer_id", false});
    query.kind = Kind::membership;
    EXPECT_EQ(ids(query), Ids{2});
    query.with_removed = true;
    EXPECT_EQ(ids(query), (Ids{1, 2}));
    EXPECT_EQ(store->count(query), 2);
}

} // namespace
} // namespace muster::store::test
