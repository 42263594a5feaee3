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
    Result<Term> moment();
    Result<Term> part_of_moment();
    Result<Term> named(const std::string& after);
    Result<Value> date_or_time(std::string_view word);
    Result<Interval> interval();

    TokenReader& tokens_;
};

} // namespace muster::rule
