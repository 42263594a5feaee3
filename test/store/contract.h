// Base class of the contract suite: functions that make, change and read rows. Every store is
// wrapped in CheckedStore, so each test also passes its checks.
#pragma once

#include <gtest/gtest.h>

#include "store/checked_store.h"
#include "store/engines.h"

namespace muster::store::test {

using Ids = std::vector<std::int64_t>;
inline constexpr model::TenantId other_tenant{2};
using Keys = std::vector<model::Key>;

class Contract : public testing::TestWithParam<TestedEngine> {
protected:
    Contract() : store(std::make_unique<CheckedStore>(GetParam().open(folder.path()))) {}

    // Runs a write function that must succeed; gives the revision after it.
    model::Revision write(const model::WriteFunction& decide, model::TenantId in = tenant);

    // Stores a new row with the next id and gives it as it was stored.
    template <class E>
    E create(E entity, Keys keys = {}, model::TenantId in = tenant)
    {
        write(
            [&](model::Writer& writer) -> Result<void> {
                entity.id.value = TRY(writer.next_id(in, model::kind_for<E>()));
                return writer.put(
                    {model::Action::created, in, std::nullopt, entity, {}, keys, true});
            },
            in);
        return read<E>(entity.id, in);
    }

    template <class E>
    E read(model::Id<E> id, model::TenantId in = tenant)
    {
        const auto row = model::get<E>(*store, in, id);
        EXPECT_TRUE(row.has_value());
        return row.value_or(E{});
    }

    // Replaces the stored row by `after`.
    template <class E>
    E update(const E& after, model::Action action = model::Action::updated, Keys before_keys = {},
             Keys after_keys = {})
    {
        write([&](model::Writer& writer) -> Result<void> {
            const E before = TRY(model::get<E>(writer, tenant, after.id));
            return writer.put({action, tenant, before, after, before_keys, after_keys, true});
        });
        return read<E>(after.id);
    }

    model::Customer create_customer(const std::string& name, model::TenantId in = tenant);
    model::Group create_group(const std::string& name, model::TenantId in = tenant);
    // Leaves a tombstone, as the directory does.
    void remove(const model::Customer& customer);
    void join(model::GroupId group, model::CustomerId customer, model::TenantId in = tenant);
    void leave(model::GroupId group, model::CustomerId customer);

    static model::Query ask(model::Filter filter = {}, model::Sort sort = {});
    Ids ids(const model::Query& query);
    // All rows, read page by page with cursors.
    Ids ids_by_cursor(model::Query query, std::int64_t limit);
    std::vector<model::Change> log(model::ChangeQuery query = {tenant, 0, 1000, {}, 0});

    TemporaryFolder folder;
    std::unique_ptr<model::Store> store;
};

#define MUSTER_ON_EVERY_ENGINE(Suite)                                                              \
    INSTANTIATE_TEST_SUITE_P(On, Suite, testing::ValuesIn(engines()),                              \
                             [](const auto& given) { return given.param.name; })

inline model::Key email_key(const std::string& email, model::TenantId in = tenant)
{
    return {model::Kind::customer, in, "email", email};
}

inline Time at_second(std::int64_t second) { return Time{std::chrono::seconds{second}}; }

} // namespace muster::store::test
