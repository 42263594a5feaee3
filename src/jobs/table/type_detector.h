// Finds the type of a column from its cells. Knows no file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "jobs/table/value_rules.h"

namespace muster::jobs {

// Begins with all types, and each value removes those that would not print it as it is: 007, 1.10
// beside 1.1, 1E5 and numbers of twenty digits stay text; 84.0 beside 29.85 are doubles. Blank
// cells are only counted.
class TypeDetector {
public:
    // `rules` outlives the detector.
    explicit TypeDetector(const ValueRules& rules) : rules_(&rules) {}

    // A cell as clean_cell() gives it.
    void add(std::string_view cell);
    std::string type() const; // "text" without any value
    // A key is text or an integer: decimals and dates have several texts for one value.
    std::string key_type() const { return type() == "integer" ? "integer" : "text"; }
    std::string format() const; // of a decimal: its number of decimal places
    std::int64_t blanks() const { return blanks_; }
    std::int64_t values() const { return values_; }
    bool may_be_date() const;
    bool may_be_truth() const { return truths_only_; }

private:
    bool fits(std::size_t candidate, std::string_view cell);

    const ValueRules* rules_;
    unsigned candidates_ = ~0U; // one bit per type
    std::size_t places_ = 0;
    bool truths_only_ = true;
    std::int64_t values_ = 0;
    std::int64_t blanks_ = 0;
};

} // namespace muster::jobs
