// A recursive descent parser: OR, AND, NOT and parentheses, from the lowest precedence to the
// highest. Knows no single condition, no fields and no groups.
#include "rule/parse.h"

#include "base/limits.h"
#include "base/text.h"
#include "rule/condition_parser.h"
#include "rule/rule_analysis.h"

namespace muster::rule {

namespace {

using Op = Rule::Op;

class RuleParser {
public:
    explicit RuleParser(std::string_view text) : tokens_(text), conditions_(tokens_) {}

    Result<Rule> whole_rule();

private:
    Result<Rule> disjunction();
    Result<Rule> conjunction();
    Result<Rule> inversion();
    Result<Rule> part();
    Result<Rule> parenthesized();
    Result<void> enter_level(std::size_t offset);

    TokenReader tokens_;
    ConditionParser conditions_;
    std::size_t depth_ = 0;
    std::size_t leaves_ = 0;
};

Result<void> RuleParser::enter_level(std::size_t offset)
{
    if (++depth_ <= limits::rule_depth) return {};
    return fail(Code::too_large, "rule",
                position_in(tokens_.text(), offset) + ": parentheses and NOT nest at most " +
                    std::to_string(limits::rule_depth) + " deep");
}

Result<Rule> RuleParser::whole_rule()
{
    TRY(tokens_.advance());
    auto rule = TRY(disjunction());
    if (tokens_.current().kind != Token::Kind::end) return tokens_.unexpected("AND, OR or the end");
    return rule;
}

Result<Rule> RuleParser::disjunction()
{
    std::vector<Rule> parts;
    do {
        parts.push_back(TRY(conjunction()));
    } while (TRY(tokens_.take_word("OR")));
    return combine(Op::any, std::move(parts));
}

Result<Rule> RuleParser::conjunction()
{
    std::vector<Rule> parts;
    do {
        parts.push_back(TRY(inversion()));
    } while (TRY(tokens_.take_word("AND")));
    return combine(Op::all, std::move(parts));
}

Result<Rule> RuleParser::inversion()
{
    const std::size_t begin = tokens_.current().begin;
    if (!TRY(tokens_.take_word("NOT"))) return part();
    TRY(enter_level(begin));
    const bool is_membership = tokens_.current().is_word("MEMBER");
    auto rule = TRY(inversion());
    --depth_;
    // MEMBER OF ANY is home_group_id IS NOT NULL, and with NOT before it home_group_id IS NULL.
    const bool is_of_any = is_membership && rule.op == Op::negate;
    rule = is_of_any ? Rule(rule.parts.front()) : negation(std::move(rule));
    rule.begin = begin;
    return rule;
}

Result<Rule> RuleParser::part()
{
    if (tokens_.current().is_symbol("(")) return parenthesized();
    if (++leaves_ > limits::rule_nodes) {
        return fail(Code::too_large, "rule",
                    position_in(tokens_.text(), tokens_.current().begin) + ": a rule has at most " +
                        std::to_string(limits::rule_nodes) +
                        " conditions; IN (…) takes any number of values as one");
    }
    return conditions_.condition();
}

Result<Rule> RuleParser::parenthesized()
{
    const std::size_t begin = tokens_.current().begin;
    TRY(enter_level(begin));
    TRY(tokens_.advance());
    auto rule = TRY(disjunction());
    if (!tokens_.current().is_symbol(")")) {
        return tokens_.unexpected("AND, OR or ')' for the '(' " +
                                  position_in(tokens_.text(), begin));
    }
    TRY(tokens_.advance());
    --depth_;
    if (is_comparison(tokens_.current())) {
        return tokens_.error_here(
            "what stands in parentheses is true or false and is not compared");
    }
    return rule;
}

} // namespace

Result<Rule> parse(std::string_view text)
{
    if (text.size() > limits::rule_bytes) {
        return fail(Code::too_large, "rule",
                    "a rule has at most " + std::to_string(limits::rule_bytes) + " bytes");
    }
    if (!is_utf8(text)) return fail(Code::invalid_value, "rule", "the rule is not valid UTF-8");
    if (const auto nul = text.find('\0'); nul != text.npos) {
        return error_at(text, nul, "control character 0 in the rule");
    }
    auto rule = TRY(RuleParser(text).whole_rule());
    TRY(check_size(rule));
    return rule;
}

} // namespace muster::rule
