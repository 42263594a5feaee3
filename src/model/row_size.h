// How much memory and how much of an answer a row takes, for the budgets of pages.
#pragma once

#include <cstddef>

#include "model/query.h"

namespace muster::model {

// Roughly: texts that can be long are counted, and everything else as a constant.
std::size_t bytes_of(const Entity& entity);
std::size_t bytes_of(const FieldValues& fields);

// When a page of rows or of the log is full: by their number, and by bytes if the query limits
// them.
class PageBudget {
public:
    explicit PageBudget(const Query& query) : left_(query.limit), bytes_(query.bytes) {}
    explicit PageBudget(const ChangeQuery& query) : left_(query.limit), bytes_(query.bytes) {}

    bool is_spent() const { return left_ <= 0 || (bytes_ > 0 && taken_ >= bytes_); }
    void take(const Entity& row) { take_bytes(bytes_ > 0 ? bytes_of(row) : 0); }
    void take(const Change& change) { take_bytes(change.before.size() + change.after.size()); }

private:
    void take_bytes(std::size_t bytes)
    {
        --left_;
        taken_ += bytes;
    }

    std::int64_t left_; // rows or entries
    std::size_t bytes_;
    std::size_t taken_ = 0;
};

} // namespace muster::model
