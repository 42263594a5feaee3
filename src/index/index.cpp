// Compiles plans under the tenant's lock and runs them without it.
#include "index/index.h"

#include <algorithm>

#include "index/plan/compiler.h"
#include "index/plan/pager.h"
#include "index/tenant/tenant_indexes.h"
#include "model/schema.h"

namespace muster::index {

using namespace model;

namespace {

struct CompiledPlans {
    Revision revision = 0;
    std::vector<Plan> plans;
};

// Appends the ids of the mask until there are `limit`.
void append_ids(const Mask& mask, std::size_t chunk, std::int64_t limit,
                std::vector<std::int64_t>& ids)
{
    if (std::ssize(ids) >= limit) return;
    each_row(mask, [&](std::size_t row) {
        ids.push_back(id_of(chunk, row));
        return std::ssize(ids) < limit;
    });
}

void take(const Mask& mask, std::size_t chunk, std::int64_t limit, Matches& found)
{
    found.count += static_cast<std::int64_t>(mask.count());
    append_ids(mask, chunk, limit, found.ids);
}

void add_overlaps(const std::vector<Mask>& masks, std::vector<std::vector<std::int64_t>>& overlap)
{
    for (std::size_t i = 0; i < masks.size(); ++i) {
        for (std::size_t j = i; j < masks.size(); ++j) {
            overlap[i][j] += static_cast<std::int64_t>(count_of_both(masks[i], masks[j]));
        }
    }
}

void mirror(std::vector<std::vector<std::int64_t>>& matrix)
{
    for (std::size_t i = 0; i < matrix.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) matrix[i][j] = matrix[j][i];
    }
}

bool is_text_member(std::string_view operand)
{
    const auto* member = find_member<Customer>(operand);
    return member != nullptr && member->storage == Storage::text;
}

Result<IndexPaging> paging_of(const Query& query, const TenantIndex& index)
{
    constexpr std::int64_t most = limits::entity_id;
    if (!is_indexed(query.sort.operand, index.extras())) {
        return fail(Code::unsupported, "sort", query.sort.operand + " is not in the index");
    }
    IndexPaging paging;
    paging.sort = query.sort;
    paging.missing_is_empty = is_text_member(query.sort.operand);
    paging.after = query.after;
    paging.offset = std::clamp<std::int64_t>(query.offset, 0, most);
    paging.limit = std::clamp<std::int64_t>(query.limit, 0, most);
    paging.with_total = query.with_total;
    if (const auto* operand = index.operand(query.sort.operand)) {
        for (const auto& column : operand->columns) paging.columns.push_back(column.view());
    }
    return paging;
}

Result<void> check_answerable(const Query& query)
{
    if (query.kind == Kind::customer && !query.with_removed) return {};
    return fail(Code::unsupported, "query", "the index knows the customers that are there");
}

Result<std::int64_t> counted(Plan& plan)
{
    const auto found = count(plan);
    TRY(in_time(plan));
    return found;
}

void take(std::int64_t id, std::int64_t limit, Matches& found)
{
    ++found.count;
    if (std::ssize(found.ids) < limit) found.ids.push_back(id);
}

// As compare() does, when only these customers can differ.
void compare_those(std::vector<std::int64_t>& ids, const std::vector<Plan>& plans,
                   std::int64_t limit, Difference& difference)
{
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    for (const auto id : ids) {
        const bool was = plans[0].holds(id);
        const bool is = plans[1].holds(id);
        if (was != is) take(id, limit, is ? difference.added : difference.removed);
    }
}

struct CompiledPage {
    Revision revision = 0;
    Plan plan;
    IndexPaging paging;
};

} // namespace

Index::Index(Store& store, const Clock& clock, IndexOptions options)
    : budget_(options.budget),
      tenants_(std::make_unique<TenantIndexes>(store, clock, std::move(options)))
{}

Index::~Index() = default;

void Index::committed(TenantId tenant, Revision revision, std::span<const MutationRef> mutations)
{
    tenants_->committed(tenant, revision, mutations);
}

Result<SetQueryResult> Index::find(TenantId tenant, const SetQuery& question) const
{
    auto planned =
        TRY(tenants_->with_index(tenant, question.at, [&](const TenantIndex& index, Time) {
            CompiledPlans made{index.revision(), {}};
            Compiler compiler(index, question.now, budget_);
            for (const auto& rule : question.where) {
                made.plans.push_back(compiler.plan(compiler.of(*rule)));
            }
            return made;
        }));
    const std::size_t count = planned.plans.size();
    SetQueryResult findings{planned.revision, std::vector<Matches>(count), {}};
    if (question.with_overlap) findings.overlap.assign(count, std::vector<std::int64_t>(count));
    std::vector<Mask> masks(question.with_overlap ? count : 1);
    for (std::size_t chunk = 0; count > 0 && chunk < planned.plans.front().chunks(); ++chunk) {
        for (std::size_t i = 0; i < count; ++i) {
            Mask& mask = masks[question.with_overlap ? i : 0];
            planned.plans[i].evaluate(chunk, mask);
            take(mask, chunk, question.limit, findings.results[i]);
        }
        if (question.with_overlap) add_overlaps(masks, findings.overlap);
    }
    for (const auto& plan : planned.plans) TRY(in_time(plan));
    mirror(findings.overlap);
    return findings;
}

Result<Difference> Index::compare(TenantId tenant, const RuleAt& before, const RuleAt& after,
                                  std::int64_t limit, std::optional<Revision> at) const
{
    const bool is_time_alone = before.rule != nullptr && before.rule == after.rule;
    if (is_time_alone && !at) {
        TRY(make(tenant, TRY(tenants_->with_index(tenant, at, [](const TenantIndex& index, Time) {
                     return index.begin_missing_orders();
                 }))));
    }
    std::optional<std::vector<std::int64_t>> passed;
    auto planned = TRY(tenants_->with_index(tenant, at, [&](const TenantIndex& index, Time) {
        CompiledPlans made{index.revision(), {}};
        for (const auto* side : {&before, &after}) {
            Compiler compiler(index, side->now, budget_);
            made.plans.push_back(
                compiler.plan(side->rule ? compiler.of(*side->rule) : constant(false)));
        }
        if (is_time_alone) passed = index.passed(*before.rule, before.now, after.now);
        return made;
    }));
    Difference difference{planned.revision, {}, {}};
    if (passed) {
        compare_those(*passed, planned.plans, limit, difference);
        return difference;
    }
    Mask old_ones;
    Mask new_ones;
    Mask both;
    for (std::size_t chunk = 0; chunk < planned.plans.front().chunks(); ++chunk) {
        planned.plans[0].evaluate(chunk, old_ones);
        planned.plans[1].evaluate(chunk, new_ones);
        both = old_ones;
        both.intersect(new_ones);
        old_ones.subtract(both);
        new_ones.subtract(both);
        take(old_ones, chunk, limit, difference.removed);
        take(new_ones, chunk, limit, difference.added);
    }
    for (const auto& plan : planned.plans) TRY(in_time(plan));
    return difference;
}

Result<IdPage> Index::page(const Query& query, std::optional<Revision> at) const
{
    TRY(check_answerable(query));
    auto planned = TRY(tenants_->with_index(
        query.tenant, at, [&](const TenantIndex& index, Time now) -> Result<CompiledPage> {
            Compiler compiler(index, now, budget_);
            auto paging = TRY(paging_of(query, index));
            auto root = TRY(compiler.of(query.filter));
            return CompiledPage{index.revision(), compiler.plan(std::move(root)),
                                std::move(paging)};
        }));
    auto made = TRY(std::move(planned));
    auto page = cut_page(made.plan, made.paging);
    TRY(in_time(made.plan));
    return IdPage{made.revision, std::move(page.ids), page.total, std::move(page.next)};
}

Result<std::int64_t> Index::count(const Query& query) const
{
    TRY(check_answerable(query));
    auto planned = TRY(tenants_->with_index(
        query.tenant, {}, [&](const TenantIndex& index, Time now) -> Result<Plan> {
            Compiler compiler(index, now, budget_);
            return compiler.plan(TRY(compiler.of(query.filter)));
        }));
    auto plan = TRY(std::move(planned));
    return counted(plan);
}

Result<bool> Index::contains(TenantId tenant, GroupId group, CustomerId customer) const
{
    return tenants_->with_index(tenant, {}, [&](const TenantIndex& index, Time now) {
        const auto* known = index.group(group);
        if (known == nullptr) return false;
        if (known->text.empty()) return known->members.contains(customer.value);
        if (!known->is_there || known->rule == nullptr) return false;
        Compiler compiler(index, now, budget_);
        return compiler.plan(compiler.of(*known->rule)).holds(customer.value);
    });
}

struct Index::Sizes {
    // Must be counted.
    struct Counting {
        std::size_t place; // in sizes
        Plan plan;
        CountStart start;
    };
    std::vector<std::int64_t> sizes{};
    std::vector<Counting> missing{};
    std::vector<TimeOrders::Making> orders{}; // must be made first, then ask again
};

Result<void> Index::make(TenantId tenant, std::vector<TimeOrders::Making> orders) const
{
    for (auto& making : orders) {
        making.sort();
        TRY(tenants_->with_index(tenant, {}, [&](const TenantIndex&, Time) {
            making.finish();
            return true;
        }));
    }
    return {};
}

Index::Sizes Index::known_sizes(const TenantIndex& index, Time now,
                                std::span<const GroupId> groups) const
{
    Sizes found;
    if (std::any_of(groups.begin(), groups.end(),
                    [&](GroupId group) { return index.sizes().moves_with_time(group); })) {
        found.orders = index.begin_missing_orders();
        if (!found.orders.empty()) return found;
        index.advance_sizes(now);
    }
    for (const GroupId group : groups) {
        const auto place = found.sizes.size();
        found.sizes.push_back(0);
        const auto* known = index.group(group);
        if (known == nullptr) continue;
        const auto size =
            known->text.empty() ? std::optional(known->members.count()) : index.sizes().size(group);
        if (size) {
            found.sizes[place] = *size;
        } else {
            Compiler compiler(index, now, budget_);
            found.missing.push_back(
                {place, compiler.plan(compiler.of_group(group)), index.sizes().begin_count(group)});
        }
    }
    return found;
}

Result<std::int64_t> Index::count(TenantId tenant, GroupId group) const
{
    return TRY(counts(tenant, {&group, 1})).front();
}

// The first count of a group scans. From then on, commits and time change its size.
Result<std::vector<std::int64_t>> Index::counts(TenantId tenant,
                                                std::span<const GroupId> groups) const
{
    const auto ask = [&](const TenantIndex& index, Time now) {
        return known_sizes(index, now, groups);
    };
    auto found = TRY(tenants_->with_index(tenant, {}, ask));
    while (!found.orders.empty()) {
        TRY(make(tenant, std::move(found.orders)));
        found = TRY(tenants_->with_index(tenant, {}, ask));
    }
    for (auto& [place, plan, start] : found.missing) found.sizes[place] = TRY(counted(plan));
    if (found.missing.empty()) return std::move(found.sizes);
    TRY(tenants_->with_index(tenant, {}, [&](const TenantIndex& index, Time) {
        for (const auto& [place, plan, start] : found.missing) {
            index.sizes().end_count(groups[place], start, found.sizes[place]);
        }
        return true;
    }));
    return std::move(found.sizes);
}

std::size_t Index::count_unknown_sizes()
{
    std::size_t counted = 0;
    std::int64_t customers = 0;
    for (const TenantId tenant : loaded()) {
        const auto uncounted = tenants_->uncounted(tenant);
        for (const auto& [group, epoch] : uncounted.groups) {
            if (uncountable_.contains(epoch)) continue;
            if (customers > limits::counted_customers) return counted;
            customers += uncounted.customers;
            const auto size = count(tenant, group);
            if (size) ++counted;
            if (!size && size.error().code == Code::timed_out) uncountable_.insert(epoch);
        }
    }
    return counted;
}

Result<IdPage> Index::members(TenantId tenant, GroupId group, CustomerId after,
                              std::int64_t limit) const
{
    auto planned = TRY(tenants_->with_index(tenant, {}, [&](const TenantIndex& index, Time now) {
        Compiler compiler(index, now, budget_);
        CompiledPlans made{index.revision(), {}};
        made.plans.push_back(compiler.plan(compiler.of_group(group)));
        return made;
    }));
    IndexPaging paging;
    paging.after = Cursor{{}, after.value};
    paging.limit = limit;
    auto page = cut_page(planned.plans.front(), paging);
    TRY(in_time(planned.plans.front()));
    return IdPage{planned.revision, std::move(page.ids), std::nullopt, std::move(page.next)};
}

Result<std::vector<GroupId>> Index::dynamic_groups_of(TenantId tenant, CustomerId customer) const
{
    return tenants_->with_index(tenant, {}, [&](const TenantIndex& index, Time now) {
        return index.groups_of(customer, now);
    });
}

Result<void> Index::await(TenantId tenant) const
{
    TRY(tenants_->with_index(tenant, {}, [](const TenantIndex&, Time) { return true; }));
    return {};
}

Result<void> Index::preload(TenantId tenant) const { return tenants_->preload(tenant); }
bool Index::is_loaded(TenantId tenant) const { return tenants_->is_loaded(tenant); }
void Index::stop_loading() { tenants_->stop_loading(); }
std::vector<TenantId> Index::loaded() const { return tenants_->loaded(); }
std::vector<MemoryUsage> Index::memory(TenantId tenant) const { return tenants_->memory(tenant); }
void Index::maintain() { tenants_->maintain(); }
Result<void> Index::save(TenantId tenant) const { return tenants_->save(tenant); }
void Index::save_unsaved() { tenants_->save_unsaved(); }

} // namespace muster::index
