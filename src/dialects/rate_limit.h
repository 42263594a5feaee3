// How many requests a caller may make in a time. Knows no dialect and no clock.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/clock.h"
#include "base/result.h"

namespace muster::dialects {

// So many requests at once, and again as many in every period, steadily.
struct Rate {
    std::int64_t requests = 0;
    std::chrono::seconds period{0};
};

// "600/min"; also s, h, day. invalid_value says what would be right.
Result<Rate> parse_rate(std::string_view text);

// What came of one request.
struct Allowance {
    bool is_granted = true;
    std::int64_t left = 0;        // requests that may follow at once
    std::chrono::seconds wait{0}; // until the next is granted; 0 when it would be now
    Rate rate;
};

// Thread-safe; memory is bounded by the number of callers. Stores one time per caller: when all
// that it has asked for will have been paid back (the generic cell rate algorithm).
class RateLimiter {
public:
    RateLimiter(Rate rate, std::size_t callers);

    // A free request costs nothing and is always granted.
    enum class Price { one, free };
    Allowance take(std::int64_t caller, Time now, Price price = Price::one);
    // Counts further requests after one was granted. When they are more than are left, the caller
    // owes them: the next request is granted when all are paid back.
    void charge(std::int64_t caller, Time now, std::int64_t requests);

private:
    struct Debt {
        Time paid_back_at;
        Time seen_at; // of the last request: an earlier one means that the clock was set back
    };
    using Callers = std::list<std::pair<std::int64_t, Debt>>; // the newest first

    Time& debt_of(std::int64_t caller, Time now);

    const Rate rate_;
    const std::chrono::microseconds period_;
    const std::chrono::microseconds interval_; // that pays one request back
    const std::size_t most_callers_;
    std::mutex mutex_;
    Callers callers_;
    std::unordered_map<std::int64_t, Callers::iterator> places_;
};

} // namespace muster::dialects
