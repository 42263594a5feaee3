// A memory store with an index that listens to its commits. Base class of the index tests.
#pragma once

#include <chrono>

#include <gtest/gtest.h>

#include "index/index.h"
#include "model/tenant_zone.h"
#include "rule/check.h"
#include "store/memory/memory_store.h"

namespace muster::index::test {

using namespace model;
using namespace rule;

inline constexpr TenantId tenant{1};

class IndexClock final : public Clock {
public:
    Time now() const override { return now_; }
    void step(std::chrono::microseconds by) { now_ += by; }

private:
    Time now_{std::chrono::sys_days(std::chrono::year{2026} / 11 / 20)};
};

class IndexWorld : public testing::Test {
protected:
    IndexWorld() { open({}); }
    ~IndexWorld() override { store->set_commit_listener(nullptr); }

    // A new index over the same store, as after a start.
    void open(IndexOptions options)
    {
        store->set_commit_listener(nullptr);
        index.reset();
        options.extras = {"extras.shop.n", "extras.shop.deep", "extras.shop.deep.t"};
        options.wait = std::chrono::hours{1}; // no test depends on how long a load takes
        options.log = [this](const std::string& line) { logged.push_back(line); };
        index = std::make_unique<Index>(*store, clock, std::move(options));
        store->set_commit_listener(index.get());
    }

    Revision write(const WriteFunction& decide)
    {
        const auto written = store->write(tenant, {clock.now(), "Ann", "native"}, decide);
        EXPECT_TRUE(written) << (written ? "" : written.error().message);
        return written.value_or(0);
    }

    // Inserts the row, or replaces the one with its id.
    template <class E>
    void put(const E& row)
    {
        write([&](Writer& writer) { return put(writer, row); });
    }
    template <class E>
    static Result<void> put(Writer& writer, const E& row)
    {
        Ref ref{kind_for<E>(), tenant, 0, 0};
        if constexpr (std::is_same_v<E, Membership>) {
            ref.id = row.group.value;
            ref.customer = row.customer.value;
        } else {
            ref.id = row.id.value;
        }
        const auto before = writer.get(ref);
        Mutation mutation;
        mutation.action = before ? Action::updated : Action::created;
        if (before) mutation.before = *before;
        if constexpr (requires { row.removed_at; }) {
            if (row.removed_at) mutation.action = Action::removed;
        }
        mutation.tenant = tenant;
        mutation.after = row;
        return writer.put(std::move(mutation));
    }

    Customer customer(std::int64_t id, const std::string& name = {}, const std::string& city = {})
    {
        Customer one;
        one.id = {id};
        one.name = name;
        one.city = city;
        put(one);
        return one;
    }
    void remove(std::int64_t id)
    {
        Customer tombstone;
        tombstone.id = {id};
        tombstone.removed_at = clock.now();
        put(tombstone);
    }
    void group(std::int64_t id, const std::string& rule = {})
    {
        Group one;
        one.id = {id};
        one.name = "group " + std::to_string(id);
        one.rule = rule;
        put(one);
    }
    void join(std::int64_t group, std::int64_t customer, bool stays = true, Time since = {})
    {
        Membership one;
        one.group = {group};
        one.customer = {customer};
        one.since = since;
        if (!stays) one.left_at = clock.now();
        put(one);
    }

    // nullptr: UTC.
    void set_zone(const TimeZone* zone)
    {
        Tenant settings;
        settings.id = tenant;
        if (zone != nullptr) settings.fields.set("time_zone", zone->name());
        put(settings);
    }

    RuleRef rule(const std::string& text) const
    {
        const DeclaredFields none;
        const auto zone = load_time_zone(*store, tenant);
        auto read = read_rule(text, {none, tenant, nullptr, {}, zone.value_or(nullptr)});
        EXPECT_TRUE(read) << (read ? "" : read.error().message);
        return std::make_shared<const Rule>(read.value_or(Rule{}));
    }
    std::vector<std::int64_t> ids(const std::string& text) const
    {
        const auto found = index->find(tenant, {{rule(text)}, clock.now(), 1'000'000, false});
        EXPECT_TRUE(found) << (found ? "" : found.error().message);
        return found ? found->results[0].ids : std::vector<std::int64_t>{};
    }

    std::vector<std::string> logged; // outlives the index
    IndexClock clock;
    std::unique_ptr<Store> store = store::make_memory_store();
    std::unique_ptr<Index> index;
};

using Ids = std::vector<std::int64_t>;

} // namespace muster::index::test
