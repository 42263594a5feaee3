// Makes the plan node of one comparison, over all columns of its operand. Rules and filters share
// it.
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
    contains,
    folded
};

struct ColumnCondition {
    ConditionOp op = ConditionOp::equal;
    std::vector<model::Value> wanted; // equal: to any of these; else exactly one
    Dates dates = Dates::apart;
};

// Which customers a node selects.
enum class Polarity {
    matching,        // they have a value that fulfils the condition
    not_matching,    // they have a value that does not fulfil it (NOT in rules)
    all_but_matching // all but the first, those without a value included (NOT in filters)
};

// Text tables take their memory from `bytes_left`.
PlanNode node_of(const std::vector<Column>& columns, const ColumnCondition& condition,
                 Polarity polarity, std::size_t& bytes_left);
// Selects the customers that have any value; inverted: those that have none.
PlanNode known(const std::vector<Column>& columns, bool inverted);

} // namespace muster::index
