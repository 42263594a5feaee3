// Loading in the background: a query waits a while and is then refused with the progress; nothing
// that is written meanwhile is lost (promises 4, 5 and 11).
#include <functional>
#include <set>
#include <thread>
#include <vector>

#include "index/indexed_store.h"
#include "index/tenant/loader.h"
#include "index/world.h"
#include "store/held_store.h"

namespace muster::index::test {
namespace {

using namespace std::chrono_literals;

constexpr auto patient = 1h; // so long that a test never sees the end of it
constexpr auto everybody = "id > 0";

// The index reads through a store that the test can hold. Ten customers live in York.
class Loading : public IndexWorld {
protected:
    Loading()
    {
        open_again(0ms);
        for (std::int64_t id = 1; id <= 10; ++id) customer(id, {}, "York");
    }
    ~Loading() override
    {
        held.release();
        store->set_commit_listener(nullptr);
        index.reset();
    }

    void open_again(std::chrono::milliseconds wait)
    {
        store->set_commit_listener(nullptr);
        index.reset();
        IndexOptions options;
        options.wait = wait;
        options.log = [this](const std::string& line) { logged.push_back(line); };
        index = std::make_unique<Index>(held, clock, std::move(options));
        store->set_commit_listener(index.get());
    }
    Result<SetQueryResult> ask() const
    {
        return index->find(tenant, {{rule(everybody)}, clock.now(), 1000, false});
    }

    store::test::HeldStore held{*store};
};

TEST_F(Loading, a_query_that_waited_long_enough_is_refused_with_the_progress)
{
    held.hold();
    const auto early = ask();
    ASSERT_FALSE(early);
    EXPECT_EQ(early.error().code, Code::unavailable);
    EXPECT_EQ(early.error().subject, loading_subject);
    EXPECT_GE(early.error().retry_after, 1s);
    held.release();
    ASSERT_TRUE(index->preload(tenant));
    EXPECT_EQ(ids(everybody).size(), 10U);
    EXPECT_TRUE(logged.empty());
}

TEST_F(Loading, the_progress_names_rows_and_all_rows)
{
    held.hold();
    EXPECT_FALSE(ask());
    held.wait_for_page(); // of the newest customer
    held.release();
    ASSERT_TRUE(index->preload(tenant));
    open_again(0ms);
    held.hold_after(1);
    EXPECT_FALSE(ask());
    held.wait_for_page();
    const auto refused = ask();
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("0 of about 10 rows"), std::string::npos)
        << refused.error().message;
}

TEST_F(Loading, what_is_written_meanwhile_is_in_the_answer)
{
    held.hold_after(1);
    EXPECT_FALSE(ask());
    held.wait_for_page();
    customer(11, {}, "Leeds");
    customer(1, {}, "Leeds");
    remove(2);
    held.release();
    ASSERT_TRUE(index->preload(tenant));
    EXPECT_EQ(ids("city = 'Leeds'"), (Ids{1, 11}));
    EXPECT_EQ(ids(everybody), (Ids{1, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
}

TEST_F(Loading, an_error_is_logged_and_the_next_query_tries_again)
{
    open_again(patient);
    held.fail_pages(true);
    const auto failed = ask();
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, "the disk is away");
    held.fail_pages(false);
    EXPECT_EQ(ids(everybody).size(), 10U);
    ASSERT_EQ(logged.size(), 1U);
    EXPECT_NE(logged[0].find("could not be loaded: the disk is away"), std::string::npos);
}

TEST_F(Loading, a_stop_wakes_what_waits)
{
    held.hold();
    Result<void> waited;
    std::thread waiter([&] { waited = index->preload(tenant); });
    held.wait_for_page();
    std::thread stopper([&] { index->stop_loading(); });
    waiter.join(); // while the page is still held
    held.release();
    stopper.join();
    ASSERT_FALSE(waited);
    EXPECT_EQ(waited.error().code, Code::unavailable);
    EXPECT_EQ(waited.error().subject, loading_subject) << "a job waits instead of failing";
    EXPECT_FALSE(ask());
}

TEST_F(Loading, a_write_of_many_customers_begins_to_load_the_tenant)
{
    held.hold();
    write([](Writer& writer) -> Result<void> {
        for (std::size_t i = 0; i < limits::index_load_from; ++i) {
            Customer one;
            one.id = {100 + static_cast<std::int64_t>(i)};
            TRY(put(writer, one));
        }
        return {};
    });
    held.wait_for_page(); // nobody has asked
    held.release();
    ASSERT_TRUE(index->preload(tenant));
    EXPECT_EQ(ids(everybody).size(), 10U + limits::index_load_from);
}

TEST_F(Loading, reads_that_need_no_index_do_not_wait)
{
    group(1);
    join(1, 5);
    const IndexedStore indexed(*store, *index);
    held.hold();
    EXPECT_FALSE(ask());
    EXPECT_TRUE(indexed.get({Kind::customer, tenant, 5, 0}));
    EXPECT_TRUE(indexed.get({Kind::group, tenant, 1, 0}));
    EXPECT_TRUE(indexed.get({Kind::membership, tenant, 1, 5}));
    Query query;
    query.tenant = tenant;
    query.limit = 100;
    EXPECT_TRUE(indexed.page(query));
    query.kind = Kind::group;
    EXPECT_TRUE(indexed.page(query));
    query.kind = Kind::membership;
    query.filter = equals("customer_id", std::int64_t{5});
    const auto memberships = indexed.page(query);
    ASSERT_TRUE(memberships) << memberships.error().message;
    EXPECT_EQ(memberships->rows.size(), 1U);
    group(2, everybody);
    EXPECT_FALSE(indexed.page(query)) << "the customer is in the dynamic group, too";
}

// Reads the rows by all cores, and changes some of them between the rounds.
class WritesBetweenRounds final : public LoadListener {
public:
    // `write` adds what it commits in the round to the entities.
    using Write = std::function<void(int round, std::vector<Entity>& committed)>;
    WritesBetweenRounds(TenantIndex& index, Write write) : index_(index), write_(std::move(write))
    {}

    void set_aside() override { set_aside_.swap(committed); }
    Result<void> apply() override
    {
        for (const auto& row : set_aside_) index_.put(row);
        set_aside_.clear();
        write_(round_++, committed);
        return {};
    }
    void expect(std::int64_t rows) override { expected = rows; }
    void note(std::int64_t rows) override { noted += rows; }

    std::vector<Entity> committed;
    std::int64_t expected = 0;
    std::int64_t noted = 0;

private:
    TenantIndex& index_;
    Write write_;
    std::vector<Entity> set_aside_;
    int round_ = 0;
};

TEST_F(Loading, many_rows_are_read_by_all_cores_and_no_change_is_lost)
{
    constexpr std::int64_t people = 1200;
    write([](Writer& writer) -> Result<void> {
        for (std::int64_t id = 11; id <= people; ++id) {
            Customer one;
            one.id = {id};
            one.city = "York";
            TRY(put(writer, one));
        }
        return {};
    });
    group(1);
    for (std::int64_t id = 1; id <= 50; ++id) join(1, id * 20);
    TenantIndex loaded(tenant, {});
    std::set<std::int64_t> moved;
    WritesBetweenRounds listener(loaded, [&](int round, std::vector<Entity>& committed) {
        for (const std::int64_t id : {1 + round * 7, 600 + round * 7, 1100 + round}) {
            committed.emplace_back(customer(id, {}, "Leeds"));
            moved.insert(id);
        }
    });
    ASSERT_TRUE(load_rows(*store, loaded, listener, 0));
    for (const auto& row : listener.committed) loaded.put(row); // what came after the last page
    EXPECT_EQ(listener.expected, people + 50);
    EXPECT_EQ(listener.noted, people + 50 + 1) << "and a group";
    EXPECT_EQ(loaded.live().count(), people);
    EXPECT_EQ(loaded.group({1})->members.count(), 50);
    for (std::int64_t id = 1; id <= people; ++id) {
        const auto city = std::get<std::string>(loaded.value(id, "city"));
        EXPECT_EQ(city, moved.contains(id) ? "Leeds" : "York") << id;
    }
}

TEST_F(Loading, an_error_of_one_of_the_reading_threads_ends_the_load)
{
    TenantIndex loaded(tenant, {});
    WritesBetweenRounds listener(loaded, [&](int, std::vector<Entity>&) { held.fail_pages(true); });
    const auto done = load_rows(held, loaded, listener, 0);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().message, "the disk is away");
}

} // namespace
} // namespace muster::index::test
