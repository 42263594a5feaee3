// Answers every question by judging all customers in turn: exact, and only as fast as that.
#include "index/index.h"

#include <algorithm>
#include <iterator>

#include "core/dynamic.h"
namespace muster::index {

using namespace core;
class Index::Tenants {
public:
    Store& store;
    const Clock& clock;
    Tenants(Store& s, const Clock& c) : store(s), clock(c) {}
    Result<DynamicGroups> groups(TenantId t) const
    {
        const auto d = TRY(load_declared(store, t));
        return load_dynamic_groups(store, t, d);
    }
    Result<std::vector<std::int64_t>> ids(TenantId tenant, const RuleAt& at) const
    {
        std::vector<std::int64_t> out;
        if (!at.rule) return out;
        auto all = TRY(groups(tenant));
        const GroupId asked{-1};
        all[asked] = {at.rule, {}, false};
        Query q;
        q.tenant = tenant;
        q.limit = 1000;
        do {
            auto page = TRY(store.page(q));
            q.after = page.next;
            for (const auto& c : rows_of<Customer>(std::move(page)))
                if (TRY(is_member(store, tenant, all, asked, c, at.now))) out.push_back(c.id.value);
        } while (q.after);
        return out;
    }
    Result<Filter> plain(TenantId t, const Filter& f) const
    {
        Filter g = f;
        g.parts.clear();
        if (f.op == Filter::Op::satisfies) {
            std::vector<Value> v;
            for (auto id : TRY(ids(t, {f.rule, clock.now()}))) v.emplace_back(id);
            return is_one_of("id", v);
        }
        if (f.op == Filter::Op::member_of) {
            const auto all = TRY(groups(t));
            Filter any = any_of({});
            for (const auto& v : f.values) {
                const GroupId id{std::get<std::int64_t>(v)};
                const auto d = all.find(id);
                any.parts.push_back(d == all.end() ? member_of({v})
                                                   : TRY(plain(t, satisfies(d->second.rule))));
            }
            return any;
        }
        for (const auto& p : f.parts) g.parts.push_back(TRY(plain(t, p)));
        return g;
    }
    static Found found(std::vector<std::int64_t> v, std::int64_t limit)
    {
        Found f{std::ssize(v), std::move(v)};
        if (f.count > limit) f.ids.resize(static_cast<std::size_t>(limit));
        return f;
    }
};
Index::Index(Store& store, const Clock& clock, Options)
    : tenants_(std::make_unique<Tenants>(store, clock))
{}
Index::~Index() = default;
void Index::committed(TenantId, Revision, std::span<const Mutation>) {}
Result<Findings> Index::find(TenantId t, const Question& q) const
{
    Findings f;
    f.revision = TRY(tenants_->store.revision(t));
    std::vector<std::vector<std::int64_t>> sets;
    for (const auto& r : q.where) {
        sets.push_back(TRY(tenants_->ids(t, {r, q.now})));
        f.results.push_back(Tenants::found(sets.back(), q.limit));
    }
    if (q.with_overlap)
        for (auto& a : sets) {
            f.overlap.emplace_back();
            for (auto& b : sets) {
                std::vector<std::int64_t> x;
                std::set_intersection(a.begin(), a.end(), b.begin(), b.end(),
                                      std::back_inserter(x));
                f.overlap.back().push_back(std::ssize(x));
            }
        }
    return f;
}
Result<Difference> Index::compare(TenantId t, const RuleAt& b, const RuleAt& a,
                                  std::int64_t limit) const
{
    const auto was = TRY(tenants_->ids(t, b));
    const auto is = TRY(tenants_->ids(t, a));
    std::vector<std::int64_t> x, y;
    std::set_difference(is.begin(), is.end(), was.begin(), was.end(), std::back_inserter(x));
    std::set_difference(was.begin(), was.end(), is.begin(), is.end(), std::back_inserter(y));
    return Difference{TRY(tenants_->store.revision(t)), Tenants::found(x, limit),
                      Tenants::found(y, limit)};
}
Result<IdPage> Index::page(const Query& query) const
{
    if (query.kind != Kind::customer || query.with_removed)
        return fail(Code::unsupported, "index", "");
    Query q = query;
    q.filter = TRY(tenants_->plain(q.tenant, q.filter));
    auto page = TRY(tenants_->store.page(q));
    IdPage p;
    p.total = page.total;
    p.next = page.next;
    for (auto& r : page.rows) p.ids.push_back(row_id(r));
    return p;
}
Result<std::int64_t> Index::count(const Query& query) const
{
    Query q = query;
    q.filter = TRY(tenants_->plain(q.tenant, q.filter));
    return tenants_->store.count(q);
}
Result<bool> Index::contains(TenantId t, GroupId g, CustomerId c) const
{
    const auto all = TRY(tenants_->groups(t));
    const auto customer = core::get(tenants_->store, t, c);
    if (!customer || customer->removed_at) return false;
    return is_member(tenants_->store, t, all, g, *customer, tenants_->clock.now());
}
Result<std::int64_t> Index::count(TenantId t, GroupId g) const
{
    Query q;
    q.tenant = t;
    q.filter = member_of({Value{g.value}});
    return count(q);
}
Result<std::vector<GroupId>> Index::dynamic_groups_of(TenantId t, CustomerId c) const
{
    std::vector<GroupId> out;
    for (const auto& [id, d] : TRY(tenants_->groups(t)))
        if (TRY(contains(t, id, c))) out.push_back(id);
    return out;
}
Result<void> Index::preload(TenantId) const { return {}; }
void Index::keep() {}
} // namespace muster::index
