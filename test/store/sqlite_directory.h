// A directory in a SQLite file of its own, written through core's rules. For the stories of the
// SQLite engine.
#pragma once

#include <gtest/gtest.h>

#include "core/customers.h"
#include "core/groups.h"
#include "core/memberships.h"
#include "store/engines.h"
#include "store/sqlite/store.h"

namespace muster::store::test {

inline constexpr core::TenantId tenant{1};

class Directory {
public:
    Directory() { open(); }

    void open() { store_ = sqlite::open_sqlite(path()).value(); }
    void close() { store_.reset(); }
    core::Store& store() { return *store_; }
    std::string path() const { return (folder_.path() / "muster.db").string(); }
    const Folder& folder() const { return folder_; }

    Result<core::Revision> write(const std::function<Result<void>(core::Transaction&)>& act)
    {
        const core::Principal principal{{}, {}, tenant, "tester", "native", {}};
        const Time now{std::chrono::seconds{++seconds_}};
        return store_->write(tenant, {now, "tester", "native"}, [&](core::Writer& writer) {
            core::Transaction transaction(writer, principal, tenant, now);
            return act(transaction);
        });
    }

    void must(const std::function<Result<void>(core::Transaction&)>& act)
    {
        const auto done = write(act);
        EXPECT_TRUE(done.has_value()) << done.error().message << ' ' << done.error().detail;
    }

    void create_group(const std::string& name, const std::string& external_id = {})
    {
        must([&](core::Transaction& transaction) -> Result<void> {
            core::Group group;
            group.name = name;
            group.external_id = external_id;
            TRY(core::create_group(transaction, group));
            return {};
        });
    }

    void create_customer(const std::string& name, const std::string& email)
    {
        must([&](core::Transaction& transaction) -> Result<void> {
            core::Customer customer;
            customer.name = name;
            customer.email = email;
            TRY(core::create_customer(transaction, customer));
            return {};
        });
    }

    void join(std::int64_t group, std::int64_t customer)
    {
        must([&](core::Transaction& transaction) -> Result<void> {
            TRY(core::join(transaction, {group}, {customer}));
            return {};
        });
    }

    Result<core::Revision> rename_group(std::int64_t id, const std::string& name)
    {
        return write([&](core::Transaction& transaction) -> Result<void> {
            const auto rename = [&](core::Group& group) -> Result<void> {
                group.name = name;
                return {};
            };
            TRY(core::update_group(transaction, {id}, rename));
            return {};
        });
    }

private:
    Folder folder_;
    std::unique_ptr<core::Store> store_;
    std::int64_t seconds_ = 0;
};

} // namespace muster::store::test
