// See connection_limiter.h.
#include "http/server/connection_limiter.h"

namespace muster::http {

ConnectionLimiter::ConnectionLimiter(std::size_t total, std::size_t per_address,
                                     std::size_t refused)
    : total_limit_(total), address_limit_(per_address), refused_limit_(refused)
{}

Vacancy ConnectionLimiter::find_vacancy(const std::string& address) const
{
    const auto known = by_address_.find(address);
    if (!address.empty() && known != by_address_.end() && known->second >= address_limit_)
        return Vacancy::address_full;
    return admitted_ < total_limit_ ? Vacancy::free : Vacancy::full;
}

Vacancy ConnectionLimiter::vacancy(const std::string& address)
{
    const std::lock_guard lock(mutex_);
    return find_vacancy(address);
}

Admission ConnectionLimiter::admit(const std::string& address)
{
    const std::lock_guard lock(mutex_);
    if (find_vacancy(address) == Vacancy::free) {
        ++admitted_;
        ++by_address_[address];
        return Admission::admitted;
    }
    if (refused_ >= refused_limit_) return Admission::dropped;
    ++refused_;
    return Admission::refused;
}

void ConnectionLimiter::release(const std::string& address, Admission admission)
{
    const std::lock_guard lock(mutex_);
    if (admission == Admission::refused) {
        --refused_;
    } else {
        --admitted_;
        const auto known = by_address_.find(address);
        if (--known->second == 0) by_address_.erase(known);
    }
    if (admitted_ + refused_ == 0) emptied_.notify_all();
}

bool ConnectionLimiter::wait_until_empty(std::chrono::steady_clock::time_point deadline)
{
    std::unique_lock lock(mutex_);
    return emptied_.wait_until(lock, deadline, [&] { return admitted_ + refused_ == 0; });
}

} // namespace muster::http
