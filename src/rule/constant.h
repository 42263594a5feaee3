// Reads and prints the constants of rules. Knows no grammar and no fields.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rule/rule.h"

namespace muster::rule {

// Digits with an optional sign, point and exponent. The result is a double when there is an
// exponent, a decimal without trailing zeros when there are decimal places, else an integer.
// nullopt when it is not a number, or has too many digits (about 18) to be stored exactly.
std::optional<Value> read_number(std::string_view text);

// A date with or without time (base/instant.h), in the years 0 to 9999, as a term. With an offset
// it is an instant, otherwise local.
std::optional<Term> read_time(std::string_view text);

// The constant as a rule contains it: 12, 'it''s', DATE '2026-02-03', NOW() - INTERVAL '1 year'.
// `type` is the type of the operand. A double for an operand of another type gets an exponent, so
// that parsing returns a double again.
std::string print_term(const Term& term, Type type);

// "2026-02-03T09:15:42", or only the date when it is a midnight.
std::string print_local(LocalTime local);

// Puts the text in quotes and doubles the quotes in it: 'it''s'.
std::string print_quoted(std::string_view text, char quote = '\'');

} // namespace muster::rule
