// One condition on the columns of an operand, as a node. Knows no rules and no filters.
#pragma once

#include <span>

#include "index/columns/column.h"
#include "index/plan/plan.h"

namespace muster::index {

struct Condition {
    enum class Op { equal, less, less_or_equal, greater, greater_or_equal, like, contains, folded };
    Op op = Op::equal;
    std::vector<model::Value> wanted; // equal: to one of them; else just one
    Dates dates = Dates::apart;
};

// Whom the condition is said of.
enum class Said {
    of_some,        // those who have a value that fulfils it
    of_others,      // those who have a value that does not
    of_all_but_some // everybody but those of the first
};

// What it will remember of texts is taken from the bytes left.
Node node_of(const std::vector<Column>& columns, const Condition& condition, Said said,
             std::size_t& bytes_left);
// Those who have any value; inverted: no value.
Node known(const std::vector<Column>& columns, bool inverted);

} // namespace muster::index
