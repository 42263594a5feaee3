// Vendor numbers: the ids by which the clients of a dialect know tenants, customers and groups.
#include <gtest/gtest.h>

#include "directory/directory_test.h"
#include "directory/identity.h"
#include "directory/merging/customer_merge.h"
#include "model/lookup.h"
#include "model/vendor_numbers.h"

namespace muster::directory {
namespace {

class VendorNumbers : public DirectoryTest {
protected:
    Result<Tenant> number(TenantId tenant, std::string_view dialect, std::string_view number)
    {
        const Principal system{{}, {}, system_tenant, "system", "core", {}};
        return directory.write(system, system_tenant, [&](Transaction& t) {
            return update_tenant(t, tenant, [&](Tenant& edited) -> Result<void> {
                set_vendor_number(edited.vendor_numbers, dialect, number);
                return {};
            });
        });
    }

    Result<Group> numbered_group(const std::string& name, std::string_view number)
    {
        return write([&](Transaction& t) {
            Group draft;
            draft.name = name;
            set_vendor_number(draft.vendor_numbers, "shop_api", number);
            return create_group(t, draft);
        });
    }

    Result<Group> number(GroupId group, std::string_view number)
    {
        return write([&](Transaction& t) {
            return update_group(t, group, [&](Group& edited) -> Result<void> {
                set_vendor_number(edited.vendor_numbers, "shop_api", number);
                return {};
            });
        });
    }

    // The id of the group that clients know by that number; 0: none.
    std::int64_t known(std::int64_t number, std::string_view dialect = "shop_api")
    {
        const auto group = known_by<Group>(directory.rows(), {1}, dialect, number);
        return group ? group->id.value : 0;
    }

    std::int64_t tenant_known(std::string_view number, std::string_view dialect = "shop_api")
    {
        const auto tenant = identity.tenant_of_number(dialect, number);
        return tenant ? tenant->id.value : 0;
    }

    Identity identity{directory.rows(), clock, random};
};

// Promise 7: what a number means never depends on the order in which numbers were given.
TEST_F(VendorNumbers, of_tenants_that_cross_reach_the_tenant_that_carries_them)
{
    EXPECT_EQ(tenant_known("2"), 2) << "without numbers, ids are known";
    ASSERT_TRUE(number(TenantId{1}, "shop_api", "2"));
    EXPECT_EQ(tenant_known("2"), 1) << "the number of one wins over the id of another";
    EXPECT_EQ(tenant_known("1"), 0) << "who has a number is not known by the id any more";
    ASSERT_TRUE(number(TenantId{2}, "shop_api", "1"));
    EXPECT_EQ(tenant_known("1"), 2);
    EXPECT_EQ(tenant_known("2"), 1);
    EXPECT_EQ(tenant_known("2", "club_api"), 2) << "each dialect has its own numbers";
    EXPECT_EQ(tenant_known("02", "club_api"), 0) << "ids are compared as texts";
    EXPECT_EQ(tenant_known("+2", "club_api"), 0);
}

TEST_F(VendorNumbers, of_tenants_are_unique_in_a_dialect)
{
    ASSERT_TRUE(number(TenantId{1}, "shop_api", "1003"));
    const auto refused = number(TenantId{2}, "shop_api", "1003");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::already_exists);
    EXPECT_NE(refused.error().message.find("tenant 1 (shop)"), std::string::npos);
    ASSERT_TRUE(number(TenantId{1}, "shop_api", ""));
    EXPECT_EQ(tenant_known("1003"), 0);
    EXPECT_TRUE(number(TenantId{2}, "shop_api", "1003"));
    EXPECT_EQ(tenant_known("1003"), 2) << "the cache follows each change";
}

TEST_F(VendorNumbers, are_never_given_to_something_new_as_its_id)
{
    const auto first = group("first");
    ASSERT_TRUE(numbered_group("second", "3"));
    const auto third = group("third");
    EXPECT_EQ(third.value, 4) << "3 is a number already";
    EXPECT_EQ(known(3), 2);
    EXPECT_EQ(known(4), 4);
    EXPECT_EQ(known(2), 0) << "a group is not known by its id beside its number";
    EXPECT_EQ(known(2, "club_api"), 2) << "in a dialect without numbers it is";
    EXPECT_EQ(known(first.value), 1);
}

// Clients may have stored a number that was taken away since, so it leads to nothing new.
TEST_F(VendorNumbers, that_were_taken_away_are_not_given_to_something_new)
{
    const auto first = numbered_group("first", "3")->id;
    ASSERT_TRUE(number(first, "4"));
    ASSERT_TRUE(number(first, ""));
    EXPECT_EQ(known(3), 0);
    EXPECT_EQ(group("second").value, 2);
    EXPECT_EQ(group("third").value, 5) << "3 and 4 were numbers";
    EXPECT_EQ(known(4), 0);
    EXPECT_EQ(known(1), first.value) << "it is known by its id again";
    ASSERT_TRUE(number(GroupId{2}, "4")) << "an administrator may give it to another one";
    EXPECT_EQ(known(4), 2);
    ASSERT_TRUE(number(GroupId{5}, "50"));
    ASSERT_TRUE(number(first, "5"));
    EXPECT_TRUE(number(first, "")) << "also the id of a group that clients know by another number";
}

TEST_F(VendorNumbers, cannot_be_the_id_of_another_one_that_clients_know_by_it)
{
    group("first");
    const auto second = group("second");
    EXPECT_EQ(number(second, "1").error().code, Code::already_exists);
    EXPECT_TRUE(number(second, "2")) << "its own id may be its number";
    ASSERT_TRUE(number(second, "9"));
    ASSERT_TRUE(number(GroupId{1}, "2"));
    EXPECT_EQ(known(2), 1);
    EXPECT_EQ(number(second, "").error().code, Code::already_exists)
        << "without its number, clients would know two groups by 2";
    EXPECT_EQ(known(9), 2);
}

TEST_F(VendorNumbers, of_removed_groups_stay_taken)
{
    const auto old = numbered_group("old", "77")->id;
    ASSERT_TRUE(write([&](Transaction& t) { return remove_group(t, old); }));
    EXPECT_EQ(known(77), 0);
    EXPECT_EQ(numbered_group("new", "77").error().code, Code::already_exists);
}

// The one that goes may have an id that is the number of a third one.
TEST_F(VendorNumbers, of_merged_customers_are_united_whatever_others_carry)
{
    const auto numbered = [&](const std::string& name, const std::string& number) {
        return write([&](Transaction& t) {
                   Customer draft;
                   draft.name = name;
                   set_vendor_number(draft.vendor_numbers, "shop_api", number);
                   return create_customer(t, draft);
               })
            ->id;
    };
    const auto survivor = customer("Ann");
    const auto other = numbered("Anne", "900");
    numbered("Bob", std::to_string(other.value));
    const auto merged = write([&](Transaction& t) {
        return merge_customers(t, {survivor, other, {}, {}});
    });
    ASSERT_TRUE(merged) << merged.error().message;
    EXPECT_EQ(vendor_number_of(read(survivor).vendor_numbers, "shop_api"), "900");
    EXPECT_EQ(known_by<Customer>(directory.rows(), {1}, "shop_api", 900)->id, survivor);
}

} // namespace
} // namespace muster::directory
