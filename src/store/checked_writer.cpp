// Checks every call that one write makes.
#include "store/checked_writer.h"

#include <algorithm>
#include <functional>

#include "base/limits.h"
#include "store/log_entry.h"
#include "store/row.h"

namespace muster::store {

using namespace model;

namespace {

bool is_past_stay(const Entity& entity)
{
    return kind_of(entity) == Kind::membership && is_removed(entity);
}

} // namespace

CheckedWriter::CheckedWriter(Writer& writer, TenantId tenant, Origin origin)
    : writer_(writer), reads_(writer), tenant_(tenant), origin_(std::move(origin))
{}

Result<Entity> CheckedWriter::get(const Ref& ref) const { return reads_.get(ref); }

Result<std::vector<Entity>> CheckedWriter::get_all(Kind kind, TenantId tenant,
                                                   std::span<const std::int64_t> ids) const
{
    return reads_.get_all(kind, tenant, ids);
}

Result<Entity> CheckedWriter::find(const Key& key) const { return reads_.find(key); }
Result<Page> CheckedWriter::page(const Query& query) const { return reads_.page(query); }
Result<std::int64_t> CheckedWriter::count(const Query& query) const { return reads_.count(query); }

Result<std::vector<Change>> CheckedWriter::changes(const ChangeQuery& query) const
{
    return reads_.changes(query);
}

Result<Revision> CheckedWriter::revision(TenantId tenant) const { return reads_.revision(tenant); }

Revision CheckedWriter::next_revision() const { return writer_.next_revision(); }

Result<std::int64_t> CheckedWriter::next_id(TenantId tenant, Kind kind)
{
    require(kind != Kind::membership, "next_id", "memberships have no ids");
    require(tenant == tenant_, "next_id", "the tenant is not the write's");
    auto id = writer_.next_id(tenant, kind);
    if (!id) require_code(id.error(), {Code::too_large}, "next_id");
    if (id) {
        require(*id > 0 && *id <= limits::entity_id, "next_id", "an id out of bounds");
        require(!writer_.get({kind, tenant, *id, 0}), "next_id", "an id that is taken");
    }
    return id;
}

Result<std::int64_t> CheckedWriter::next_in_sequence(TenantId tenant, std::string_view name)
{
    require(tenant == tenant_, "next_in_sequence", "the tenant is not the write's");
    require(name.find('.') != name.npos, "next_in_sequence", "a name without a dot");
    auto number = writer_.next_in_sequence(tenant, name);
    if (!number) require_code(number.error(), {Code::too_large}, "next_in_sequence");
    if (number) {
        auto& last = sequences_[std::string(name)];
        require(*number > last && *number <= limits::entity_id, "next_in_sequence",
                "a number out of bounds");
        last = *number;
    }
    return number;
}

// The write function must have read, in this write, the row that it replaces.
void CheckedWriter::check_before(const Mutation& mutation, const Ref& ref) const
{
    const auto stored = reads_.get(ref);
    if (!stored && stored.error().code != Code::not_found) return;
    if (mutation.action == Action::created) {
        require(!stored || is_past_stay(*stored), "put", "created what is there already");
        require(!mutation.before || is_past_stay(*mutation.before), "put",
                "created, yet there is something before it");
        require(stored.has_value() == mutation.before.has_value(), "put",
                "before is not what is stored");
        return;
    }
    require(mutation.before.has_value(), "put", "nothing before what is not created");
    require(stored.has_value(), "put", "updated or removed what is not there");
    require(equal_rows(*mutation.before, *stored), "put", "before is not what is stored");
}

void CheckedWriter::check_keys(const Mutation& mutation, const Ref& ref) const
{
    const auto check = [&](const Key& key) {
        require(ref.kind != Kind::membership, "put", "memberships have no keys");
        require(key.kind == ref.kind && key.tenant == tenant_, "put", "a key of another's");
        require(!key.name.empty() && !key.text.empty(), "put", "an empty key");
    };
    for (const auto& key : mutation.keys_after) check(key);
    for (const auto& key : mutation.keys_before) {
        check(key);
        const auto found = reads_.find(key);
        if (!found && found.error().code != Code::not_found) return;
        require(found && row_id(*found) <= ref.id, "put", "keys_before does not find the row");
    }
}

void CheckedWriter::check_stored(const Mutation& mutation, const Ref& ref) const
{
    const auto stored = reads_.get(ref);
    if (!stored) {
        require_code(stored.error(), {}, "put");
        return;
    }
    require(equal_rows(*stored, mutation.after), "put", "reads back otherwise than it was put");
    for (const auto& key : mutation.keys_after) {
        const auto found = reads_.find(key);
        if (!found && found.error().code != Code::not_found) return;
        require(found && row_id(*found) <= ref.id, "put", "keys_after does not find the row");
    }
    for (const auto& key : mutation.keys_before) {
        const auto& kept = mutation.keys_after;
        if (std::find(kept.begin(), kept.end(), key) != kept.end()) continue;
        const auto found = reads_.find(key);
        require(!found || row_id(*found) != ref.id, "put", "is still found by a former key");
    }
}

void CheckedWriter::check_customers(const Mutation& mutation)
{
    const auto& customers = mutation.customers;
    if (customers.empty()) return;
    const auto* stay = std::get_if<Membership>(&mutation.after);
    require(stay != nullptr && !mutation.stores_row, "put", "a list of customers beside a row");
    require(stay->customer.value == customers.front(), "put", "a list that begins otherwise");
    require(std::adjacent_find(customers.begin(), customers.end(), std::greater_equal<>()) ==
                customers.end(),
            "put", "customers that do not rise");
}

// Engines need not check that the rows which a row names are there.
void CheckedWriter::check_named(const Mutation& mutation) const
{
    const auto is_there = [&](Kind kind, std::int64_t id) {
        const auto row = reads_.get({kind, tenant_, id, 0});
        return row || row.error().code != Code::not_found;
    };
    if (const auto* stay = std::get_if<Membership>(&mutation.after)) {
        require(is_there(Kind::group, stay->group.value), "put", "a membership of no group");
        require(is_there(Kind::customer, stay->customer.value), "put", "a membership of nobody");
    }
    const auto* customer = std::get_if<Customer>(&mutation.after);
    if (customer != nullptr && customer->home_group) {
        require(is_there(Kind::group, customer->home_group.value), "put", "a home in no group");
    }
}

void CheckedWriter::expect(const Mutation& mutation)
{
    for (auto& single : single_mutations(mutation)) {
        const Ref ref = ref_of(single.tenant, single.after);
        auto [before, after] = log_entry(single);
        expected_.push_back({next_revision(), origin_.at, origin_.principal, origin_.dialect,
                             single.action, ref.kind, ref.id, ref.customer, std::move(before),
                             std::move(after)});
    }
}

Result<void> CheckedWriter::put(MutationRef shared)
{
    const Mutation& mutation = *shared;
    const Ref ref = ref_of(mutation.tenant, mutation.after);
    require(mutation.tenant == tenant_, "put", "the tenant is not the write's");
    require(ref.id > 0 && ref.id <= limits::entity_id, "put", "an id out of bounds");
    require(ref.kind != Kind::membership || ref.customer > 0, "put", "a membership of nobody");
    require(mutation.stores_row || mutation.is_logged, "put", "neither stored nor logged");
    check_customers(mutation);
    if (mutation.stores_row) {
        check_before(mutation, ref);
        check_keys(mutation, ref);
        check_named(mutation);
    }
    Mutation stored = mutation;
    if (mutation.is_logged) {
        std::visit([&](auto& entity) { entity.revision = next_revision(); }, stored.after);
    }
    auto done = writer_.put(std::move(shared));
    if (!done) {
        require_code(done.error(), {}, "put");
        return done;
    }
    if (stored.stores_row) check_stored(stored, ref);
    if (stored.is_logged) expect(stored);
    return done;
}

Result<void> CheckedWriter::erase(const Ref& ref)
{
    require(ref.kind == Kind::stored_reply || ref.kind == Kind::job || ref.kind == Kind::job_item,
            "erase", "only replays, jobs and items of jobs vanish without a trace");
    require(ref.tenant == tenant_, "erase", "the tenant is not the write's");
    auto done = writer_.erase(ref);
    if (!done) require_code(done.error(), {}, "erase");
    if (done) require(!reads_.get(ref), "erase", "the row is still there");
    return done;
}

Result<void> CheckedWriter::erase_history(const Ref& ref)
{
    require(ref.tenant == tenant_, "erase_history", "the tenant is not the write's");
    auto done = writer_.erase_history(ref);
    if (!done) {
        require_code(done.error(), {}, "erase_history");
        return done;
    }
    for (auto& change : expected_) {
        if (change.kind != ref.kind || change.id != ref.id || change.customer != ref.customer) {
            continue;
        }
        change.before.clear();
        change.after.clear();
    }
    return done;
}

} // namespace muster::store
