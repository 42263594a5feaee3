// A rule: the condition of an SQL WHERE over customers, as a typed tree (docs/rules.md). It is
// built by parse() and check() and not changed afterwards. Knows no API and no storage.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time_zone.h"
#include "model/entities.h"
#include "model/rule_ref.h"
#include "model/value.h"

namespace muster::rule {

using namespace model; // this room uses customers, groups and values everywhere

// The three-valued logic of SQL: a comparison with a missing value is unknown.
enum class Truth : std::uint8_t { no, unknown, yes };

// A span that is added to NOW(): calendar months, then days, then microseconds. Each may be
// negative.
struct Interval {
    std::int64_t months = 0;
    std::int64_t days = 0;
    std::int64_t microseconds = 0;
    friend bool operator==(const Interval&, const Interval&) = default;
};

// A function of the operand: what it compares is the value of the function.
enum class Function : std::uint8_t {
    none,
    lower,   // of a text, LOWER(city)
    upper,   // of a text
    numeric, // of a text: CAST(spent AS NUMERIC), unknown for a text that is not a number
    // Parts of a date, or of a time in the tenant's zone: EXTRACT(MONTH FROM birth_date).
    year,
    quarter,
    month,
    week, // as in ISO 8601: the week of a year's first Thursday is its week 1
    day,
    doy,    // 1 to 366
    dow,    // 0 is Sunday
    isodow, // 7 is Sunday
};

// The right side of a comparison: a constant, or a moment relative to NOW(). In a checked rule, a
// constant is null (NULL) or has a type that depends on the type of the operand:
//   text, enumeration: text           boolean: bool            number: double
//   integer: integer; decimal when the constant has decimal places (tenure < 12.5)
//   decimal: decimal with the scale of the field; with its own when that loses digits
//   date: date; time when the constant is not a midnight       datetime: time
//   list: text, which is one item
// Only date and datetime operands compare with moments.
//
// Dates, CURRENT_DATE and times without an offset are local: they are read in the tenant's time
// zone, which a checked leaf has. Beside a date operand they stay local, and their value is as in
// UTC. All other times are instants; a date operand compares with them as its local midnight.
struct Term {
    Value value;
    bool is_moment = false; // then the term is NOW() + offset, and value is ignored
    Interval offset{};
    // Of a moment: DATE_TRUNC(unit, NOW() + inner) + offset.
    Function truncated = Function::none;
    Interval inner{};
    bool is_bytewise = false;       // '100' COLLATE "C": a number is compared as a text on purpose
    Function part = Function::none; // of a moment: EXTRACT(MONTH FROM NOW()), an integer
    bool is_today = false; // a moment that is CURRENT_DATE + offset; `truncated` is then day
    std::optional<LocalTime> local{}; // of a time without an offset: as it is written
    friend bool operator==(const Term&, const Term&) = default;
};

struct Rule {
    enum class Op : std::uint8_t {
        all,              // every part
        any,              // some part
        negate,           // not the one part
        constant,         // terms[0]: TRUE, FALSE, or NULL (unknown); [1]: REMOVED('the condition')
        equal,            // terms[0]
        not_equal,        // terms[0]
        less,             // terms[0]
        less_or_equal,    // terms[0]
        greater,          // terms[0]
        greater_or_equal, // terms[0]
        between,          // terms[0] <= operand <= terms[1]
        in,               // equal to one of the terms; there is at least one
        like,             // terms[0] is the pattern: % any text, _ one character, \ escapes
        ilike,            // the same with both sides in lower case
        is_null,          // never unknown
        member_of,        // live member of the static or dynamic `group`; never unknown
        since_before,     // live member of the static `group` since a time before terms[0]; the
                          // operand is since_operand(); never unknown
        since_after,      // the same, since a time after terms[0]
        overlaps,         // the list has one of the terms as an item
        contains_all,     // the list has each of the terms as an item
    };

    Op op = Op::all;
    std::string operand;    // "email", "fields.tenure"; before the check, as written
    Type type = Type::text; // of the operand
    Function function = Function::none;
    const TimeZone* zone = nullptr; // of the tenant, in a checked leaf; nullptr: UTC
    std::vector<Term> terms{};
    GroupId group{}; // before the check it may be 0: then the last of `terms` has its name
    std::vector<Rule> parts{};
    std::size_t begin = 0; // the bytes [begin, end) of the parsed text
    std::size_t end = 0;
};

} // namespace muster::rule
