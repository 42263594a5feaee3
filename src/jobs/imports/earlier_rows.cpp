#include "jobs/imports/earlier_rows.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"

namespace muster::jobs {

std::size_t EarlierRows::hash_of(const model::Key& key)
{
    return std::hash<std::string>()(key.name + '\n' + key.text);
}

void EarlierRows::begin()
{
    ++write_;
    noted_.clear();
    removing_.clear();
}

std::uint32_t EarlierRows::root_of(std::uint32_t related)
{
    while (related_[related].parent != related) {
        related_[related].parent = related_[related_[related].parent].parent; // a shorter way
        related = related_[related].parent;
    }
    return related;
}

std::optional<std::vector<RowPlace>> EarlierRows::about(const Touched& touched)
{
    std::vector<std::uint32_t> roots;
    for (const auto key : touched) {
        const auto found = related_by_key_.find(key);
        if (found == related_by_key_.end()) continue;
        roots.push_back(root_of(found->second));
        if (related_[roots.back()].rows.size() > limits::replayed_rows) return std::nullopt;
    }
    std::vector<RowPlace> rows;
    for (const auto root : roots) {
        auto& related = related_[root];
        if (std::exchange(related.given, write_) == write_) continue;
        rows.insert(rows.end(), related.rows.begin(), related.rows.end());
    }
    std::sort(rows.begin(), rows.end(),
              [](const RowPlace& a, const RowPlace& b) { return a.offset < b.offset; });
    return rows;
}

void EarlierRows::note(const FileRow& row, Touched touched)
{
    const RowPlace place{row.begin, static_cast<std::int64_t>(row.line), false};
    noted_.push_back({place, std::move(touched)});
}

void EarlierRows::add(const Noted& noted)
{
    if (related_by_key_.size() >= limits::rehearsed_keys) return;
    auto into = static_cast<std::uint32_t>(related_.size());
    related_.push_back({into, 0, {noted.row}});
    for (const auto key : noted.touched) {
        const auto [known, is_new] = related_by_key_.emplace(key, into);
        if (is_new) continue;
        const auto other = root_of(known->second);
        if (other == into) continue;
        auto& rows = related_[other].rows;
        const bool is_smaller = rows.size() < related_[into].rows.size();
        const auto from = is_smaller ? other : into;
        into = is_smaller ? into : other;
        auto moved = std::exchange(related_[from].rows, {});
        related_[from].parent = into;
        auto& all = related_[into].rows;
        // Too many are not given any more, so the others need no memory.
        if (all.size() <= limits::replayed_rows) {
            all.insert(all.end(), moved.begin(), moved.end());
        }
    }
}

bool EarlierRows::remove(model::CustomerId customer)
{
    if (removed_.contains(customer.value)) return false;
    if (removed_.size() < limits::rehearsed_keys) removing_.push_back(customer.value);
    return true;
}

void EarlierRows::commit()
{
    for (const auto& noted : noted_) add(noted);
    removed_.insert(removing_.begin(), removing_.end());
    noted_.clear();
    removing_.clear();
}

} // namespace muster::jobs
