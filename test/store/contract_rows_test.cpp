// Rows by id and by key: reads give what was written, on every engine.
#include <limits>

#include "model/schema.h"
#include "store/contract.h"
#include "store/row.h"

namespace muster::store::test {
namespace {

using namespace model;

using ContractRows = Contract;
MUSTER_ON_EVERY_ENGINE(ContractRows);

Value sample(Storage storage)
{
    switch (storage) {
    case Storage::text: return std::string("\xc3\x9c\"\\ \xf0\x9f\x98\x80 text\n");
    case Storage::integer: return std::int64_t{1};
    case Storage::boolean: return true;
    case Storage::date: return Date{std::chrono::days{-12'345}};
    case Storage::time: return Time{std::chrono::microseconds{-1'234'567'890'123}};
    case Storage::list: return TextList{"a", "b,\"c\"", "\xc3\xa9"};
    }
    return {};
}

FieldValues every_kind_of_value()
{
    FieldValues fields;
    fields.set("text", std::string("x \" \\ \xe2\x82\xac"));
    fields.set("dots.and-more", std::string("y"));
    fields.set("integer", std::numeric_limits<std::int64_t>::min());
    fields.set("number", 0.1);
    fields.set("whole_number", 12.0);
    fields.set("decimal", Decimal{-1205, 2});
    fields.set("boolean", false);
    fields.set("date", Date{std::chrono::days{20'000}});
    fields.set("datetime", Time{std::chrono::microseconds{1'700'000'000'000'001}});
    fields.set("list", TextList{"one", "two"});
    return fields;
}

// Every member that takes any value of its type gets one; enumerations keep their default.
template <class E>
E filled()
{
    E entity;
    for (const auto& member : Schema<E>::members) {
        const bool is_enumeration = member.storage == Storage::text && !is_null(member.get(entity));
        const bool is_removal = member.name == "removed_at" || member.name == "left_at";
        if (!is_enumeration && !is_removal) member.set(entity, sample(member.storage));
    }
    if constexpr (requires { entity.fields; }) entity.fields = every_kind_of_value();
    if constexpr (requires { entity.extras; }) {
        entity.extras.set("one", R"({"a":[1,2.50,"\u00e9"],"b":null})");
        entity.extras.set("two", R"("text")");
    }
    return entity;
}

// CheckedStore compares the row that is read with the row that was written, member by member.
TEST_P(ContractRows, every_member_is_read_back_as_written)
{
    const Account account = create(filled<Account>(), {}, system_tenant);
    EXPECT_EQ(account.name, std::get<std::string>(sample(Storage::text)));
    create(filled<Tenant>(), {}, system_tenant);
    create(filled<Credential>(), {}, system_tenant);
    create(filled<CustomField>());
    create(filled<Group>());
    create(filled<Customer>());
    create(filled<StoredReply>());
    create(filled<Campaign>());
    create(filled<CampaignRun>());
    create(filled<Message>());
    create(filled<Job>());
    write([&](Writer& writer) {
        return writer.put(
            {Action::created, tenant, std::nullopt, filled<Membership>(), {}, {}, true});
    });
    const Customer customer = read(CustomerId{1});
    EXPECT_EQ(customer.fields, every_kind_of_value());
    EXPECT_EQ(customer.extras, filled<Customer>().extras);
    EXPECT_EQ(customer.password_hash, filled<Customer>().password_hash);
}

// A bulk writer makes a mutation before its write. The id and the times that the write adds are
// stored, also when the write runs again.
TEST_P(ContractRows, a_mutation_made_before_its_write_is_stored_as_the_write_completes_it)
{
    const Key key{Kind::customer, tenant, "external_id", "A-1"};
    auto creation = std::make_shared<Mutation>();
    creation->tenant = tenant;
    auto& customer = creation->after.emplace<Customer>(filled<Customer>());
    customer.home_group = {};
    creation->keys_after = {key};
    const auto put_at = [&](std::int64_t time) {
        return [&customer, &creation, time](Writer& writer) -> Result<void> {
            customer.id.value = TRY(writer.next_id(tenant, Kind::customer));
            customer.created_at = customer.updated_at = Time{std::chrono::microseconds{time}};
            return writer.put(creation);
        };
    };
    const auto undone = store->write(tenant, {}, [&](Writer& writer) -> Result<void> {
        TRY(put_at(1)(writer));
        return fail(Code::conflict, "story", "after all");
    });
    ASSERT_EQ(undone.error().code, Code::conflict);
    create(Customer{});
    write(put_at(2));
    const Customer stored = read(CustomerId{2});
    EXPECT_TRUE(equal_rows(stored, customer));
    EXPECT_EQ(stored.created_at.time_since_epoch().count(), 2);
    EXPECT_EQ(stored.revision, 2);
    EXPECT_EQ(find<Customer>(*store, key)->id, stored.id);
}

TEST_P(ContractRows, an_empty_row_is_read_back_empty)
{
    const Customer customer = create(Customer{});
    Customer expected;
    expected.id = {1};
    expected.revision = 1;
    EXPECT_TRUE(equal_rows(customer, expected));
}

TEST_P(ContractRows, absent_rows_are_not_found)
{
    create_customer("Ada");
    for (const Ref& ref : {Ref{Kind::customer, tenant, 2, 0}, Ref{Kind::group, tenant, 1, 0},
                           Ref{Kind::membership, tenant, 1, 1}, Ref{Kind::customer, tenant, 0, 0},
                           Ref{Kind::customer, tenant, -1, 0}}) {
        const auto row = store->get(ref);
        ASSERT_FALSE(row);
        EXPECT_EQ(row.error().code, Code::not_found);
    }
    const auto found = store->find(email_key("ada@example.org"));
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Code::not_found);
}

TEST_P(ContractRows, many_ids_are_answered_in_the_order_asked_for)
{
    for (const auto* name : {"a", "b", "c", "d"}) create_customer(name);
    const Ids asked{4, 9, 1, 3, 0};
    const auto rows = store->get_all(Kind::customer, tenant, asked);
    ASSERT_TRUE(rows);
    Ids found;
    for (const auto& row : *rows) found.push_back(row_id(row));
    EXPECT_EQ(found, (Ids{4, 1, 3}));
    EXPECT_TRUE(store->get_all(Kind::customer, tenant, {})->empty());
}

TEST_P(ContractRows, a_tombstone_is_found_by_id)
{
    const Customer ada = create_customer("Ada");
    remove(ada);
    EXPECT_EQ(read(ada.id).name, "");
    EXPECT_TRUE(read(ada.id).removed_at);
    const Ids asked{1};
    EXPECT_EQ(store->get_all(Kind::customer, tenant, asked)->size(), 1U);
}

TEST_P(ContractRows, a_key_gives_the_lowest_id_that_carries_it)
{
    const Keys key{email_key("twins@example.org")};
    const Customer first = create(Customer{}, key);
    const Customer second = create(Customer{}, key);
    EXPECT_EQ(find<Customer>(*store, key[0])->id, first.id);

    update(first, Action::updated, key, {});
    EXPECT_EQ(find<Customer>(*store, key[0])->id, second.id);

    update(second, Action::updated, key, {});
    EXPECT_FALSE(store->find(key[0]));
}

TEST_P(ContractRows, keys_follow_their_row)
{
    const Keys former{email_key("old@example.org"), {Kind::customer, tenant, "alias", "card:1"}};
    const Keys later{email_key("new@example.org"), {Kind::customer, tenant, "alias", "card:1"}};
    const Customer ada = create(Customer{}, former);
    update(ada, Action::updated, former, later);
    EXPECT_FALSE(store->find(former[0]));
    EXPECT_EQ(find<Customer>(*store, later[0])->id, ada.id);
    EXPECT_EQ(find<Customer>(*store, later[1])->id, ada.id);
}

TEST_P(ContractRows, keys_are_compared_exactly_and_per_name_and_kind)
{
    create(Customer{}, {email_key("ada@example.org")});
    EXPECT_FALSE(store->find(email_key("Ada@example.org")));
    EXPECT_FALSE(store->find(email_key("ada@example.org ")));
    EXPECT_FALSE(store->find({Kind::customer, tenant, "phone", "ada@example.org"}));
    EXPECT_FALSE(store->find({Kind::group, tenant, "email", "ada@example.org"}));
}

TEST_P(ContractRows, a_group_counts_its_live_members)
{
    const Group vip = create_group("VIP");
    const Customer ada = create_customer("Ada");
    const Customer bob = create_customer("Bob");
    EXPECT_EQ(vip.member_count, 0);
    join(vip.id, ada.id);
    join(vip.id, bob.id);
    EXPECT_EQ(read(vip.id).member_count, 2);
    EXPECT_EQ(read(vip.id).revision, vip.revision); // the member count has no revision
    leave(vip.id, ada.id);
    EXPECT_EQ(read(vip.id).member_count, 1);
    join(vip.id, ada.id); // joining again replaces the past membership
    EXPECT_EQ(read(vip.id).member_count, 2);
}

// Promise 5: the count stays that of the list, whatever the write reads in between.
TEST_P(ContractRows, a_group_that_changes_after_its_members_has_counted_them)
{
    const Group vip = create_group("VIP");
    const Group other = create_group("other");
    const Customer ada = create_customer("Ada");
    EXPECT_EQ(read(vip.id).member_count, 0); // so that the engine has it in memory, if it does that
    write([&](Writer& writer) -> Result<void> {
        const auto before = TRY(writer.get({Kind::group, tenant, vip.id.value, 0}));
        Membership stay;
        stay.group = vip.id;
        stay.customer = ada.id;
        TRY(writer.put({Action::created, tenant, {}, stay, {}, {}, true}));
        for (const GroupId read : {other.id, vip.id}) {
            TRY(writer.get({Kind::group, tenant, read.value, 0}));
        }
        Group after = std::get<Group>(before);
        after.description = "first";
        return writer.put({Action::updated, tenant, before, after, {}, {}, true});
    });
    EXPECT_EQ(read(vip.id).member_count, 1);
    EXPECT_EQ(read(vip.id).description, "first");
}

TEST_P(ContractRows, a_count_put_by_a_caller_is_ignored)
{
    Group vip = create_group("VIP");
    vip.member_count = 99;
    EXPECT_EQ(update(vip).member_count, 0);
}

} // namespace
} // namespace muster::store::test
