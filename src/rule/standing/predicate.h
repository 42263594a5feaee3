// The conditions of rules as standing groups see them: a leaf of a rule, and the truth that a group
// wants of it. The only place that tells the forms of leaves apart. A form that it does not know
// is evaluated whenever its operand changes, so a new form needs no change here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rule/rule.h"

namespace muster::rule {

struct Predicate {
    Rule leaf;                 // neither AND, OR nor NOT
    Truth wanted = Truth::yes; // yes or no: a predicate is true when the leaf has this truth
};

// What the truth of a leaf depends on, besides time.
enum class PredicateInput : std::uint8_t { nothing, operand, membership };
PredicateInput input_of(const Rule& leaf);

// The group when the leaf only says whether the customer is in it, else 0.
GroupId group_of(const Rule& leaf);

// How the truth of a predicate depends on the value of its operand. It is false without a value,
// except for `other`.
enum class PredicateForm : std::uint8_t {
    below,     // true up to a constant or moment, false above it
    above,     // false below it, true above it
    among,     // true only for values that the leaf names
    excluding, // true for all values but those that the leaf names
    other,     // anything else
};
PredicateForm form_of(const Predicate& predicate);

// Equal texts: the predicates are equal.
std::string identity_of(const Predicate& predicate);

// Values are comparable within a class only.
enum class ValueClass : std::uint8_t { none, number, text, time, boolean };
ValueClass class_of(const Value& value);

// Whether the term is a constant whose order and equality with values decide. A date is compared
// with an instant in a time zone.
bool has_plain_value(const Rule& leaf, const Term& term);

// By class, then by value; dates are ordered as their midnights.
struct ValueOrder {
    bool operator()(const Value& a, const Value& b) const;
};

// A rule in normal form: nodes in preorder, NOT moved down into the predicates. Predicates are
// numbers that the owner of the program gives them.
struct ProgramNode {
    enum class Op : std::uint8_t { all, any, predicate };
    Op op = Op::all;
    std::uint32_t number = 0; // of the predicate
    std::uint32_t end = 0;    // the node behind this one and its parts
};
using Program = std::vector<ProgramNode>;

// `number_of` numbers a predicate: std::uint32_t(Predicate).
template <class NumberOf>
Program program_of(const Rule& rule, const NumberOf& number_of);

// The truth of the node at `at`, which then is behind it. Evaluates parts until one decides.
template <class TruthOf>
bool run(const Program& program, std::size_t& at, const TruthOf& truth_of)
{
    const ProgramNode node = program[at++];
    if (node.op == ProgramNode::Op::predicate) return truth_of(node.number);
    const bool decisive = node.op == ProgramNode::Op::any;
    bool result = !decisive;
    while (at < node.end && result != decisive) result = run(program, at, truth_of);
    at = node.end;
    return result;
}

// Implementation of program_of().
struct NormalRule {
    ProgramNode::Op op = ProgramNode::Op::all;
    Predicate predicate{};           // of op predicate
    std::vector<NormalRule> parts{}; // of all and any; cheap ones first
    int cost = 1;
};
NormalRule normal_form(const Rule& rule, bool negated = false);

template <class NumberOf>
void append(const NormalRule& rule, const NumberOf& number_of, Program& program)
{
    const std::size_t place = program.size();
    program.push_back({rule.op, 0, 0});
    if (rule.op == ProgramNode::Op::predicate) program[place].number = number_of(rule.predicate);
    for (const auto& part : rule.parts) append(part, number_of, program);
    program[place].end = static_cast<std::uint32_t>(program.size());
}

template <class NumberOf>
Program program_of(const Rule& rule, const NumberOf& number_of)
{
    Program program;
    append(normal_form(rule), number_of, program);
    return program;
}

} // namespace muster::rule
