#include "jobs/imports/earlier_rows.h"

#include <algorithm>

namespace muster::jobs {

namespace {

bool is_unique(const model::Key& key, const ImportPlan& plan)
{
    return key.name == "external_id" || key.name.starts_with("fields.") || plan.has_key(key.name);
}

std::size_t hash_of(const model::Key& key)
{
    return std::hash<std::string>()(key.name + '\n' + key.text);
}

} // namespace

Result<bool> EarlierRows::judge(const FileRow& row, const ImportPlan& plan) const
{
    if (seen_.empty()) return false;
    const auto is_seen = [&](const model::Key& key) { return seen_.contains(hash_of(key)); };
    const auto& others = row.customer.other_keys;
    if ((row.customer.key && is_seen(*row.customer.key)) ||
        std::any_of(others.begin(), others.end(), is_seen)) {
        if (plan.mode != directory::RowMode::create && !plan.only_new) return true;
        return fail(Code::already_exists, "key", "an earlier row has this key");
    }
    if (!row.customer.fresh) return false;
    for (const auto& key : row.customer.fresh->keys_after) {
        if (!is_unique(key, plan) || !is_seen(key)) continue;
        return fail(Code::already_exists, key.name, "an earlier row has this value already");
    }
    return false;
}

void EarlierRows::remember(const FileRow& row, const ImportPlan& plan)
{
    if (seen_.size() >= limits::rehearsed_keys) return;
    for (const auto& key : row.customer.fresh->keys_after) {
        if (is_unique(key, plan)) added_.push_back(hash_of(key));
    }
}

bool EarlierRows::remove(model::CustomerId customer)
{
    const auto hash = hash_of({model::Kind::customer, {}, "id", std::to_string(customer.value)});
    if (seen_.contains(hash)) return false;
    if (seen_.size() < limits::rehearsed_keys) added_.push_back(hash);
    return true;
}

void EarlierRows::commit()
{
    seen_.insert(added_.begin(), added_.end());
    added_.clear();
}

} // namespace muster::jobs
