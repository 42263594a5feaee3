// The contract wrapper notices wrong answers of an engine and wrong calls of a write function.
#include <gtest/gtest.h>

#include "store/checked_store.h"
#include "store/engines.h"
#include "store/memory/memory_store.h"

namespace muster::store {
namespace {

using namespace model;

using test::tenant;

// Passes everything on, except where a test has set a wrong answer.
class Liar final : public Store {
public:
    std::function<void(Page&)> bend_page = [](Page&) {};
    std::function<void(std::vector<Change>&)> bend_changes = [](std::vector<Change>&) {};
    std::function<void(Revision&)> bend_write = [](Revision&) {};
    std::optional<Code> count_error;

    Result<Entity> get(const Ref& ref) const override { return truth_->get(ref); }
    Result<std::vector<Entity>> get_all(Kind kind, TenantId of,
                                        std::span<const std::int64_t> ids) const override
    {
        auto rows = truth_->get_all(kind, of, ids);
        std::reverse(rows->begin(), rows->end());
        return rows;
    }
    Result<Entity> find(const Key& key) const override { return truth_->find(key); }
    Result<Page> page(const Query& query) const override
    {
        auto page = truth_->page(query);
        bend_page(*page);
        return page;
    }
    Result<std::int64_t> count(const Query& query) const override
    {
        if (count_error) return fail(*count_error, "count", "no");
        return truth_->count(query);
    }
    Result<std::vector<Change>> changes(const ChangeQuery& query) const override
    {
        auto changes = truth_->changes(query);
        bend_changes(*changes);
        return changes;
    }
    Result<Revision> revision(TenantId of) const override { return truth_->revision(of); }
    void set_commit_listener(CommitListener*) override {}
    Result<Revision> write(TenantId of, const Origin& origin, const WriteFunction& decide) override
    {
        auto revision = truth_->write(of, origin, decide);
        if (revision) bend_write(*revision);
        return revision;
    }

private:
    std::unique_ptr<Store> truth_ = make_memory_store();
};

class Checked : public testing::Test {
protected:
    Checked()
    {
        GTEST_FLAG_SET(death_test_style, "threadsafe");
        auto engine = std::make_unique<Liar>();
        liar = engine.get();
        store = std::make_unique<CheckedStore>(std::move(engine));
        put(Action::created, group(1));
        put(Action::created, group(2));
    }

    static Group group(std::int64_t id)
    {
        Group group;
        group.id = {id};
        group.name = "group " + std::to_string(id);
        return group;
    }

    void put(Action action, Group after, std::optional<Entity> before = {})
    {
        const auto done = store->write(tenant, {}, [&](Writer& writer) {
            return writer.put({action, tenant, before, after, {}, {}, true});
        });
        ASSERT_TRUE(done);
    }

    Liar* liar = nullptr;
    std::unique_ptr<Store> store;
    Query query{Kind::group, tenant, {}, {}, {}, 0, 100, true, false};
};

using CheckedDeath = Checked;

TEST_F(Checked, lets_the_truth_pass)
{
    EXPECT_EQ(store->page(query)->rows.size(), 2U);
    EXPECT_EQ(store->changes({tenant, 0, 10, {}, 0})->size(), 2U);
    EXPECT_EQ(store->revision(tenant), 2);
}

TEST_F(CheckedDeath, rows_out_of_order)
{
    liar->bend_page = [](Page& page) { std::swap(page.rows[0], page.rows[1]); };
    EXPECT_DEATH(static_cast<void>(store->page(query)), "not strictly in order");
}

TEST_F(CheckedDeath, a_row_before_the_cursor)
{
    query.after = Cursor{{}, 1};
    liar->bend_page = [](Page& page) { page.rows.insert(page.rows.begin(), group(1)); };
    EXPECT_DEATH(static_cast<void>(store->page(query)), "not after the cursor");
}

TEST_F(CheckedDeath, a_row_that_does_not_match)
{
    query.filter = equals("name", "group 2");
    query.with_total = false;
    liar->bend_page = [](Page& page) { page.rows[0] = group(1); };
    EXPECT_DEATH(static_cast<void>(store->page(query)), "does not match the filter");
}

TEST_F(CheckedDeath, a_revision_that_does_not_grow_by_one)
{
    liar->bend_write = [](Revision& revision) { ++revision; };
    EXPECT_DEATH(put(Action::created, group(3)), "did not grow by one");
}

TEST_F(CheckedDeath, a_log_that_omits)
{
    liar->bend_changes = [](std::vector<Change>& changes) { changes.clear(); };
    EXPECT_DEATH(put(Action::created, group(3)), "does not tell what was put");
}

TEST_F(CheckedDeath, a_code_outside_the_contract)
{
    liar->count_error = Code::conflict;
    EXPECT_DEATH(static_cast<void>(store->count(query)), "code conflict is not in its contract");
}

TEST_F(CheckedDeath, rows_in_another_order_than_asked_for)
{
    const std::vector<std::int64_t> ids{2, 1};
    EXPECT_DEATH(static_cast<void>(store->get_all(Kind::group, tenant, ids)), "order asked for");
}

TEST_F(CheckedDeath, a_before_that_is_not_stored)
{
    EXPECT_DEATH(put(Action::updated, group(1), group(1)), "before is not what is stored");
    EXPECT_DEATH(put(Action::updated, group(1)), "nothing before");
    EXPECT_DEATH(put(Action::created, group(1)), "there already");
}

TEST_F(CheckedDeath, a_read_past_the_writer)
{
    const auto read_past = [&] {
        return store->write(tenant, {}, [&](Writer&) -> Result<void> {
            TRY(store->revision(tenant));
            return {};
        });
    };
    EXPECT_DEATH(static_cast<void>(read_past()), "not the writer");
}

} // namespace
} // namespace muster::store
