// Lack of memory (core promise 11): a tenant that does not fit is refused, and only for what needs
// the index; a commit that cannot be applied is not lost.
#include <cstdlib>
#include <new>

#include "index/indexed_store.h"
#include "index/world.h"

namespace {

// The allocations of this thread that still succeed; negative: all.
thread_local int allocations_left = -1;

} // namespace

void* operator new(std::size_t size)
{
    if (allocations_left == 0) throw std::bad_alloc();
    if (allocations_left > 0) --allocations_left;
    void* memory = std::malloc(size == 0 ? 1 : size);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept
{
    if (allocations_left == 0) return nullptr;
    if (allocations_left > 0) --allocations_left;
    return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { std::free(memory); }

namespace muster::index::test {
namespace {

Query by_name()
{
    Query query;
    query.kind = Kind::customer;
    query.tenant = tenant;
    query.sort.operand = "name";
    query.limit = 1000;
    return query;
}

class LittleMemory : public IndexWorld {
protected:
    LittleMemory()
    {
        write([&](Writer& writer) -> Result<void> {
            for (std::int64_t id = 1; id <= 2'000; ++id) {
                Customer made;
                made.id = {id};
                made.name = "Person " + std::to_string(id);
                TRY(put(writer, made));
            }
            return {};
        });
    }
    void open_with(std::size_t bytes)
    {
        IndexOptions options;
        options.memory_bytes = bytes;
        open(options);
    }
};

TEST_F(LittleMemory, a_tenant_that_does_not_fit_is_refused_and_the_rest_works)
{
    open_with(10'000);
    const auto refused = index->page(by_name());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::unavailable);
    EXPECT_TRUE(index->loaded().empty());

    const IndexedStore rows(*store, *index);
    EXPECT_EQ(rows.page(by_name()).error().code, Code::unavailable);
    EXPECT_TRUE(rows.get({Kind::customer, tenant, 7, 0}));
    Query plain = by_name();
    plain.sort.operand = "id";
    EXPECT_EQ(rows.page(plain).value().rows.size(), 1000U);
    customer(2'001, "Nora");
}

// Each attempt to load it reads many rows, so that attempts are rare.
TEST_F(LittleMemory, a_refused_tenant_is_tried_again_after_a_while)
{
    open_with(10'000);
    EXPECT_EQ(index->page(by_name()).error().retry_after.count(), 0);
    EXPECT_GT(index->page(by_name()).error().retry_after.count(), 0);
    clock.step(limits::index_refusal);
    EXPECT_EQ(index->page(by_name()).error().retry_after.count(), 0);
}

TEST_F(LittleMemory, a_tenant_that_has_grown_beyond_the_limit_is_dropped)
{
    open_with(10'000'000);
    ASSERT_TRUE(index->preload(tenant));
    index->maintain();
    EXPECT_EQ(index->loaded().size(), 1U);
    std::size_t bytes = 0;
    for (const auto& use : index->memory(tenant)) bytes += use.bytes;

    open_with(bytes + 1'000);
    ASSERT_TRUE(index->preload(tenant));
    write([&](Writer& writer) -> Result<void> {
        for (std::int64_t id = 2'001; id <= 6'000; ++id) {
            Customer made;
            made.id = {id};
            made.name = "Another " + std::to_string(id);
            TRY(put(writer, made));
        }
        return {};
    });
    index->maintain();
    EXPECT_TRUE(index->loaded().empty());
}

// Passes commits on, with so many allocations as are left.
class ShortOfMemory final : public CommitListener {
public:
    explicit ShortOfMemory(Index& listener) : listener_(listener) {}

    void committed(TenantId of, Revision revision, std::span<const MutationRef> mutations) override
    {
        allocations_left = allocations;
        listener_.committed(of, revision, mutations);
        is_used_up = allocations_left == 0;
        allocations_left = -1;
    }
    int allocations = 0;
    bool is_used_up = false;

private:
    Index& listener_;
};

using CommitWithoutMemory = IndexWorld;

TEST_F(CommitWithoutMemory, no_commit_is_lost_whichever_allocation_fails)
{
    group(1);
    customer(1, "Ann", "Leeds");
    ShortOfMemory short_of_memory(*index);
    store->set_commit_listener(&short_of_memory);
    std::int64_t last = 1;
    do {
        ASSERT_TRUE(index->preload(tenant));
        write([&](Writer& writer) -> Result<void> {
            for (int i = 0; i < 20; ++i) {
                Customer made;
                made.id = {++last};
                made.name = "Person " + std::to_string(last);
                made.city = "York " + std::to_string(last);
                TRY(put(writer, made));
            }
            Membership joined;
            joined.group = {1};
            joined.customer = {last};
            return put(writer, joined);
        });
        ASSERT_EQ(index->count(by_name()).value(), last);
        ASSERT_TRUE(index->contains(tenant, {1}, {last}).value());
        ++short_of_memory.allocations;
    } while (short_of_memory.is_used_up && short_of_memory.allocations < 2000);
    EXPECT_LT(short_of_memory.allocations, 2000);
    EXPECT_GT(short_of_memory.allocations, 5); // it was short of memory indeed
}

} // namespace
} // namespace muster::index::test
