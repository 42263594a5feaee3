// See rate_limit.h.
#include "dialects/rate_limit.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace muster::dialects {
namespace {

struct Unit {
    std::string_view name;
    std::chrono::seconds period;
};

constexpr std::array units{
    Unit{"s", std::chrono::seconds(1)},
    Unit{"min", std::chrono::minutes(1)},
    Unit{"h", std::chrono::hours(1)},
    Unit{"day", std::chrono::days(1)},
};

constexpr std::int64_t most_requests = 1'000'000; // a second: beyond, there is nothing to limit

} // namespace

Result<Rate> parse_rate(std::string_view text)
{
    const auto slash = std::min(text.find('/'), text.size());
    const auto requests = parse_integer(text.substr(0, slash));
    const auto name = slash < text.size() ? text.substr(slash + 1) : std::string_view();
    const auto* unit = std::ranges::find(units, name, &Unit::name);
    if (!requests || *requests < 1 || *requests > most_requests || unit == units.end())
        return fail(Code::invalid_value, "rate limit",
                    "must be requests per s, min, h or day, such as 600/min, not " +
                        std::string(text));
    return Rate{*requests, unit->period};
}

RateLimiter::RateLimiter(Rate rate, std::size_t callers)
    : rate_(rate), period_(rate.period), interval_(period_ / rate.requests), most_callers_(callers)
{}

// A caller that is not known owes nothing; the one that is silent longest makes room. So does one
// that is seen before its last request: somebody has set the clock back.
Time& RateLimiter::debt_of(std::int64_t caller, Time now)
{
    const auto known = places_.find(caller);
    if (known != places_.end()) {
        callers_.splice(callers_.begin(), callers_, known->second);
    } else {
        if (callers_.size() >= most_callers_) {
            places_.erase(callers_.back().first);
            callers_.pop_back();
        }
        callers_.emplace_front(caller, Debt{now, now});
        places_.emplace(caller, callers_.begin());
    }
    Debt& debt = callers_.front().second;
    if (debt.paid_back_at < now || now < debt.seen_at) debt.paid_back_at = now;
    debt.seen_at = now;
    return debt.paid_back_at;
}

Allowance RateLimiter::take(std::int64_t caller, Time now, Price price)
{
    const std::lock_guard lock(mutex_);
    Time& paid_back_at = debt_of(caller, now);
    Allowance allowance;
    allowance.rate = rate_;
    const auto room = [&] { return period_ - (paid_back_at - now); };
    if (price == Price::one) {
        allowance.is_granted = room() >= interval_;
        if (allowance.is_granted) paid_back_at += interval_;
    }
    allowance.left = std::clamp<std::int64_t>(room() / interval_, 0, rate_.requests);
    if (allowance.left == 0)
        allowance.wait = std::chrono::ceil<std::chrono::seconds>(interval_ - room());
    return allowance;
}

void RateLimiter::charge(std::int64_t caller, Time now, std::int64_t requests)
{
    const std::lock_guard lock(mutex_);
    debt_of(caller, now) += std::max<std::int64_t>(requests, 0) * interval_;
}

} // namespace muster::dialects
