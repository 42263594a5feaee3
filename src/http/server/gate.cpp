// See gate.h.
#include "http/server/gate.h"

namespace muster::http {

Gate::Gate(std::size_t total, std::size_t per_address, std::size_t turned_away)
    : total_limit_(total), address_limit_(per_address), turned_away_limit_(turned_away)
{}

Entry Gate::arrive(const std::string& address)
{
    const std::lock_guard lock(mutex_);
    const auto known = by_address_.find(address);
    const std::size_t here = known == by_address_.end() ? 0 : known->second;
    if (admitted_ < total_limit_ && here < address_limit_) {
        ++admitted_;
        ++by_address_[address];
        return Entry::admitted;
    }
    if (turned_away_ >= turned_away_limit_) return Entry::shut_out;
    ++turned_away_;
    return Entry::turned_away;
}

void Gate::leave(const std::string& address, Entry entry)
{
    const std::lock_guard lock(mutex_);
    if (entry == Entry::turned_away) {
        --turned_away_;
    } else {
        --admitted_;
        const auto known = by_address_.find(address);
        if (--known->second == 0) by_address_.erase(known);
    }
    if (admitted_ + turned_away_ == 0) emptied_.notify_all();
}

bool Gate::wait_until_empty(std::chrono::steady_clock::time_point then)
{
    std::unique_lock lock(mutex_);
    return emptied_.wait_until(lock, then, [&] { return admitted_ + turned_away_ == 0; });
}

} // namespace muster::http
