// Tests dates and times against a condition on a part of them, such as EXTRACT(MONTH FROM
// birth_date) = 11. Knows no rows.
#pragma once

#include <cstdint>
#include <vector>

#include "index/columns/column.h"
#include "rule/rule.h"

namespace muster::index {

// Used by the one thread that runs the query.
class DayTest {
public:
    // Negated: passes where the leaf is false.
    DayTest(const rule::Rule& leaf, CellType type, Time now, bool negated);

    // The day of a cell is tested once.
    bool passes(std::int64_t cell);

private:
    bool evaluate(Date day) const;
    Date day_of(std::int64_t cell) const; // in the tenant's time zone

    rule::Rule leaf_;
    CellType type_;
    Time now_;
    rule::Truth wanted_;
    std::vector<bool> is_known_; // by day
    std::vector<bool> result_;   // by day
};

} // namespace muster::index
