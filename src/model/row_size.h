// How much memory and how much of an answer a row takes, for the budgets of pages.
#pragma once

#include <cstddef>

#include "model/query.h"

namespace muster::model {

// Roughly: texts that can be long are counted, and everything else as a constant.
std::size_t bytes_of(const Entity& entity);
std::size_t bytes_of(const FieldValues& fields);

// When a page is full: by rows, and by bytes if the query limits them.
class PageBudget {
public:
    explicit PageBudget(const Query& query) : rows_(query.limit), bytes_(query.bytes) {}

    bool is_spent() const { return rows_ <= 0 || (bytes_ > 0 && taken_ >= bytes_); }
    void take(const Entity& row)
    {
        --rows_;
        if (bytes_ > 0) taken_ += bytes_of(row);
    }

private:
    std::int64_t rows_;
    std::size_t bytes_;
    std::size_t taken_ = 0;
};

// The same for a page of the log.
class ChangeBudget {
public:
    explicit ChangeBudget(const ChangeQuery& query) : entries_(query.limit), bytes_(query.bytes) {}

    bool is_spent() const { return entries_ <= 0 || (bytes_ > 0 && taken_ >= bytes_); }
    void take(const Change& change)
    {
        --entries_;
        taken_ += change.before.size() + change.after.size();
    }

private:
    std::int64_t entries_;
    std::size_t bytes_;
    std::size_t taken_ = 0;
};

} // namespace muster::model
