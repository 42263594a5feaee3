// Bounds the bytes that bodies or answers hold in memory, in total and per caller.
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace muster::http {

// Thread-safe. Must outlive its shares.
class ByteBudget {
public:
    ByteBudget(std::size_t total, std::size_t per_caller) : total_(total), per_caller_(per_caller)
    {}

    // What one body or answer holds; given back at the end.
    class Share {
    public:
        Share(Share&& other) noexcept
            : budget_(std::exchange(other.budget_, nullptr)), caller_(std::move(other.caller_)),
              bytes_(other.bytes_)
        {}
        Share& operator=(Share&& other) noexcept
        {
            std::swap(budget_, other.budget_);
            std::swap(caller_, other.caller_);
            std::swap(bytes_, other.bytes_);
            return *this;
        }
        ~Share()
        {
            if (budget_ != nullptr) budget_->give_back(caller_, bytes_);
        }

        // Gives back what was taken too much.
        void shrink_to(std::size_t bytes)
        {
            if (bytes >= bytes_) return;
            budget_->give_back(caller_, bytes_ - bytes);
            bytes_ = bytes;
        }

    private:
        friend ByteBudget;
        Share(ByteBudget& budget, std::string caller, std::size_t bytes)
            : budget_(&budget), caller_(std::move(caller)), bytes_(bytes)
        {}

        ByteBudget* budget_;
        std::string caller_;
        std::size_t bytes_;
    };

    // nullopt when the caller, or all together, would hold too much. A caller that holds nothing
    // may take more than its limit, as long as the total allows it or nobody else holds anything:
    // what is larger than the budget passes alone.
    std::optional<Share> take(const std::string& caller, std::size_t bytes)
    {
        const std::lock_guard lock(mutex_);
        const auto found = by_caller_.find(caller);
        const std::size_t held = found == by_caller_.end() ? 0 : found->second;
        if (held != 0 && (held > per_caller_ || bytes > per_caller_ - held)) return std::nullopt;
        if (taken_ != 0 && (taken_ > total_ || bytes > total_ - taken_)) return std::nullopt;
        taken_ += bytes;
        by_caller_[caller] = held + bytes;
        return Share(*this, caller, bytes);
    }

    // False when the next share would be refused, whatever its size.
    bool has_room(const std::string& caller) const
    {
        const std::lock_guard lock(mutex_);
        const auto found = by_caller_.find(caller);
        return taken_ < total_ && (found == by_caller_.end() || found->second < per_caller_);
    }

private:
    void give_back(const std::string& caller, std::size_t bytes)
    {
        if (bytes == 0) return; // a share that shrank to nothing is forgotten already
        const std::lock_guard lock(mutex_);
        taken_ -= bytes;
        const auto found = by_caller_.find(caller);
        if ((found->second -= bytes) == 0) by_caller_.erase(found);
    }

    const std::size_t total_;
    const std::size_t per_caller_;
    mutable std::mutex mutex_;
    std::size_t taken_ = 0;
    std::unordered_map<std::string, std::size_t> by_caller_;
};

} // namespace muster::http
