// Parses one condition of a rule, without AND, OR and NOT: city IN ('Leeds', 'York'). Knows no
// fields and no groups.
#pragma once

#include "rule/rule.h"
#include "rule/term_parser.h"
#include "rule/token_reader.h"

namespace muster::rule {

// Whether the token is =, <> or another comparison.
bool is_comparison(const Token& token);

class ConditionParser {
public:
    explicit ConditionParser(TokenReader& tokens) : tokens_(tokens), terms_(tokens) {}

    Result<Rule> condition();

private:
    Result<Rule> membership();
    Result<void> read_since(Rule& rule);
    Result<Rule> constant_condition();
    Result<Rule> item_condition(Rule rule);  // after 'vip' = ANY
    Result<Rule> array_condition(Rule rule); // after ARRAY
    Result<Rule> field_condition();
    Result<Rule> removed_condition(Rule rule); // after REMOVED
    Result<Rule> comparison_condition(Rule rule);
    Result<Rule> list_condition(Rule rule);
    Result<Rule> is_condition(Rule rule); // after IS
    bool at_condition_keyword() const;    // IN, BETWEEN, LIKE or ILIKE
    Result<Rule> keyword_condition(Rule rule);
    Result<Rule> bare_field(Rule rule);
    Result<Rule> in_condition(Rule rule);
    Result<Rule> between_condition(Rule rule);
    Result<Rule> like_condition(Rule rule);
    Result<Rule> truth_test(const Rule& field, bool wanted, bool is_negated) const;

    Result<void> read_function(Rule& rule);
    Result<void> read_field(Rule& rule, const std::string& where);
    Result<Rule> finish(Rule rule) const;

    TokenReader& tokens_;
    TermParser terms_;
};

} // namespace muster::rule
