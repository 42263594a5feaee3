// Parses the constants of rules: 12, 'it''s', DATE '2026-02-03', NOW() - INTERVAL '1 year'. Knows
// no conditions.
#pragma once

#include <string>

#include "rule/rule.h"
#include "rule/token_reader.h"

namespace muster::rule {

// Whether a constant begins with the token.
bool begins_term(const Token& token);

class TermParser {
public:
    explicit TermParser(TokenReader& tokens) : tokens_(tokens) {}

    // `after` says where the constant stands, for error messages: "after '<'".
    Result<Term> term(const std::string& after);
    // (MONTH FROM after EXTRACT.
    Result<Function> part_from();
    // ['vip', 'new'] after ARRAY.
    Result<std::vector<Term>> array_items();

private:
    Result<Term> number();
    Result<Term> text();
    // NOW() and what may follow it.
    Result<Term> now();
    Result<Term> today();
    Result<Term> truncated();
    Result<Term> part_of_moment();
    // A sign and an interval, or nothing. `takes_days`: also a number of days.
    Result<Interval> offset(bool takes_days = false);
    Result<Term> named(const std::string& after);
    Result<Term> date_or_time(std::string_view word);
    Result<Interval> interval();
    Result<Interval> interval_in(const std::string& text); // of the current token

    TokenReader& tokens_;
};

} // namespace muster::rule
