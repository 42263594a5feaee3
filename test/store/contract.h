// Words for the stories of the contract suite: make a row, change it, ask for rows. Every store is
// wrapped by CheckedStore, so each story also passes the wrapper's questions.
#pragma once

#include <gtest/gtest.h>

#include "store/checked.h"
#include "store/engines.h"

namespace muster::store::test {

using Ids = std::vector<std::int64_t>;
using Keys = std::vector<core::Key>;

inline constexpr core::TenantId tenant{1};
inline constexpr core::TenantId other_tenant{2};

class Contract : public testing::TestWithParam<Engine> {
protected:
    Contract() : store(std::make_unique<CheckedStore>(GetParam().open(folder.path()))) {}

    // Runs a decision that must succeed; gives the revision after it.
    core::Revision write(const core::Decide& decide, core::TenantId in = tenant);

    // Stores a new row under the next id, and gives it as stored.
    template <class E>
    E create(E entity, Keys keys = {}, core::TenantId in = tenant)
    {
        write(
            [&](core::Writer& writer) -> Result<void> {
                entity.id.value = TRY(writer.next_id(in, core::kind_for<E>()));
                return writer.put(
                    {core::Action::created, in, std::nullopt, entity, {}, keys, true});
            },
            in);
        return read<E>(entity.id, in);
    }

    template <class E>
    E read(core::Id<E> id, core::TenantId in = tenant)
    {
        const auto row = core::get<E>(*store, in, id);
        EXPECT_TRUE(row.has_value());
        return row.value_or(E{});
    }

    // Stores `after` in place of what is stored now.
    template <class E>
    E update(const E& after, core::Action action = core::Action::updated, Keys before_keys = {},
             Keys after_keys = {})
    {
        write([&](core::Writer& writer) -> Result<void> {
            const E before = TRY(core::get<E>(writer, tenant, after.id));
            return writer.put({action, tenant, before, after, before_keys, after_keys, true});
        });
        return read<E>(after.id);
    }

    core::Customer create_customer(const std::string& name, core::TenantId in = tenant);
    core::Group create_group(const std::string& name, core::TenantId in = tenant);
    // Removes as the core does: a tombstone.
    void remove(const core::Customer& customer);
    void join(core::GroupId group, core::CustomerId customer, core::TenantId in = tenant);
    void leave(core::GroupId group, core::CustomerId customer);

    static core::Query ask(core::Filter filter = {}, core::Sort sort = {});
    Ids ids(const core::Query& query);
    // All rows, page by page, by cursor.
    Ids ids_by_cursor(core::Query query, std::int64_t limit);
    std::vector<core::Change> log(core::ChangeQuery query = {tenant, 0, 1000, {}, 0});

    Folder folder;
    std::unique_ptr<core::Store> store;
};

#define MUSTER_ON_EVERY_ENGINE(Suite)                                                              \
    INSTANTIATE_TEST_SUITE_P(On, Suite, testing::ValuesIn(engines()),                              \
                             [](const auto& given) { return given.param.name; })

inline core::Key email_key(const std::string& email, core::TenantId in = tenant)
{
    return {core::Kind::customer, in, "email", email};
}

inline Time at_second(std::int64_t second) { return Time{std::chrono::seconds{second}}; }

} // namespace muster::store::test
