// The predicates of one operand, ordered so that a change of the value finds those whose truth it
// may change: constants by value, thresholds by order. Knows no customers.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "rule/standing/predicate.h"

namespace muster::rule {

class OperandTriggers {
public:
    using Numbers = std::vector<std::uint32_t>;

    void add(std::uint32_t number, const Predicate& predicate);
    void remove(std::uint32_t number, const Predicate& predicate);

    // Appends every predicate whose truth may differ between the two values, perhaps others too,
    // and perhaps twice. Predicates that depend on time are always among them.
    void find(const Value& before, const Value& after, Numbers& found) const;

private:
    using Ordered = std::map<Value, Numbers, ValueOrder>;

    template <class Act>
    void at_each_place(std::uint32_t number, const Predicate& predicate, const Act& act);
    bool has_quick_answer(const Value& before, const Value& after) const;
    void find_all(Numbers& found) const;

    Ordered among_; // by each value that the leaf names: of among and excluding
    Ordered below_;
    Ordered above_;
    Numbers excluding_; // also in among_
    Numbers others_;
    std::array<std::size_t, 5> thresholds_{}; // in below_ and above_, by class
};

} // namespace muster::rule
