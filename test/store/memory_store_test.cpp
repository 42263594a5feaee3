// Tests of the memory engine that the contract suite does not have.
#include <gtest/gtest.h>

#include "store/memory/memory_store.h"

namespace muster::store {
namespace {

using namespace model;

TEST(MemoryStore, keeps_what_a_write_put)
{
    const auto store = make_memory_store();
    const auto revision = store->write({1}, {}, [](Writer& writer) -> Result<void> {
        Customer customer;
        customer.id.value = TRY(writer.next_id({1}, Kind::customer));
        customer.email = "ada@example.org";
        const Key key{Kind::customer, {1}, "email", "ada@example.org"};
        return writer.put({Action::created, {1}, std::nullopt, customer, {}, {key, key}, true});
    });
    ASSERT_TRUE(revision);
    EXPECT_EQ(*revision, 1);
    const auto found = find<Customer>(*store, {Kind::customer, {1}, "email", "ada@example.org"});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id.value, 1);
    EXPECT_EQ(found->revision, 1);
}

} // namespace
} // namespace muster::store
