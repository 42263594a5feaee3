// A value that several owners share until one of them changes it. A query copies the handles of the
// chunks that it reads, under the tenant's mutex. Later, the writer copies a shared chunk before it
// changes it. So the query reads one revision while later writes are applied.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace muster::index {

// Handles are copied and edited only under the mutex of the tenant that owns the value. Any thread
// may read through a handle or destroy it.
template <class T>
class CopyOnWrite {
public:
    CopyOnWrite() = default;
    explicit CopyOnWrite(T value) : box_(new Box{std::move(value)}) {}
    CopyOnWrite(const CopyOnWrite& other) : box_(other.box_)
    {
        if (box_ != nullptr) box_->owners.fetch_add(1, std::memory_order_relaxed);
    }
    CopyOnWrite(CopyOnWrite&& other) noexcept : box_(std::exchange(other.box_, nullptr)) {}
    CopyOnWrite& operator=(CopyOnWrite other) noexcept
    {
        std::swap(box_, other.box_);
        return *this;
    }
    ~CopyOnWrite() { release(); }

    explicit operator bool() const { return box_ != nullptr; }
    const T* get() const { return box_ == nullptr ? nullptr : &box_->value; }
    const T& operator*() const { return box_->value; }
    const T* operator->() const { return &box_->value; }

    // Returns a value that only this handle owns. Creates it when there is none; copies it when
    // others own it too.
    T& edit()
    {
        if (box_ == nullptr) {
            box_ = new Box{T{}};
        } else if (box_->owners.load(std::memory_order_acquire) != 1) {
            auto* copy = new Box{box_->value};
            release();
            box_ = copy;
        }
        return box_->value;
    }

private:
    struct Box {
        T value;
        std::atomic<std::uint32_t> owners{1};
    };

    void release()
    {
        if (box_ == nullptr) return;
        if (box_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete box_;
    }

    Box* box_ = nullptr;
};

} // namespace muster::index
