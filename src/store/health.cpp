// One state per kind of trouble, under one lock.
#include "store/health.h"

namespace muster::store {

std::string_view name_of(StoreTrouble trouble)
{
    switch (trouble) {
    case StoreTrouble::lost_writes: return "lost_writes";
    case StoreTrouble::damaged_page: return "damaged_page";
    case StoreTrouble::failing_writes: return "failing_writes";
    case StoreTrouble::failing_checkpoints: return "failing_checkpoints";
    case StoreTrouble::overdue_lease: return "overdue_lease";
    case StoreTrouble::stalled: break;
    }
    return "stalled";
}

void StoreHealth::begin(StoreTrouble trouble, const std::string& sentence)
{
    {
        const std::scoped_lock lock(mutex_);
        TroubleState& now = state(trouble);
        const bool is_new = now.sentence.empty();
        now.sentence = sentence;
        if (!is_new) return;
        ++now.count;
    }
    if (log_) log_(sentence);
}

void StoreHealth::end(StoreTrouble trouble)
{
    const std::scoped_lock lock(mutex_);
    state(trouble).sentence.clear();
}

std::vector<std::string> StoreHealth::sentences() const
{
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> all;
    for (const auto& one : states_) {
        if (!one.sentence.empty()) all.push_back(one.sentence);
    }
    return all;
}

std::vector<StoreHealth::Line> StoreHealth::report() const
{
    const std::scoped_lock lock(mutex_);
    std::vector<Line> lines;
    for (std::size_t i = 0; i < states_.size(); ++i) {
        lines.push_back(
            {static_cast<StoreTrouble>(i), !states_[i].sentence.empty(), states_[i].count});
    }
    return lines;
}

} // namespace muster::store
