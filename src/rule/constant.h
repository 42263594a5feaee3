// Constants of rules as text. Knows no grammar and no fields.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rule/rule.h"

namespace muster::rule {

// An optional sign and digits: an integer, a decimal without idle zeros, or with an exponent a
// double. Nothing when it is no number, or cannot be kept exactly (more than 18 digits).
std::optional<Value> read_number(std::string_view text);

// A date with or without time (base/instant.h), in the years 0 to 9999.
std::optional<Time> read_time(std::string_view text);

// As it stands in a rule: 12, 'it''s', DATE '2026-02-03', NOW() - INTERVAL '1 year'. `type` is that
// of the operand: only doubles that stand for themselves need no exponent.
std::string print_term(const Term& term, Type type);

// 'it''s'
std::string print_quoted(std::string_view text, char quote = '\'');

} // namespace muster::rule
