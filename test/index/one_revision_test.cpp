// Lists by rule take the customers from the index and their rows from the engine. Both must be of
// one revision, while other threads write.
#include <atomic>
#include <thread>

#include "index/indexed_store.h"
#include "index/world.h"
#include "store/checked_store.h"
#include "store/engines.h"
#include "store/forwarding_store.h"

namespace muster::index::test {
namespace {

constexpr std::int64_t people = 40;
constexpr GroupId yorkers{1};

// Passes everything on, and lets a test act just before rows are read: on a thread of its own,
// because the reading thread sees one state only.
class PausingStore final : public store::test::ForwardingStore {
public:
    using ForwardingStore::ForwardingStore;

    Result<std::vector<Entity>> get_all(Kind kind, TenantId in,
                                        std::span<const std::int64_t> ids) const override
    {
        if (before_rows) std::thread(before_rows).join();
        return ForwardingStore::get_all(kind, in, ids);
    }

    std::function<void()> before_rows;
};

// Half of the people live in York, the others in Leeds. `yorkers` is the group of the former.
class OneRevision : public IndexWorld {
protected:
    OneRevision()
    {
        store->set_commit_listener(nullptr);
        index.reset();
        auto engine = store::test::engines().back().open(folder.path()); // commits beside reads
        store = std::make_unique<store::CheckedStore>(std::move(engine));
        open({});
        pausing = std::make_unique<PausingStore>(*store);
        indexed = std::make_unique<IndexedStore>(*pausing, *index);
        group(yorkers.value, "city = 'York'");
        for (std::int64_t id = 1; id <= people; ++id) settle_in(id, id % 2 == 0 ? "York" : "Leeds");
    }
    ~OneRevision() override
    {
        store->set_commit_listener(nullptr);
        index.reset();
        store = store::make_memory_store();
    }

    void settle_in(std::int64_t id, const std::string& city)
    {
        customer(id, "Person " + std::to_string(id), city);
    }
    // Everybody in York goes to Leeds, and the other way round, in one write.
    void swap_cities()
    {
        write([](Writer& writer) -> Result<void> {
            for (std::int64_t id = 1; id <= people; ++id) {
                auto moved = TRY(model::get<Customer>(writer, tenant, {id}));
                moved.city = moved.city == "York" ? "Leeds" : "York";
                TRY(put(writer, moved));
            }
            return {};
        });
    }

    Query everybody_of(Filter filter) const
    {
        Query query;
        query.tenant = tenant;
        query.filter = std::move(filter);
        query.with_total = true;
        query.limit = people / 4;
        return query;
    }
    std::vector<Query> lists() const
    {
        return {everybody_of(satisfies(rule("city = 'York'"))),
                everybody_of(member_of({Value{yorkers.value}})),
                everybody_of(equals("city", std::string("York")))};
    }

    store::test::TemporaryFolder folder;
    std::unique_ptr<PausingStore> pausing;
    std::unique_ptr<IndexedStore> indexed;
};

void expect_all_in_york(const Page& page)
{
    EXPECT_EQ(page.total, people / 2);
    EXPECT_EQ(std::ssize(page.rows), people / 4);
    for (const auto& row : page.rows) EXPECT_EQ(std::get<Customer>(row).city, "York");
}

// Promise 5, deterministic: the write comes when the customers are chosen and not read yet.
TEST_F(OneRevision, OfAListWhenAWriteComesBeforeItsRowsAreRead)
{
    for (const auto& query : lists()) {
        int writes = 0;
        pausing->before_rows = [&] {
            if (writes++ == 0) swap_cities();
        };
        const auto page = indexed->page(query);
        ASSERT_TRUE(page);
        expect_all_in_york(*page);
        EXPECT_GE(writes, 1);
    }
}

// Promise 8: somebody who stays in York is on exactly one page, whatever the others do.
TEST_F(OneRevision, OfEachPageOfACursor)
{
    settle_in(people, "York"); // the last one
    for (auto query : lists()) {
        query.limit = 3;
        int seen = 0;
        do {
            bool is_done = false;
            pausing->before_rows = [&] {
                if (std::exchange(is_done, true)) return;
                swap_cities();
                settle_in(people, "York");
            };
            const auto page = indexed->page(query);
            ASSERT_TRUE(page);
            for (const auto& row : page->rows) {
                EXPECT_EQ(std::get<Customer>(row).city, "York");
                seen += std::get<Customer>(row).id.value == people ? 1 : 0;
            }
            query.after = page->next;
        } while (query.after);
        EXPECT_EQ(seen, 1);
    }
}

// Promise 5, with threads: no list shows anybody who does not fulfil its condition.
TEST_F(OneRevision, OfListsBesideAWriter)
{
    std::atomic<bool> is_over{false};
    std::vector<std::thread> readers;
    for (int i = 0; i < 2; ++i) {
        readers.emplace_back([&] {
            const auto asked = lists();
            do {
                for (const auto& query : asked) {
                    const auto page = indexed->page(query);
                    ASSERT_TRUE(page);
                    expect_all_in_york(*page);
                }
            } while (!is_over);
        });
    }
    for (int turn = 0; turn < 40; ++turn) swap_cities();
    is_over = true;
    for (auto& reader : readers) reader.join();
}

// Promise 4: what one way of reading has shown, every other one shows too.
TEST_F(OneRevision, OfARowAndThenOfARule)
{
    std::atomic<bool> is_over{false};
    std::thread reader([&] {
        do {
            const auto row = model::get(*indexed, tenant, CustomerId{1});
            ASSERT_TRUE(row);
            const auto page = indexed->page(everybody_of(
                all_of({equals("id", std::int64_t{1}),
                        where("revision", Filter::Op::greater_or_equal, row->revision)})));
            ASSERT_TRUE(page);
            ASSERT_EQ(page->total, 1) << "the index lacks revision " << row->revision;
        } while (!is_over);
    });
    for (int turn = 0; turn < 40; ++turn) swap_cities();
    is_over = true;
    reader.join();
}

} // namespace
} // namespace muster::index::test
