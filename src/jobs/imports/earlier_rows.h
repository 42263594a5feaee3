// The customers that a dry run would have inserted or removed. A dry run undoes each write, so the
// store does not have them when a later row names the same customer.
#pragma once

#include <unordered_set>
#include <vector>

#include "jobs/import_rows.h"

namespace muster::jobs {

class EarlierRows {
public:
    // Whether an earlier row inserted the customer of this one, which would update it: true.
    // already_exists when the mode is create, or only another unique value is the same.
    Result<bool> judge(const FileRow& row, const ImportPlan& plan) const;
    void remember(const FileRow& row, const ImportPlan& plan);
    // False when an earlier row would have removed the customer.
    bool remove(model::CustomerId customer);

    // The write has ended: what was remembered since the last one counts, or does not.
    void commit();
    void roll_back() { added_.clear(); }

private:
    std::unordered_set<std::size_t> seen_; // hashes of keys
    std::vector<std::size_t> added_;
};

} // namespace muster::jobs
