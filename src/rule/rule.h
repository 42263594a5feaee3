// A rule: the condition of an SQL WHERE over customers, as a typed tree (docs/rules.md). Made by
// parse and check, changed by nobody; knows no API and no storage.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/entities.h"
#include "model/rule_ref.h"
#include "model/value.h"

namespace muster::rule {

using namespace model; // rules speak of customers, groups and values by their plain names

// Three-valued logic: unknown is what a comparison with a missing value gives.
enum class Truth : std::uint8_t { no, unknown, yes };

// What is added to NOW(): calendar months, then days, then microseconds, each of either sign.
struct Interval {
    std::int64_t months = 0;
    std::int64_t days = 0;
    std::int64_t microseconds = 0;
    friend bool operator==(const Interval&, const Interval&) = default;
};

// The right side of a comparison: a constant, or a moment that moves with time. Checked, a constant
// is null (NULL) or, by the type of the operand,
//   text, enumeration: text           boolean: bool            number: double
//   integer: integer, or a decimal with places that no integer equals (tenure < 12.5)
//   decimal: decimal, at the scale of the field unless it has more places or is too great for it
//   date: date, or a time that is no midnight                  datetime: time
// and only date and datetime compare with moments. A date stands for its midnight in UTC.
struct Term {
    Value value;
    bool is_moment = false; // NOW() + offset, whatever value says
    Interval offset{};
    friend bool operator==(const Term&, const Term&) = default;
};

struct Rule {
    enum class Op : std::uint8_t {
        all,              // every part
        any,              // some part
        negate,           // not the one part
        constant,         // terms[0]: TRUE, FALSE, or NULL, which is unknown
        equal,            // terms[0]
        not_equal,        // terms[0]
        less,             // terms[0]
        less_or_equal,    // terms[0]
        greater,          // terms[0]
        greater_or_equal, // terms[0]
        between,          // terms[0] <= operand <= terms[1]
        in,               // equal to one of the terms; there is at least one
        like,             // terms[0] is the pattern: % any text, _ one character, \ escapes
        is_null,          // never unknown
        member_of,        // live member of `group`, by hand or by its rule; never unknown. Before
                          // the check terms[0] may hold the name that was written for it
    };

    Op op = Op::all;
    std::string operand;    // "email", "fields.tenure"; before the check as written
    Type type = Type::text; // of the operand
    std::vector<Term> terms{};
    GroupId group{};
    std::vector<Rule> parts{};
    std::size_t begin = 0; // bytes of the text it was read from: [begin, end)
    std::size_t end = 0;
};

} // namespace muster::rule
