// Creates the plan node of one comparison, over all columns of its operand. Used for rules and for
// filters.
#pragma once

#include <span>

#include "index/columns/column.h"
#include "index/plan/plan.h"

namespace muster::index {

enum class ConditionOp {
    equal,
    less,
    less_or_equal,
    greater,
    greater_or_equal,
    like,
    ilike,
    contains,
    folded
};

struct ColumnCondition {
    ConditionOp op = ConditionOp::equal;
    std::vector<model::Value> wanted; // for equal: any of these values; else exactly one value
    Dates dates = Dates::apart;
};

// Which customers a node selects.
enum class Polarity {
    matching,        // customers with a value for which the condition is true
    not_matching,    // customers with a value for which it is false (NOT in rules)
    all_but_matching // all except the matching ones, also those without a value (NOT in filters)
};

// Text tables take their memory from `bytes_left`.
PlanNode node_of(const std::vector<Column>& columns, const ColumnCondition& condition,
                 Polarity polarity, std::size_t& bytes_left);
// Selects the customers whose text, or whose list as one text (packed()), passes the test.
PlanNode texts_that(const std::vector<Column>& columns, const TextTest& test,
                    std::size_t& bytes_left);
// Selects the customers that have any value; inverted: those that have none.
PlanNode known(const std::vector<Column>& columns, bool inverted);

} // namespace muster::index
