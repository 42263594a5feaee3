// A directory in its own SQLite file, written through the rules of directory/. For tests of the
// SQLite engine.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "directory/customers.h"
#include "directory/groups.h"
#include "directory/membership_change_tracker.h"
#include "directory/memberships.h"
#include "store/engines.h"
#include "store/sqlite/files/page_checksums.h"
#include "store/sqlite/store.h"

namespace muster::store::test {

// Takes away what schemas 10 and later have added, for files of older programs.
inline constexpr const char* back_to_schema_9 = R"sql(
    DROP TABLE campaigns;
    DROP TABLE campaign_runs;
    DROP TABLE messages;
    ALTER TABLE credentials DROP COLUMN previous_hash;
    ALTER TABLE credentials DROP COLUMN previous_until;
    ALTER TABLE credentials DROP COLUMN expires_at;
    ALTER TABLE tenants DROP COLUMN vendor_numbers;
    ALTER TABLE customers DROP COLUMN vendor_numbers;
    ALTER TABLE groups DROP COLUMN vendor_numbers;
)sql";

// Runs statements in a closed file, with its page checksums.
inline void execute_in(const std::string& path, const std::string& statements)
{
    sqlite3* handle = nullptr;
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    ASSERT_EQ(sqlite3_open_v2(path.c_str(), &handle, flags, sqlite::checked_vfs()), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, statements.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(handle);
    sqlite3_close(handle);
}

class SqliteDirectory {
public:
    SqliteDirectory() { open(); }

    void open() { store_ = sqlite::open_sqlite(path()).value(); }
    void close() { store_.reset(); }
    model::Store& store() { return *store_; }
    std::string path() const { return (folder_.path() / "muster.db").string(); }
    const TemporaryFolder& folder() const { return folder_; }

    Result<model::Revision> write(const std::function<Result<void>(directory::Transaction&)>& act)
    {
        const directory::Principal principal{{}, {}, tenant, "tester", "native", {}};
        const Time now{std::chrono::seconds{++seconds_}};
        return store_->write(
            tenant, {now, "tester", "native"}, [&](model::Writer& writer) -> Result<void> {
                directory::StandingRules rules;
                directory::Quotas quotas;
                directory::MembershipChangeTracker tracker(rules, tenant, writer.next_revision());
                directory::Transaction transaction(writer, principal, tenant, now, tracker, quotas);
                TRY(act(transaction));
                return tracker.log_changes(transaction);
            });
    }

    void must(const std::function<Result<void>(directory::Transaction&)>& act)
    {
        const auto done = write(act);
        EXPECT_TRUE(done.has_value()) << done.error().message << ' ' << done.error().detail;
    }

    void create_group(const std::string& name, const std::string& external_id = {})
    {
        must([&](directory::Transaction& transaction) -> Result<void> {
            model::Group group;
            group.name = name;
            group.external_id = external_id;
            TRY(directory::create_group(transaction, group));
            return {};
        });
    }

    void create_customer(const std::string& name, const std::string& email)
    {
        must([&](directory::Transaction& transaction) -> Result<void> {
            model::Customer customer;
            customer.name = name;
            customer.email = email;
            TRY(directory::create_customer(transaction, customer));
            return {};
        });
    }

    void join(std::int64_t group, std::int64_t customer)
    {
        must([&](directory::Transaction& transaction) -> Result<void> {
            TRY(directory::join(transaction, {group}, {customer}));
            return {};
        });
    }

    Result<model::Revision> rename_group(std::int64_t id, const std::string& name)
    {
        return write([&](directory::Transaction& transaction) -> Result<void> {
            const auto rename = [&](model::Group& group) -> Result<void> {
                group.name = name;
                return {};
            };
            TRY(directory::update_group(transaction, {id}, rename));
            return {};
        });
    }

private:
    TemporaryFolder folder_;
    std::unique_ptr<model::Store> store_;
    std::int64_t seconds_ = 0;
};

} // namespace muster::store::test
