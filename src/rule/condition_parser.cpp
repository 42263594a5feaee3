// One function for each form of condition. Knows no fields and no groups: names stay as written.
#include "rule/condition_parser.h"

#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "rule/function.h"
#include "rule/rule_analysis.h"

namespace muster::rule {

namespace {

using Op = Rule::Op;
using Kind = Token::Kind;

struct ComparisonOperator {
    std::string_view symbol;
    Op op;
    Op turned; // the operator when its two sides are exchanged
};

constexpr std::array<ComparisonOperator, 7> comparisons{{
    {"=", Op::equal, Op::equal},
    {"<>", Op::not_equal, Op::not_equal},
    {"!=", Op::not_equal, Op::not_equal},
    {"<", Op::less, Op::greater},
    {"<=", Op::less_or_equal, Op::greater_or_equal},
    {">", Op::greater, Op::less},
    {">=", Op::greater_or_equal, Op::less_or_equal},
}};

const ComparisonOperator* find_comparison(const Token& token)
{
    for (const auto& comparison : comparisons) {
        if (token.is_symbol(comparison.symbol)) return &comparison;
    }
    return nullptr;
}

} // namespace

bool is_comparison(const Token& token) { return find_comparison(token) != nullptr; }

Result<Rule> ConditionParser::condition()
{
    const auto& next = tokens_.current();
    if (next.is_word("MEMBER")) return membership();
    if (next.kind == Kind::name) return field_condition();
    if (begins_term(next)) return constant_condition();
    if (next.kind == Kind::word) {
        return tokens_.error_here("expected a condition such as tenure < 12, found '" + next.value +
                                  "'; a field of that name is written in double quotes");
    }
    return tokens_.unexpected("a condition such as tenure < 12");
}

// Sets the end of a condition: the end of the last token that was read.
Result<Rule> ConditionParser::finish(Rule rule) const
{
    rule.end = tokens_.last_end();
    return rule;
}

Result<Rule> ConditionParser::membership()
{
    Rule rule;
    rule.op = Op::member_of;
    rule.begin = tokens_.current().begin;
    TRY(tokens_.advance());
    if (!TRY(tokens_.take_word("OF"))) return tokens_.unexpected("OF after MEMBER");
    if (TRY(tokens_.take_name("ANY"))) {
        // A customer has a home group as long as it is in any group that customers are added to.
        rule.op = Op::is_null;
        rule.operand = "home_group_id";
        rule = TRY(finish(std::move(rule)));
        if (!tokens_.current().is_name("SINCE")) return negation(std::move(rule));
        return tokens_.error_here("SINCE is about one group: write MEMBER OF 'vip' SINCE … OR "
                                  "MEMBER OF 'new' SINCE …");
    }
    std::optional<Term> name;
    if (tokens_.current().kind == Kind::text && !tokens_.current().value.empty()) {
        name = Term{tokens_.current().value};
    } else {
        const auto id = tokens_.current().kind == Kind::number
                            ? parse_integer(tokens_.current().value)
                            : std::nullopt;
        if (!id || *id < 1 || *id > limits::entity_id) {
            return tokens_.unexpected("a group such as 'vip' or its id, or ANY, after MEMBER OF");
        }
        rule.group = GroupId{*id};
    }
    TRY(tokens_.advance());
    if (TRY(tokens_.take_name("SINCE"))) TRY(read_since(rule));
    if (name) rule.terms.push_back(*std::move(name));
    return finish(std::move(rule));
}

// After SINCE.
Result<void> ConditionParser::read_since(Rule& rule)
{
    const bool is_before = tokens_.current().is_name("BEFORE");
    if (!is_before && !tokens_.current().is_name("AFTER")) {
        return tokens_.unexpected("BEFORE or AFTER and a moment such as NOW() - INTERVAL "
                                  "'30 days' after SINCE");
    }
    rule.op = is_before ? Op::since_before : Op::since_after;
    TRY(tokens_.advance());
    rule.terms.push_back(TRY(terms_.term(is_before ? "after SINCE BEFORE" : "after SINCE AFTER")));
    return {};
}

Result<void> ConditionParser::read_field(Rule& rule, const std::string& where)
{
    if (tokens_.current().kind != Kind::name) return tokens_.unexpected("a field " + where);
    rule.operand = tokens_.current().value;
    return tokens_.advance();
}

// After the name of the function, which is in rule.operand.
Result<void> ConditionParser::read_function(Rule& rule)
{
    const std::string name = rule.operand;
    if (equal_ignoring_ascii_case(name, extract_name)) {
        rule.function = TRY(terms_.part_from());
        TRY(read_field(rule, "in EXTRACT(…)"));
        return tokens_.expect_symbol(")", "after the field in EXTRACT(…)");
    }
    const auto* form = find_function(name);
    if (form == nullptr || form->kind == FunctionKind::part) {
        return tokens_.error_here("no function is called " + clipped(name) + "; there are " +
                                  std::string(function_names));
    }
    TRY(tokens_.expect_symbol("(", "after " + name));
    rule.function = form->function;
    TRY(read_field(rule, "in " + name + "(…)"));
    if (rule.function == Function::numeric) {
        const bool is_cast = TRY(tokens_.take_name("AS")) && TRY(tokens_.take_name("NUMERIC"));
        if (!is_cast) return tokens_.unexpected("AS NUMERIC in CAST(… AS NUMERIC)");
    }
    return tokens_.expect_symbol(")", "after the field in " + name + "(…)");
}

// A condition that begins with a constant. Exchanges the sides: 12 > tenure becomes tenure < 12.
Result<Rule> ConditionParser::constant_condition()
{
    Rule rule;
    rule.begin = tokens_.current().begin;
    auto constant = TRY(terms_.term("as a condition"));
    const auto* comparison = find_comparison(tokens_.current());
    if (comparison == nullptr) {
        const bool is_truth = is_null(constant.value)
                                  ? !constant.is_moment
                                  : std::holds_alternative<bool>(constant.value);
        if (!is_truth) return tokens_.unexpected("a comparison with a field after the constant");
        rule.op = Op::constant;
        rule.terms.push_back(std::move(constant));
        return finish(std::move(rule));
    }
    TRY(tokens_.advance());
    if (tokens_.current().kind != Kind::name) {
        return tokens_.unexpected("a field after '" + std::string(comparison->symbol) + "'");
    }
    rule.op = comparison->turned;
    rule.terms.push_back(std::move(constant));
    TRY(read_field(rule, {}));
    if (!tokens_.current().is_symbol("(")) return finish(std::move(rule));
    for (const auto& [name, op] : {std::pair{"ANY", Op::equal}, {"ALL", Op::not_equal}}) {
        if (rule.op == op && equal_ignoring_ascii_case(rule.operand, name)) {
            return item_condition(std::move(rule));
        }
    }
    TRY(read_function(rule));
    return finish(std::move(rule));
}

// 'vip' = ANY(tags) is tags && ARRAY['vip'], and 'vip' <> ALL(tags) is its negation.
Result<Rule> ConditionParser::item_condition(Rule rule)
{
    const bool is_negated = rule.op == Op::not_equal;
    TRY(tokens_.advance());
    TRY(read_field(rule, "in parentheses that is a list"));
    TRY(tokens_.expect_symbol(")", "after the list"));
    rule.op = Op::overlaps;
    rule = TRY(finish(std::move(rule)));
    return is_negated ? negation(std::move(rule)) : rule;
}

// ARRAY['vip'] && tags and ARRAY['vip'] <@ tags: the sides are exchanged.
Result<Rule> ConditionParser::array_condition(Rule rule)
{
    rule.terms = TRY(terms_.array_items());
    const bool is_overlap = tokens_.current().is_symbol("&&");
    if (!is_overlap && !tokens_.current().is_symbol("<@")) {
        return tokens_.unexpected("&& or <@ after ARRAY[…]");
    }
    TRY(tokens_.advance());
    rule.op = is_overlap ? Op::overlaps : Op::contains_all;
    TRY(read_field(rule, "that is a list"));
    return finish(std::move(rule));
}

// After a field: && ARRAY[…] or @> ARRAY[…].
Result<Rule> ConditionParser::list_condition(Rule rule)
{
    const std::string symbol = tokens_.current().value;
    rule.op = symbol == "&&" ? Op::overlaps : Op::contains_all;
    TRY(tokens_.advance());
    if (!TRY(tokens_.take_name("ARRAY"))) {
        return tokens_.unexpected("ARRAY['…'] after '" + symbol + "'" +
                                  (symbol == "&&" ? " (both conditions is written AND)" : ""));
    }
    rule.terms = TRY(terms_.array_items());
    return finish(std::move(rule));
}

Result<Rule> ConditionParser::comparison_condition(Rule rule)
{
    const auto& comparison = *find_comparison(tokens_.current());
    TRY(tokens_.advance());
    rule.op = comparison.op;
    rule.terms.push_back(TRY(terms_.term("after '" + std::string(comparison.symbol) + "'")));
    return finish(std::move(rule));
}

Result<Rule> ConditionParser::field_condition()
{
    Rule rule;
    rule.begin = tokens_.current().begin;
    TRY(read_field(rule, "in the condition"));
    if (tokens_.current().is_symbol("(")) {
        if (equal_ignoring_ascii_case(rule.operand, "removed")) {
            return removed_condition(std::move(rule));
        }
        TRY(read_function(rule));
    }
    if (is_comparison(tokens_.current())) return comparison_condition(std::move(rule));
    const bool is_plain = rule.function == Function::none;
    if (tokens_.current().is_symbol("[") && is_plain &&
        equal_ignoring_ascii_case(rule.operand, "ARRAY")) {
        return array_condition(std::move(rule));
    }
    if (is_plain && (tokens_.current().is_symbol("&&") || tokens_.current().is_symbol("@>"))) {
        return list_condition(std::move(rule));
    }
    if (TRY(tokens_.take_word("IS"))) return is_condition(std::move(rule));
    if (!TRY(tokens_.take_word("NOT"))) {
        return at_condition_keyword() ? keyword_condition(std::move(rule))
                                      : bare_field(std::move(rule));
    }
    if (!at_condition_keyword()) return tokens_.unexpected("IN, BETWEEN, LIKE or ILIKE after NOT");
    return negation(TRY(keyword_condition(std::move(rule))));
}

// A condition that named a group or a field that was removed since. REMOVED is no word of the
// language, so that a field may be called so.
Result<Rule> ConditionParser::removed_condition(Rule rule)
{
    TRY(tokens_.advance());
    if (tokens_.current().kind != Kind::text) {
        return tokens_.unexpected("the removed condition in quotes");
    }
    rule.op = Op::constant;
    rule.operand.clear();
    rule.terms = {Term{}, Term{tokens_.current().value}};
    TRY(tokens_.advance());
    TRY(tokens_.expect_symbol(")", "after the removed condition"));
    return finish(std::move(rule));
}

bool ConditionParser::at_condition_keyword() const
{
    const auto is_next = [&](std::string_view word) { return tokens_.current().is_word(word); };
    return is_next("IN") || is_next("BETWEEN") || is_next("LIKE") || is_next("ILIKE");
}

Result<Rule> ConditionParser::keyword_condition(Rule rule)
{
    if (TRY(tokens_.take_word("IN"))) return in_condition(std::move(rule));
    if (TRY(tokens_.take_word("BETWEEN"))) return between_condition(std::move(rule));
    return like_condition(std::move(rule));
}

// A field without a comparison: a boolean field, which means that it is true.
Result<Rule> ConditionParser::bare_field(Rule rule)
{
    for (const auto* symbol : {"+", "-", "*", "/"}) {
        if (!tokens_.current().is_symbol(symbol)) continue;
        return tokens_.error_here("fields are not calculated with; write for example "
                                  "created_at < NOW() - INTERVAL '1 year'");
    }
    if (tokens_.current().is_symbol("<@")) {
        return tokens_.error_here("a list contains others: write tags @> ARRAY['vip', 'new']");
    }
    if (tokens_.current().kind == Kind::name || begins_term(tokens_.current())) {
        return tokens_.unexpected(
            "a comparison such as = or <, or IS, IN, BETWEEN or LIKE, after the "
            "field");
    }
    rule.op = Op::equal;
    rule.terms.push_back({true});
    return finish(std::move(rule));
}

Result<Rule> ConditionParser::is_condition(Rule rule)
{
    const bool is_negated = TRY(tokens_.take_word("NOT"));
    if (TRY(tokens_.take_word("TRUE"))) return truth_test(rule, true, is_negated);
    if (TRY(tokens_.take_word("FALSE"))) return truth_test(rule, false, is_negated);
    if (!TRY(tokens_.take_word("NULL"))) {
        return tokens_.unexpected(is_negated ? "NULL, TRUE or FALSE after IS NOT"
                                             : "NULL, NOT NULL, TRUE or FALSE after IS");
    }
    rule.op = Op::is_null;
    rule.end = tokens_.last_end();
    return is_negated ? negation(std::move(rule)) : rule;
}

// IS TRUE is never unknown: it becomes x IS NOT NULL AND x = TRUE, or x IS NULL OR x = FALSE.
Result<Rule> ConditionParser::truth_test(const Rule& field, bool wanted, bool is_negated) const
{
    Rule missing = field;
    missing.op = Op::is_null;
    missing.end = tokens_.last_end();
    Rule equal = missing;
    equal.op = Op::equal;
    equal.terms.push_back({wanted != is_negated});
    if (!is_negated) missing = negation(std::move(missing));
    return combine(is_negated ? Op::any : Op::all, {std::move(missing), std::move(equal)});
}

Result<Rule> ConditionParser::in_condition(Rule rule)
{
    rule.op = Op::in;
    TRY(tokens_.expect_symbol("(", "after IN"));
    if (tokens_.current().is_symbol(")")) return tokens_.unexpected("a value in IN (…)");
    for (;;) {
        rule.terms.push_back(TRY(terms_.term("in IN (…)")));
        if (!tokens_.current().is_symbol(",")) break;
        TRY(tokens_.advance());
    }
    TRY(tokens_.expect_symbol(")", "or ',' after a value in IN (…)"));
    return finish(std::move(rule));
}

Result<Rule> ConditionParser::between_condition(Rule rule)
{
    rule.op = Op::between;
    rule.terms.push_back(TRY(terms_.term("after BETWEEN")));
    if (!TRY(tokens_.take_word("AND")))
        return tokens_.unexpected("AND after the first value of BETWEEN");
    rule.terms.push_back(TRY(terms_.term("after AND of BETWEEN")));
    return finish(std::move(rule));
}

Result<Rule> ConditionParser::like_condition(Rule rule)
{
    const std::string word = tokens_.current().value;
    rule.op = word == "LIKE" ? Op::like : Op::ilike;
    TRY(tokens_.advance());
    rule.terms.push_back(TRY(terms_.term("after " + word)));
    return finish(std::move(rule));
}

} // namespace muster::rule
