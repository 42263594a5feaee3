// A value that snapshots share and a writer copies before it changes it. Knows nothing of values.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace muster::index {

// Handles are copied and edited under the owner's mutex only; they are read and let go anywhere.
template <class T>
class Shared {
public:
    Shared() = default;
    explicit Shared(T value) : box_(new Box{std::move(value)}) {}
    Shared(const Shared& other) : box_(other.box_)
    {
        if (box_ != nullptr) box_->owners.fetch_add(1, std::memory_order_relaxed);
    }
    Shared(Shared&& other) noexcept : box_(std::exchange(other.box_, nullptr)) {}
    Shared& operator=(Shared other) noexcept
    {
        std::swap(box_, other.box_);
        return *this;
    }
    ~Shared() { release(); }

    explicit operator bool() const { return box_ != nullptr; }
    const T* get() const { return box_ == nullptr ? nullptr : &box_->value; }
    const T& operator*() const { return box_->value; }
    const T* operator->() const { return &box_->value; }

    // Ours alone from here on: made when there is none, copied when others hold it too.
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
