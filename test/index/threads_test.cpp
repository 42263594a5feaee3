// Each query sees exactly one revision, while other threads write and save.
#include <atomic>
#include <thread>

#include "index/world.h"
#include "store/engines.h"

namespace muster::index::test {
namespace {

constexpr std::int64_t customer_count = 300;
constexpr int moves = 600;

class Threads : public IndexWorld {
protected:
    Threads()
    {
        IndexOptions options;
        options.folder = folder.path() / "index";
        open(options);
        group(1);
        group(2);
        for (std::int64_t id = 1; id <= customer_count; ++id) {
            customer(id * 400, "Person " + std::to_string(id), "Leeds");
            join(1, id * 400);
        }
    }

    // One write moves a customer to the other group and changes its city and name.
    void move(std::int64_t id, bool to_second, int turn)
    {
        write([&](Writer& writer) -> Result<void> {
            for (const std::int64_t group : {1, 2}) {
                Membership stay;
                stay.group = {group};
                stay.customer = {id};
                if ((group == 2) != to_second) stay.left_at = clock.now();
                TRY(put(writer, stay));
            }
            Customer moved;
            moved.id = {id};
            moved.name = "Turn " + std::to_string(turn);
            moved.city = to_second ? "York" : "Leeds";
            return put(writer, moved);
        });
    }

    store::test::TemporaryFolder folder;
};

// Promise 4, and all results of one query have the same revision.
TEST_F(Threads, see_whole_writes_only)
{
    std::atomic<bool> is_over{false};
    const SetQuery question{{rule("MEMBER OF 1"), rule("MEMBER OF 2"), rule("city = 'Leeds'"),
                             rule("city > 'M'"), rule("name LIKE '%n%'")},
                            clock.now(),
                            10,
                            true};
    std::vector<std::thread> askers;
    for (int i = 0; i < 2; ++i) {
        askers.emplace_back([&] {
            Revision last = 0;
            do {
                const auto found = index->find(tenant, question);
                ASSERT_TRUE(found);
                ASSERT_GE(found->revision, last);
                last = found->revision;
                ASSERT_EQ(found->results[0].count + found->results[1].count, customer_count);
                ASSERT_EQ(found->results[2].count, found->results[0].count);
                ASSERT_EQ(found->results[3].count, found->results[1].count);
                ASSERT_EQ(found->results[4].count, customer_count);
                ASSERT_EQ(found->overlap[0][2], found->results[0].count);
                ASSERT_EQ(found->overlap[0][1], 0);
            } while (!is_over);
        });
    }
    std::thread saver([&] {
        do {
            static_cast<void>(index->save(tenant));
        } while (!is_over);
    });
    for (int turn = 0; turn < moves; ++turn) {
        const std::int64_t id = (1 + turn * 7 % customer_count) * 400;
        const bool to_second = turn / customer_count % 2 == 0;
        move(id, to_second, turn);
        // Promise 4: the next query sees the write.
        ASSERT_EQ(index->contains(tenant, {2}, {id}).value(), to_second);
    }
    is_over = true;
    for (auto& asker : askers) asker.join();
    saver.join();
    IndexOptions options;
    options.folder = folder.path() / "index";
    open(options);
    EXPECT_EQ(std::ssize(ids("name LIKE 'Turn %'")), customer_count);
    EXPECT_TRUE(logged.empty());
}

// Promise 4: customers of a bulk write are prepared piece by piece, and become visible all at once.
TEST_F(Threads, see_all_customers_of_a_bulk_write_or_none)
{
    constexpr std::int64_t crowd = 1000;
    constexpr std::int64_t first = 65'536 - 5 * crowd / 2; // one bulk write crosses the chunks
    std::atomic<bool> is_over{false};
    const SetQuery question{{rule("city = 'Oslo'"), rule("city = 'Oslo' AND name IS NULL"),
                             rule("name LIKE 'New %'"), rule("MEMBER OF 2")},
                            clock.now(),
                            0,
                            false};
    std::thread asker([&] {
        do {
            const auto found = index->find(tenant, question);
            ASSERT_TRUE(found);
            ASSERT_EQ(found->results[0].count % crowd, 0);
            ASSERT_EQ(found->results[1].count, 0);
            ASSERT_EQ(found->results[2].count, found->results[0].count);
            ASSERT_EQ(found->results[3].count * crowd, found->results[0].count);
        } while (!is_over);
    });
    for (std::int64_t turn = 0; turn < 6; ++turn) {
        write([&](Writer& writer) -> Result<void> {
            for (std::int64_t id = first + turn * crowd; id < first + (turn + 1) * crowd; ++id) {
                Customer one;
                one.id = {id};
                one.name = "New " + std::to_string(id);
                one.city = "Bergen";
                TRY(put(writer, one));
                one.city = "Oslo"; // changed by the write that creates it
                TRY(put(writer, one));
            }
            Membership stay;
            stay.group = {2};
            stay.customer = {first + turn * crowd};
            return put(writer, stay);
        });
        ASSERT_EQ(std::ssize(ids("city = 'Oslo'")), (turn + 1) * crowd);
    }
    is_over = true;
    asker.join();
    EXPECT_TRUE(ids("city = 'Bergen'").empty());
    const auto by_memory = ids("name LIKE 'New %' AND city = 'Oslo'");
    open({}); // loads the rows
    EXPECT_EQ(ids("name LIKE 'New %' AND city = 'Oslo'"), by_memory);
}

TEST_F(Threads, load_while_others_write)
{
    for (int round = 0; round < 10; ++round) {
        open({}); // drops the loaded tenant
        std::thread writer([&] {
            for (int turn = 0; turn < 50; ++turn) move((1 + turn) * 400, round % 2 == 0, turn);
        });
        const auto found = index->find(
            tenant, {{rule("MEMBER OF 1"), rule("MEMBER OF 2")}, clock.now(), 0, false});
        writer.join();
        ASSERT_TRUE(found);
        EXPECT_EQ(ids("MEMBER OF 1").size() + ids("MEMBER OF 2").size(), customer_count);
        EXPECT_EQ(ids("city = 'York'").size(), round % 2 == 0 ? 50 : 0);
    }
}

} // namespace
} // namespace muster::index::test
