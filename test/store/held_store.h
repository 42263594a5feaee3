// A store whose pages of customers wait for the test: it holds a load of the index.
#pragma once

#include <condition_variable>
#include <mutex>

#include "store/forwarding_store.h"

namespace muster::store::test {

class HeldStore final : public ForwardingStore {
public:
    using ForwardingStore::ForwardingStore;
    ~HeldStore() override { release(); }

    Result<model::Page> page(const model::Query& query) const override
    {
        if (query.kind == model::Kind::customer) {
            std::unique_lock lock(mutex_);
            is_waiting_ = is_held_ && free_pages_-- <= 0;
            changed_.notify_all();
            changed_.wait(lock, [this] { return !is_held_ || !is_waiting_; });
            is_waiting_ = false;
            if (fails_) return fail(Code::unavailable, "store", "the disk is away");
        }
        return ForwardingStore::page(query);
    }

    void hold() { hold_after(0); }
    // The next pages, so many, do not wait.
    void hold_after(int pages)
    {
        const std::scoped_lock lock(mutex_);
        free_pages_ = pages;
        is_held_ = true;
    }
    void release() { set(is_held_, false); }
    void fail_pages(bool yes) { set(fails_, yes); }
    // Returns when a page waits.
    void wait_for_page() const
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return is_waiting_; });
    }

private:
    void set(bool& flag, bool value)
    {
        const std::scoped_lock lock(mutex_);
        flag = value;
        changed_.notify_all();
    }

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    mutable bool is_waiting_ = false;
    mutable int free_pages_ = 0;
    bool is_held_ = false;
    bool fails_ = false;
};

} // namespace muster::store::test
