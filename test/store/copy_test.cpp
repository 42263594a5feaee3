// A copy of a store is the store: every row, key, counter and entry of the log arrives with its id,
// revision and time, in every engine and back.
#include <gtest/gtest.h>

#include "store/engines.h"
#include "store/open.h"
#include "store/postgres_cluster.h"
#include "store/random_acts.h"
#include "store/row.h"

namespace muster::store::test {
namespace {

using namespace model;

void ignore(const sql::CopyProgress&) {}

class Copied : public testing::Test {
protected:
    std::string file(const std::string& name) const
    {
        return "sqlite:" + (folder.path() / name).string();
    }

    // A store with rows of all kinds in two tenants.
    void fill(const std::string& url) const
    {
        const auto store = open_store(url).value();
        for (unsigned choice = 0; choice < 400; ++choice) {
            const Origin origin{Time{std::chrono::seconds{choice}}, "maker", "native"};
            const TenantId in = choice % 3 == 0 ? TenantId{2} : tenant;
            static_cast<void>(store->write(
                in, origin, [&](Writer& writer) { return act_randomly(writer, in, choice); }));
        }
    }

    // Everything that a store tells of a tenant.
    static std::vector<Entity> rows_of(const Store& store, TenantId in, Kind kind)
    {
        Query query;
        query.kind = kind;
        query.tenant = in;
        query.with_removed = true;
        query.limit = 100'000;
        return store.page(query).value().rows;
    }

    static void expect_equal(const std::string& a, const std::string& b)
    {
        const auto first = open_store(a).value();
        const auto second = open_store(b).value();
        std::size_t rows = 0;
        for (const TenantId in : {tenant, TenantId{2}}) {
            for (const Kind kind :
                 {Kind::customer, Kind::group, Kind::membership, Kind::field, Kind::stored_reply,
                  Kind::job, Kind::job_item, Kind::campaign, Kind::campaign_run, Kind::message}) {
                const auto wanted = rows_of(*first, in, kind);
                const auto found = rows_of(*second, in, kind);
                ASSERT_EQ(wanted.size(), found.size()) << name_of(kind);
                rows += wanted.size();
                for (std::size_t i = 0; i < wanted.size(); ++i) {
                    EXPECT_TRUE(equal_rows(wanted[i], found[i])) << name_of(kind);
                }
            }
            const auto log = first->changes({in, 0, 100'000, {}, 0}).value();
            const auto copy = second->changes({in, 0, 100'000, {}, 0}).value();
            ASSERT_EQ(log.size(), copy.size());
            for (std::size_t i = 0; i < log.size(); ++i) {
                EXPECT_EQ(log[i].revision, copy[i].revision);
                EXPECT_EQ(log[i].at, copy[i].at);
                EXPECT_EQ(log[i].before, copy[i].before);
                EXPECT_EQ(log[i].after, copy[i].after);
            }
            EXPECT_EQ(*first->revision(in), *second->revision(in));
            EXPECT_EQ(next_group(*first, in), next_group(*second, in));
        }
        EXPECT_GT(rows, 50U);
    }

    static std::int64_t next_group(Store& store, TenantId in)
    {
        std::int64_t id = 0;
        static_cast<void>(store.write(in, {}, [&](Writer& writer) -> Result<void> {
            id = TRY(writer.next_id(in, Kind::group));
            return {};
        }));
        return id;
    }

    const TemporaryFolder folder;
};

TEST_F(Copied, from_file_to_file_nothing_is_missing_or_different)
{
    fill(file("a.db"));
    const auto done = copy_store(file("a.db"), file("b.db"), ignore);
    ASSERT_TRUE(done.has_value()) << done.error().message;
    EXPECT_EQ(done->written, done->total);
    expect_equal(file("a.db"), file("b.db"));
}

TEST_F(Copied, through_postgres_and_back)
{
    if (!PostgresCluster::is_installed()) GTEST_SKIP() << "PostgreSQL is not installed";
    const auto between = PostgresCluster::shared()->url_of("copied");
    fill(file("a.db"));
    ASSERT_TRUE(copy_store(file("a.db"), between, ignore));
    expect_equal(file("a.db"), between);
    ASSERT_TRUE(copy_store(between, file("b.db"), ignore));
    expect_equal(file("a.db"), file("b.db"));
}

// A copy that was interrupted, from a source that has changed since.
TEST_F(Copied, goes_on_after_an_interruption)
{
    fill(file("old.db"));
    fill(file("a.db"));
    {
        const auto store = open_store(file("a.db")).value();
        for (unsigned choice = 400; choice < 700; ++choice) {
            static_cast<void>(store->write(
                tenant, {}, [&](Writer& writer) { return act_randomly(writer, tenant, choice); }));
        }
    }
    int pieces = 0;
    const auto stop = [&](const sql::CopyProgress&) {
        if (++pieces == 5) throw std::runtime_error("the machine went down");
    };
    EXPECT_THROW(static_cast<void>(copy_store(file("old.db"), file("b.db"), stop)),
                 std::runtime_error);
    const auto refused = open_store(file("b.db"));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Code::conflict) << "no server uses half a copy";
    ASSERT_TRUE(copy_store(file("a.db"), file("b.db"), ignore));
    expect_equal(file("a.db"), file("b.db"));
}

TEST_F(Copied, never_over_another_directory)
{
    fill(file("a.db"));
    fill(file("b.db"));
    const auto refused = copy_store(file("a.db"), file("b.db"), ignore);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Code::conflict);
    EXPECT_FALSE(copy_store(file("a.db"), "memory:", ignore));
    EXPECT_FALSE(copy_store(file("missing.db"), file("c.db"), ignore));
}

TEST_F(Copied, while_the_source_is_in_use)
{
    fill(file("a.db"));
    const auto server = open_store(file("a.db")).value();
    ASSERT_TRUE(copy_store(file("a.db"), file("b.db"), ignore));
    const auto in_use = copy_store(file("b.db"), file("a.db"), ignore);
    ASSERT_FALSE(in_use.has_value());
    EXPECT_EQ(in_use.error().code, Code::conflict);
}

} // namespace
} // namespace muster::store::test
