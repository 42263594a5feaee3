// The functions of contract.h. Knows no engine.
#include "store/contract.h"

#include "store/row.h"

namespace muster::store::test {

using namespace model;

Revision Contract::write(const WriteFunction& decide, TenantId in)
{
    const auto revision = store->write(in, {at_second(1), "tester", "native"}, decide);
    EXPECT_TRUE(revision.has_value()) << revision.error().message << revision.error().detail;
    return revision.value_or(-1);
}

Customer Contract::create_customer(const std::string& name, TenantId in)
{
    Customer customer;
    customer.name = name;
    return create(customer, {}, in);
}

Group Contract::create_group(const std::string& name, TenantId in)
{
    Group group;
    group.name = name;
    return create(group, {}, in);
}

void Contract::remove(const Customer& customer)
{
    Customer tombstone;
    tombstone.id = customer.id;
    tombstone.created_at = customer.created_at;
    tombstone.removed_at = at_second(2);
    update(tombstone, Action::removed);
}

void Contract::join(GroupId group, CustomerId customer, TenantId in)
{
    Membership stay;
    stay.group = group;
    stay.customer = customer;
    stay.since = at_second(1);
    write(
        [&](Writer& writer) {
            const auto past = writer.get({Kind::membership, in, group.value, customer.value});
            const auto before = past ? std::optional(*past) : std::nullopt;
            return writer.put({Action::created, in, before, stay, {}, {}, true});
        },
        in);
}

void Contract::leave(GroupId group, CustomerId customer)
{
    write([&](Writer& writer) -> Result<void> {
        const Entity before =
            TRY(writer.get({Kind::membership, tenant, group.value, customer.value}));
        Membership after = std::get<Membership>(before);
        after.left_at = at_second(3);
        return writer.put({Action::removed, tenant, before, after, {}, {}, true});
    });
}

Query Contract::ask(Filter filter, Sort sort)
{
    Query query;
    query.tenant = tenant;
    query.filter = std::move(filter);
    query.sort = std::move(sort);
    return query;
}

Ids Contract::ids(const Query& query)
{
    const auto page = store->page(query);
    EXPECT_TRUE(page.has_value()) << page.error().message << page.error().detail;
    Ids ids;
    if (!page) return ids;
    for (const auto& row : page->rows) {
        ids.push_back(std::visit(
            [](const auto& entity) {
                if constexpr (requires { entity.id; })
                    return entity.id.value;
                else
                    return entity.customer.value;
            },
            row));
    }
    return ids;
}

Ids Contract::ids_by_cursor(Query query, std::int64_t limit)
{
    Ids all;
    query.limit = limit;
    for (int pages = 0; pages < 1000; ++pages) {
        const auto page = store->page(query);
        EXPECT_TRUE(page.has_value());
        const Ids some = ids(query);
        all.insert(all.end(), some.begin(), some.end());
        if (!page || !page->next) return all;
        query.after = page->next;
    }
    ADD_FAILURE() << "paging does not end";
    return all;
}

std::vector<Change> Contract::log(ChangeQuery query)
{
    auto changes = store->changes(query);
    EXPECT_TRUE(changes.has_value());
    return changes.value_or(std::vector<Change>{});
}

} // namespace muster::store::test
