#include "store/node_lease.h"

#include <ctime>
#include <utility>

namespace muster::store {

NodeLease::TimePoint NodeLease::now()
{
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

NodeRole NodeLease::role() const
{
    if (is_replaced_) return NodeRole::replaced;
    if (stands_by_) return NodeRole::standing_by;
    const auto end = end_.load();
    const bool is_endless = end == TimePoint::max().count(); // each call asks: spare it the clock
    return is_endless || now().count() < end ? NodeRole::active : NodeRole::overdue;
}

void NodeLease::stand_by() { stands_by_ = true; }

void NodeLease::hold_until(TimePoint end)
{
    end_ = end.count();
    stands_by_ = false;
}

void NodeLease::give_up() { is_replaced_ = true; }

void NodeLease::note_active(ActiveNodeName active)
{
    const std::lock_guard lock(mutex_);
    active_ = std::move(active);
}

ActiveNodeName NodeLease::active_node() const
{
    const std::lock_guard lock(mutex_);
    return active_;
}

} // namespace muster::store
