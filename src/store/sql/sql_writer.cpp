// Runs each write in a savepoint, so that a failed write can be undone alone. Knows no SQL of rows.
#include "store/sql/sql_writer.h"

#include <algorithm>

#include "base/limits.h"
#include "store/row.h"
#include "store/sql/encoding.h"
#include "store/sql/rows.h"

namespace muster::store::sql {

using namespace model;

namespace {

bool is_live(const std::optional<Entity>& entity)
{
    return entity && std::get<Membership>(*entity).is_live();
}

} // namespace

Result<void> SqlWriter::start(const Write& write)
{
    write_ = &write;
    ordinal_ = 0;
    changes_.begin_write();
    failure_.reset();
    joined_.clear();
    changed_by_write_.clear();
    if (absent_keys_.is_fill_due()) TRY(changes_.send());
    TRY(absent_keys_.begin_write());
    next_revision_ = TRY(counters_.next(write.tenant, Counters::revision));
    return {};
}

Result<Revision> SqlWriter::finish()
{
    if (failure_) return fail(*std::move(failure_));
    TRY(flush_counts());
    TRY(log_.flush());
    if (ordinal_ != 0) TRY(counters_.raise(write_->tenant, Counters::revision, next_revision_ + 1));
    TRY(changes_.end_write());
    counters_.accept();
    return ordinal_ != 0 ? next_revision_ : next_revision_ - 1;
}

void SqlWriter::undo()
{
    counters_.undo();
    log_.forget();
    changes_.undo_write();
    for (const auto& key : changed_by_write_) changed_[key] = nullptr;
}

void SqlWriter::begin()
{
    changed_.clear();
    closed_.clear();
    has_changed_fields_ = false;
    if (cache_ != nullptr) cache_->open();
}

void SqlWriter::close_rows()
{
    for (const auto& [key, row] : changed_) {
        if (cache_->close(key)) closed_.push_back(key);
    }
}

void SqlWriter::publish_rows()
{
    if (cache_ == nullptr) return;
    for (const auto& key : closed_) {
        const auto changed = changed_.find(key);
        if (changed != changed_.end() && changed->second) cache_->put(key, *changed->second);
    }
    begin();
}

Result<void> SqlWriter::save()
{
    TRY(counters_.save(changes_));
    return changes_.send();
}

void SqlWriter::forget()
{
    counters_.forget();
    absent_keys_.forget();
    changes_.forget();
    changed_.clear();
}

Result<void> SqlWriter::record_failure(Result<void> done)
{
    if (!done && !failure_) failure_ = done.error();
    return done;
}

Result<std::int64_t> SqlWriter::next_id(TenantId tenant, Kind kind)
{
    return next_in_sequence(tenant, name_of(kind));
}

// The counters of kinds and of named sequences are rows of one table. The names of sequences have a
// dot, those of kinds have none.
Result<std::int64_t> SqlWriter::next_in_sequence(TenantId tenant, std::string_view name)
{
    const auto number = TRY(counters_.next(tenant, name));
    if (number > limits::entity_id) {
        return fail(Code::too_large, std::string(name), "no ids are left");
    }
    TRY(counters_.raise(tenant, name, number + 1));
    return number;
}

Result<void> SqlWriter::put(MutationRef mutation)
{
    if (mutation->is_logged) {
        std::visit([&](auto& row) { row.revision = next_revision_; }, mutation->after);
    }
    return record_failure(apply(std::move(mutation)));
}

Result<void> SqlWriter::apply(MutationRef mutation)
{
    if (mutation->stores_row) TRY(store_row(*mutation));
    if (mutation->stores_row && cache_ != nullptr) hold(mutation);
    if (mutation->is_logged) {
        TRY(log_.add(*mutation, write_->origin, next_revision_, ordinal_++));
    }
    if (mutations_put_ != nullptr && mutation->stores_row) {
        mutations_put_->push_back(std::move(mutation));
    }
    return {};
}

Result<void> SqlWriter::store_row(Mutation& mutation)
{
    if (mutation.before) TRY(log_.materialize(mutation.tenant, *mutation.before));
    TRY(rows_.store(mutation));
    const Kind kind = kind_of(mutation.after);
    if (kind == Kind::membership) {
        defer_count(mutation);
    } else if (mutation.action == Action::created) {
        TRY(counters_.raise(mutation.tenant, name_of(kind), row_id(mutation.after) + 1));
    }
    return {};
}

void SqlWriter::defer_count(const Mutation& mutation)
{
    const auto& after = std::get<Membership>(mutation.after);
    const std::int64_t more = (after.is_live() ? 1 : 0) - (is_live(mutation.before) ? 1 : 0);
    if (more == 0) return;
    if (joined_.empty() || joined_.back().group != after.group) joined_.push_back({after.group, 0});
    joined_.back().more += more;
}

Result<void> SqlWriter::flush_counts() const
{
    for (; !joined_.empty(); joined_.pop_back()) {
        const auto [group, more] = joined_.back();
        TRY(rows_.count_members(write_->tenant, group, more));
        if (cache_ == nullptr) continue;
        changed_[CachedKey({Kind::group, write_->tenant, group.value, 0})] = nullptr;
    }
    return {};
}

Result<void> SqlWriter::flush() const
{
    TRY(flush_counts());
    return changes_.send();
}

Result<void> SqlWriter::erase(const Ref& ref)
{
    TRY(record_failure(changes_.begin_other()));
    has_erased_ = true; // stored answers and jobs hold data of people, too
    return record_failure(rows_.erase(ref));
}

Result<void> SqlWriter::erase_history(const Ref& ref)
{
    TRY(record_failure(changes_.begin_other()));
    has_erased_ = true;
    return record_failure(log_.erase_history(ref));
}

// The number of members of a group is the database's.
void SqlWriter::hold(const MutationRef& mutation)
{
    const Ref ref = ref_of(mutation->tenant, mutation->after);
    if (!RowCache::has_kind(ref.kind)) return;
    const CachedKey key(ref);
    changed_by_write_.push_back(key);
    if (ref.kind == Kind::field) has_changed_fields_ = true;
    const auto [known, is_new] = changed_.try_emplace(key);
    auto& row = known->second;
    const auto* group = std::get_if<Group>(&mutation->after);
    if (group == nullptr) {
        row = {mutation, &mutation->after};
        return;
    }
    if (!is_new && !row) return;
    Group held = *group;
    held.member_count = 0;
    // `before` may be older than the newest count of this transaction.
    if (mutation->before) held.member_count = std::get<Group>(*mutation->before).member_count;
    if (row) held.member_count = std::get<Group>(*row).member_count;
    row = std::make_shared<const Entity>(std::move(held));
}

Result<Entity> SqlWriter::get_held(const Ref& ref) const
{
    const CachedKey key(ref);
    const auto changed = changed_.find(key);
    if (changed != changed_.end() && changed->second) return *changed->second;
    const bool is_changed = changed != changed_.end();
    if (!is_changed) {
        if (auto row = cache_->find(key)) return *std::move(row);
    }
    if (changes_.is_waiting(MergedChanges::row(ref))) TRY(changes_.send());
    auto row = TRY(read_row(connection_, ref));
    if (is_changed) {
        changed->second = std::make_shared<const Entity>(row);
    } else {
        cache_->offer(key, row, cache_->state_of(key));
    }
    return row;
}

Result<Entity> SqlWriter::get(const Ref& ref) const
{
    if (ref.kind == Kind::group) TRY(flush_counts());
    if (cache_ != nullptr && RowCache::has_kind(ref.kind)) return get_held(ref);
    if (changes_.is_waiting(MergedChanges::row(ref))) TRY(changes_.send());
    return read_row(connection_, ref);
}

Result<std::vector<Entity>> SqlWriter::get_all(Kind kind, TenantId tenant,
                                               std::span<const std::int64_t> ids) const
{
    if (kind == Kind::group) TRY(flush_counts());
    if (std::any_of(ids.begin(), ids.end(), [&](const std::int64_t id) {
            return changes_.is_waiting(MergedChanges::row({kind, tenant, id, 0}));
        })) {
        TRY(changes_.send());
    }
    return read_rows(connection_, kind, tenant, ids);
}

Result<Entity> SqlWriter::find(const Key& key) const
{
    if (key.kind == Kind::group) TRY(flush_counts());
    if (absent_keys_.is_free(key)) return no_row(key.kind);
    if (changes_.is_waiting(MergedChanges::key(key.tenant, encode_key(key)))) TRY(changes_.send());
    auto found = find_row(connection_, key);
    if (!found && found.error().code == Code::not_found) absent_keys_.record_miss(key);
    if (!found || !changes_.is_waiting(MergedChanges::row(ref_of(key.tenant, *found)))) {
        return found;
    }
    TRY(changes_.send());
    return find_row(connection_, key);
}

// Nearly every write reads the declared fields, whose table rarely changes.
Result<Page> SqlWriter::page(const Query& query) const
{
    const bool may_miss_changes =
        cache_ == nullptr || query.kind != Kind::field || has_changed_fields_;
    if (may_miss_changes) TRY(flush());
    return read_page(connection_, query);
}

Result<std::int64_t> SqlWriter::count(const Query& query) const
{
    TRY(flush());
    return count_rows(connection_, query);
}

Result<std::vector<Change>> SqlWriter::changes(const ChangeQuery& query) const
{
    TRY(log_.flush());
    TRY(flush());
    return read_changes(connection_, query);
}

Result<Revision> SqlWriter::revision(TenantId tenant) const
{
    if (tenant == write_->tenant && ordinal_ != 0) return next_revision_;
    const auto next = TRY(counters_.next(tenant, Counters::revision));
    return next - 1;
}

} // namespace muster::store::sql
