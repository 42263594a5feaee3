// See hashing_gate.h.
#include "base/hashing_gate.h"

namespace muster {

Result<HashingGate::Pass> HashingGate::enter()
{
    std::unique_lock lock(mutex_);
    if (computing_ == at_once_) {
        if (waiting_ == queue_) {
            return fail(Code::unavailable, "password",
                        "too many passwords are being checked; try again shortly");
        }
        ++waiting_;
        left_.wait(lock, [this] { return computing_ < at_once_; });
        --waiting_;
    }
    ++computing_;
    return Pass(this);
}

void HashingGate::leave()
{
    {
        const std::lock_guard lock(mutex_);
        --computing_;
    }
    left_.notify_one();
}

} // namespace muster
