// The log entry of a mutation. Promise 9: values before and after, and never a secret.
#include <gtest/gtest.h>

#include "store/log_entry.h"

namespace muster::store {
namespace {

using namespace model;

Customer ada()
{
    Customer customer;
    customer.id = {7};
    customer.name = "Ada";
    customer.birth_date = Date{std::chrono::days{1}};
    customer.password_hash = "$argon2id$one";
    customer.aliases = {"card:1", "card:2"};
    customer.vendor_numbers = {"shop:55"};
    customer.fields.set("spent", Decimal{-5, 2});
    customer.fields.set("tenure", std::int64_t{12});
    customer.extras.set("some", R"({"note":"hidden"})");
    customer.created_at = Time{std::chrono::microseconds{1}};
    customer.revision = 3;
    return customer;
}

LogEntry entry(Action action, const std::optional<Entity>& before, const Entity& after)
{
    Mutation mutation;
    mutation.action = action;
    mutation.before = before;
    mutation.after = after;
    return log_entry(mutation);
}

TEST(LogEntry, of_a_created_row_holds_all_that_has_a_value)
{
    const auto [before, after] = entry(Action::created, std::nullopt, ada());
    EXPECT_EQ(before, "");
    EXPECT_EQ(after, R"({"id":7,"name":"Ada","birth_date":"1970-01-02",)"
                     R"("aliases":["card:1","card:2"],"vendor_numbers":["shop:55"],)"
                     R"("created_at":"1970-01-01T00:00:00.000001Z",)"
                     R"("updated_at":"1970-01-01T00:00:00.000000Z",)"
                     R"("fields":{"spent":-0.05,"tenure":12}})");
}

TEST(LogEntry, of_an_update_holds_only_what_differs)
{
    Customer later = ada();
    later.name = "Ada \"A\" L";
    later.consent = true;
    later.birth_date = std::nullopt;
    later.password_hash = "$argon2id$two";
    later.extras.set("some", "{}");
    later.fields.set("tenure", Value{});
    later.fields.set("city", std::string("Leeds"));
    later.revision = 4;
    const auto [before, after] = entry(Action::updated, ada(), later);
    EXPECT_EQ(before, R"({"name":"Ada","birth_date":"1970-01-02","consent":null,)"
                      R"("fields":{"city":null,"tenure":12}})");
    EXPECT_EQ(after, R"({"name":"Ada \"A\" L","birth_date":null,"consent":true,)"
                     R"("fields":{"city":"Leeds","tenure":null}})");
}

TEST(LogEntry, of_a_new_password_says_nothing)
{
    Customer later = ada();
    later.password_hash = "$argon2id$two";
    const auto [before, after] = entry(Action::updated, ada(), later);
    EXPECT_EQ(before, "{}");
    EXPECT_EQ(after, "{}");
}

TEST(LogEntry, of_a_removed_group_holds_what_it_was)
{
    Group group;
    group.id = {2};
    group.name = "VIP";
    group.member_count = 9;
    Group removed = group;
    removed.status = GroupStatus::removed;
    const auto [before, after] = entry(Action::removed, group, removed);
    EXPECT_EQ(before, R"({"id":2,"name":"VIP","status":"active",)"
                      R"("created_at":"1970-01-01T00:00:00.000000Z",)"
                      R"("updated_at":"1970-01-01T00:00:00.000000Z"})");
    EXPECT_EQ(after, "");
}

TEST(LogEntry, of_a_removed_customer_tells_nothing_of_the_person) // promise 10
{
    const auto [before, after] = entry(Action::removed, ada(), Customer{});
    EXPECT_EQ(before + after, "");
}

} // namespace
} // namespace muster::store
