// A small directory for stories about the rules: one account, two tenants, a clock that moves
// only by step(), and a principal.
#pragma once

#include <gtest/gtest.h>

#include "directory/customers.h"
#include "directory/directory.h"
#include "directory/fields.h"
#include "directory/groups.h"
#include "directory/memberships.h"
#include "directory/tenants.h"
#include "store/memory/memory_store.h"

namespace muster::directory {

class SteppedClock final : public Clock {
public:
    Time now() const override { return now_; }
    void step(std::chrono::microseconds by) { now_ += by; }

private:
    Time now_{std::chrono::sys_days(std::chrono::year{2026} / 11 / 20)};
};

class DirectoryTest : public ::testing::Test {
protected:
    DirectoryTest()
    {
        const Principal system{{}, {}, system_tenant, "system", "core", {}};
        const auto account = directory.write(system, system_tenant, [](Transaction& t) {
            Account draft;
            draft.name = "Acme";
            return create_account(t, draft);
        });
        for (const auto* slug : {"shop", "club"}) {
            const auto made = directory.write(system, system_tenant, [&](Transaction& t) {
                Tenant draft;
                draft.slug = slug;
                draft.account = account->id;
                return create_tenant(t, draft);
            });
            EXPECT_TRUE(made);
        }
    }

    template <class Decide>
    auto write(Decide decide, TenantId tenant = {1})
    {
        const Principal principal{{7}, {1}, tenant, "Ann", "native", {}};
        clock.step(std::chrono::seconds{1});
        return directory.write(principal, tenant, decide);
    }

    CustomerId customer(const std::string& name, TenantId tenant = {1})
    {
        auto made = write(
            [&](Transaction& t) {
                Customer draft;
                draft.name = name;
                return create_customer(t, draft);
            },
            tenant);
        EXPECT_TRUE(made);
        return made->id;
    }

    GroupId group(const std::string& name, std::optional<std::int64_t> capacity = {})
    {
        auto made = write([&](Transaction& t) {
            Group draft;
            draft.name = name;
            draft.capacity = capacity;
            return create_group(t, draft);
        });
        EXPECT_TRUE(made);
        return made->id;
    }

    Result<Membership> join(GroupId to, CustomerId who, const Joining& joining = {})
    {
        return write([&](Transaction& t) { return directory::join(t, to, who, joining); });
    }

    Customer read(CustomerId id) { return get(directory.rows(), TenantId{1}, id).value(); }
    Group read(GroupId id) { return get(directory.rows(), TenantId{1}, id).value(); }

    Revision revision(TenantId tenant = {1}) { return directory.rows().revision(tenant).value(); }

    std::vector<Change> changes(TenantId tenant = {1})
    {
        ChangeQuery query;
        query.tenant = tenant;
        query.limit = 1000;
        return directory.rows().changes(query).value();
    }

    std::unique_ptr<Store> store = store::make_memory_store();
    SteppedClock clock;
    SystemRandom random;
    Directory directory{*store, clock, random};
};

} // namespace muster::directory
