// Promise 7: tenants never see each other, on every engine.
#include "store/contract.h"

namespace muster::store::test {
namespace {

using namespace model;

// Two tenants with the same ids, keys, groups and members, and different names.
class ContractTenants : public Contract {
protected:
    ContractTenants()
    {
        for (const TenantId in : {tenant, other_tenant}) {
            Customer customer;
            customer.name = in == tenant ? "ours" : "theirs";
            create(customer, {email_key("same@example.org", in)}, in);
            create_group(customer.name, in);
            join({1}, {1}, in);
        }
    }
};
MUSTER_ON_EVERY_ENGINE(ContractTenants);

TEST_P(ContractTenants, each_counts_its_own_ids_and_revisions)
{
    EXPECT_EQ(create_customer("second", other_tenant).id.value, 2);
    EXPECT_EQ(store->revision(tenant), 3);
    EXPECT_EQ(store->revision(other_tenant), 4);
    EXPECT_EQ(store->revision({3}), 0);
    EXPECT_FALSE(store->get({Kind::customer, tenant, 2, 0}));
}

TEST_P(ContractTenants, reads_by_id_and_key_stay_inside)
{
    EXPECT_EQ(read(CustomerId{1}).name, "ours");
    EXPECT_EQ(read(CustomerId{1}, other_tenant).name, "theirs");
    EXPECT_EQ(find<Customer>(*store, email_key("same@example.org"))->name, "ours");
    const Ids asked{1};
    const auto rows = store->get_all(Kind::customer, other_tenant, asked);
    EXPECT_EQ(std::get<Customer>(rows->at(0)).name, "theirs");
    EXPECT_FALSE(store->get({Kind::customer, {3}, 1, 0}));
    EXPECT_FALSE(store->find(email_key("same@example.org", {3})));
}

TEST_P(ContractTenants, pages_counts_and_members_stay_inside)
{
    create_customer("stranger", other_tenant);
    join({1}, {2}, other_tenant);
    for (const auto& filter : {Filter{}, member_of({std::int64_t{1}}), negate(any_of({})),
                               any_of({equals("name", std::string("theirs")), Filter{}})}) {
        EXPECT_EQ(ids(ask(filter)), Ids{1});
        EXPECT_EQ(store->count(ask(filter)), 1);
    }
    EXPECT_EQ(read(GroupId{1}).member_count, 1);
    EXPECT_EQ(read(GroupId{1}, other_tenant).member_count, 2);
    EXPECT_EQ(ids(ask(equals("name", std::string("theirs")))), Ids{});
}

TEST_P(ContractTenants, the_log_stays_inside)
{
    for (const auto& change : log()) {
        EXPECT_EQ(change.after.find("theirs"), std::string::npos);
    }
    EXPECT_EQ(log().size(), 3U);
    EXPECT_EQ(log({{3}, 0, 9, {}, 0}).size(), 0U);
    EXPECT_EQ(log({tenant, 0, 9, Kind::customer, 1}).size(), 1U);
}

TEST_P(ContractTenants, writing_in_one_leaves_the_other)
{
    write([](Writer& writer) { return writer.erase_history({Kind::customer, tenant, 1, 0}); });
    remove(read(CustomerId{1}));
    leave({1}, {1});
    EXPECT_EQ(read(CustomerId{1}, other_tenant).name, "theirs");
    EXPECT_EQ(read(GroupId{1}, other_tenant).member_count, 1);
    EXPECT_NE(log({other_tenant, 0, 1, {}, 0}).at(0).after, "");
    EXPECT_EQ(find<Customer>(*store, email_key("same@example.org", other_tenant))->id.value, 1);
}

} // namespace
} // namespace muster::store::test
