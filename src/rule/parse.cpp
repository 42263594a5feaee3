// A recursive descent parser: OR, AND, NOT and conditions, from the lowest precedence to the
// highest. Knows no fields and no groups.
#include "rule/parse.h"

#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "rule/constant.h"
#include "rule/interval.h"
#include "rule/lexer.h"
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

bool begins_value(const Token& token)
{
    if (token.kind == Kind::number || token.kind == Kind::text) return true;
    for (const auto* word : {"TRUE", "FALSE", "NULL", "DATE", "TIMESTAMP", "NOW", "INTERVAL"}) {
        if (token.is_word(word)) return true;
    }
    return token.is_symbol("-") || token.is_symbol("+");
}

class RuleParser {
public:
    explicit RuleParser(std::string_view text) : text_(text), lexer_(text) {}

    Result<Rule> whole_rule();

private:
    Result<Rule> disjunction();
    Result<Rule> conjunction();
    Result<Rule> inversion();
    Result<Rule> condition();
    Result<Rule> parenthesized();
    Result<Rule> membership();
    Result<Rule> constant_condition();
    Result<Rule> field_condition();
    Result<Rule> is_condition(Rule rule); // after IS
    bool at_condition_keyword() const;    // IN, BETWEEN or LIKE
    Result<Rule> keyword_condition(Rule rule);
    Result<Rule> bare_field(Rule rule);
    Result<Rule> in_condition(Rule rule);
    Result<Rule> between_condition(Rule rule);
    Result<Rule> like_condition(Rule rule);
    Result<Rule> truth_test(const Rule& field, bool wanted, bool is_negated) const;

    Result<Term> term(const std::string& after);
    Result<Term> number();
    Result<Term> moment();
    Result<Value> date_or_time(std::string_view word);
    Result<Interval> interval();

    Result<void> advance();
    Result<bool> take_word(std::string_view word);
    Result<void> expect_symbol(std::string_view symbol, const std::string& where);
    Result<void> enter_level(std::size_t offset);
    Result<Rule> finish(Rule rule) const;

    // Errors at the position of the current token.
    Failure error_here(const std::string& what) const
    {
        return error_at(text_, current_.begin, what);
    }
    Failure unexpected(const std::string& expected) const
    {
        return error_here("expected " + expected + ", found " + describe(current_));
    }

    std::string_view text_;
    Lexer lexer_;
    Token current_{};
    std::size_t last_end_ = 0; // of the token before the current one
    std::size_t depth_ = 0;
    std::size_t leaves_ = 0;
};

Result<void> RuleParser::advance()
{
    last_end_ = current_.end;
    current_ = TRY(lexer_.next());
    return {};
}

Result<bool> RuleParser::take_word(std::string_view word)
{
    if (!current_.is_word(word)) return false;
    TRY(advance());
    return true;
}

Result<void> RuleParser::expect_symbol(std::string_view symbol, const std::string& where)
{
    if (!current_.is_symbol(symbol)) {
        return unexpected("'" + std::string(symbol) + "' " + where);
    }
    return advance();
}

Result<void> RuleParser::enter_level(std::size_t offset)
{
    if (++depth_ <= limits::rule_depth) return {};
    return fail(Code::too_large, "rule",
                position_in(text_, offset) + ": parentheses and NOT nest at most " +
                    std::to_string(limits::rule_depth) + " deep");
}

// Sets the end of a condition: the end of the last token that was read.
Result<Rule> RuleParser::finish(Rule rule) const
{
    rule.end = last_end_;
    return rule;
}

Result<Rule> RuleParser::whole_rule()
{
    TRY(advance());
    auto rule = TRY(disjunction());
    if (current_.kind != Kind::end) return unexpected("AND, OR or the end");
    return rule;
}

Result<Rule> RuleParser::disjunction()
{
    std::vector<Rule> parts;
    do {
        parts.push_back(TRY(conjunction()));
    } while (TRY(take_word("OR")));
    return combine(Op::any, std::move(parts));
}

Result<Rule> RuleParser::conjunction()
{
    std::vector<Rule> parts;
    do {
        parts.push_back(TRY(inversion()));
    } while (TRY(take_word("AND")));
    return combine(Op::all, std::move(parts));
}

Result<Rule> RuleParser::inversion()
{
    const std::size_t begin = current_.begin;
    if (!TRY(take_word("NOT"))) return condition();
    TRY(enter_level(begin));
    auto rule = negation(TRY(inversion()));
    --depth_;
    rule.begin = begin;
    return rule;
}

Result<Rule> RuleParser::condition()
{
    if (current_.is_symbol("(")) return parenthesized();
    if (++leaves_ > limits::rule_nodes) {
        return fail(Code::too_large, "rule",
                    position_in(text_, current_.begin) + ": a rule has at most " +
                        std::to_string(limits::rule_nodes) +
                        " conditions; IN (…) takes any number of values as one");
    }
    if (current_.is_word("MEMBER")) return membership();
    if (current_.kind == Kind::name) return field_condition();
    if (begins_value(current_)) return constant_condition();
    if (current_.kind == Kind::word) {
        return error_here("expected a condition such as tenure < 12, found '" + current_.value +
                          "'; a field of that name is written in double quotes");
    }
    return unexpected("a condition such as tenure < 12");
}

Result<Rule> RuleParser::parenthesized()
{
    const std::size_t begin = current_.begin;
    TRY(enter_level(begin));
    TRY(advance());
    auto rule = TRY(disjunction());
    if (!current_.is_symbol(")")) {
        return unexpected("AND, OR or ')' for the '(' " + position_in(text_, begin));
    }
    TRY(advance());
    --depth_;
    if (find_comparison(current_) != nullptr) {
        return error_here("what stands in parentheses is true or false and is not compared");
    }
    return rule;
}

Result<Rule> RuleParser::membership()
{
    Rule rule;
    rule.op = Op::member_of;
    rule.begin = current_.begin;
    TRY(advance());
    if (!TRY(take_word("OF"))) return unexpected("OF after MEMBER");
    if (current_.kind == Kind::text && !current_.value.empty()) {
        rule.terms.push_back({current_.value});
    } else {
        const auto id =
            current_.kind == Kind::number ? parse_integer(current_.value) : std::nullopt;
        if (!id || *id < 1 || *id > limits::entity_id) {
            return unexpected("a group such as 'vip' or its id after MEMBER OF");
        }
        rule.group = GroupId{*id};
    }
    TRY(advance());
    return finish(std::move(rule));
}

// A condition that begins with a constant. Exchanges the sides: 12 > tenure becomes tenure < 12.
Result<Rule> RuleParser::constant_condition()
{
    Rule rule;
    rule.begin = current_.begin;
    auto constant = TRY(term("as a condition"));
    const auto* comparison = find_comparison(current_);
    if (comparison == nullptr) {
        const bool is_truth = is_null(constant.value)
                                  ? !constant.is_moment
                                  : std::holds_alternative<bool>(constant.value);
        if (!is_truth) return unexpected("a comparison with a field after the constant");
        rule.op = Op::constant;
        rule.terms.push_back(std::move(constant));
        return finish(std::move(rule));
    }
    TRY(advance());
    if (current_.kind != Kind::name) {
        return unexpected("a field after '" + std::string(comparison->symbol) + "'");
    }
    rule.op = comparison->turned;
    rule.operand = current_.value;
    rule.terms.push_back(std::move(constant));
    TRY(advance());
    return finish(std::move(rule));
}

Result<Rule> RuleParser::field_condition()
{
    Rule rule;
    rule.begin = current_.begin;
    rule.operand = current_.value;
    TRY(advance());
    if (const auto* comparison = find_comparison(current_)) {
        TRY(advance());
        rule.op = comparison->op;
        rule.terms.push_back(TRY(term("after '" + std::string(comparison->symbol) + "'")));
        return finish(std::move(rule));
    }
    if (TRY(take_word("IS"))) return is_condition(std::move(rule));
    if (!TRY(take_word("NOT"))) {
        return at_condition_keyword() ? keyword_condition(std::move(rule))
                                      : bare_field(std::move(rule));
    }
    if (!at_condition_keyword()) return unexpected("IN, BETWEEN or LIKE after NOT");
    return negation(TRY(keyword_condition(std::move(rule))));
}

bool RuleParser::at_condition_keyword() const
{
    return current_.is_word("IN") || current_.is_word("BETWEEN") || current_.is_word("LIKE");
}

Result<Rule> RuleParser::keyword_condition(Rule rule)
{
    if (TRY(take_word("IN"))) return in_condition(std::move(rule));
    if (TRY(take_word("BETWEEN"))) return between_condition(std::move(rule));
    TRY(advance());
    return like_condition(std::move(rule));
}

// A field without a comparison: a boolean field, which means that it is true.
Result<Rule> RuleParser::bare_field(Rule rule)
{
    for (const auto* symbol : {"+", "-", "*", "/"}) {
        if (!current_.is_symbol(symbol)) continue;
        return error_here("fields are not calculated with; write for example "
                          "created_at < NOW() - INTERVAL '1 year'");
    }
    if (current_.is_word("ILIKE")) {
        return error_here("texts compare exactly: use LIKE");
    }
    if (current_.is_symbol("(")) {
        return error_here("the only function is NOW()");
    }
    if (current_.kind == Kind::name || begins_value(current_)) {
        return unexpected("a comparison such as = or <, or IS, IN, BETWEEN or LIKE, after the "
                          "field");
    }
    rule.op = Op::equal;
    rule.terms.push_back({true});
    return finish(std::move(rule));
}

Result<Rule> RuleParser::is_condition(Rule rule)
{
    const bool is_negated = TRY(take_word("NOT"));
    if (TRY(take_word("TRUE"))) return truth_test(rule, true, is_negated);
    if (TRY(take_word("FALSE"))) return truth_test(rule, false, is_negated);
    if (!TRY(take_word("NULL"))) {
        return unexpected(is_negated ? "NULL, TRUE or FALSE after IS NOT"
                                     : "NULL, NOT NULL, TRUE or FALSE after IS");
    }
    rule.op = Op::is_null;
    rule.end = last_end_;
    return is_negated ? negation(std::move(rule)) : rule;
}

// IS TRUE is never unknown: it becomes x IS NOT NULL AND x = TRUE, or x IS NULL OR x = FALSE.
Result<Rule> RuleParser::truth_test(const Rule& field, bool wanted, bool is_negated) const
{
    Rule missing = field;
    missing.op = Op::is_null;
    missing.end = last_end_;
    Rule equal = missing;
    equal.op = Op::equal;
    equal.terms.push_back({wanted != is_negated});
    if (!is_negated) missing = negation(std::move(missing));
    return combine(is_negated ? Op::any : Op::all, {std::move(missing), std::move(equal)});
}

Result<Rule> RuleParser::in_condition(Rule rule)
{
    rule.op = Op::in;
    TRY(expect_symbol("(", "after IN"));
    if (current_.is_symbol(")")) return unexpected("a value in IN (…)");
    for (;;) {
        rule.terms.push_back(TRY(term("in IN (…)")));
        if (!current_.is_symbol(",")) break;
        TRY(advance());
    }
    TRY(expect_symbol(")", "or ',' after a value in IN (…)"));
    return finish(std::move(rule));
}

Result<Rule> RuleParser::between_condition(Rule rule)
{
    rule.op = Op::between;
    rule.terms.push_back(TRY(term("after BETWEEN")));
    if (!TRY(take_word("AND"))) return unexpected("AND after the first value of BETWEEN");
    rule.terms.push_back(TRY(term("after AND of BETWEEN")));
    return finish(std::move(rule));
}

Result<Rule> RuleParser::like_condition(Rule rule)
{
    rule.op = Op::like;
    rule.terms.push_back(TRY(term("after LIKE")));
    return finish(std::move(rule));
}

Result<Term> RuleParser::term(const std::string& after)
{
    if (current_.kind == Kind::number || current_.is_symbol("-") || current_.is_symbol("+")) {
        return number();
    }
    if (current_.kind == Kind::text) {
        Term text{Value{current_.value}};
        TRY(advance());
        return text;
    }
    if (current_.kind == Kind::name) {
        return error_here("expected a value " + after + ", found the name " +
                          clipped(current_.value) +
                          ": fields compare with constants only, and texts stand in single quotes");
    }
    if (TRY(take_word("TRUE"))) return Term{true};
    if (TRY(take_word("FALSE"))) return Term{false};
    if (TRY(take_word("NULL"))) return Term{};
    if (TRY(take_word("DATE"))) return Term{TRY(date_or_time("DATE"))};
    if (TRY(take_word("TIMESTAMP"))) return Term{TRY(date_or_time("TIMESTAMP"))};
    if (TRY(take_word("NOW"))) return moment();
    if (current_.is_word("INTERVAL")) {
        return error_here(
            "an interval is added to NOW(): write for example NOW() - INTERVAL '1 year'");
    }
    return unexpected("a value " + after);
}

Result<Term> RuleParser::number()
{
    const std::size_t begin = current_.begin;
    std::string digits;
    if (current_.kind == Kind::symbol) {
        digits = current_.value;
        TRY(advance());
        if (current_.kind != Kind::number) return unexpected("a number after '" + digits + "'");
    }
    digits += current_.value;
    const auto value = read_number(digits);
    if (!value) {
        return error_at(
            text_, begin,
            "the number is too long or too great; a number has at most 18 digits, or an "
            "exponent as in 1e30");
    }
    TRY(advance());
    return Term{*value};
}

Result<Value> RuleParser::date_or_time(std::string_view word)
{
    const bool is_date = word == "DATE";
    const std::string wanted = is_date ? "a date such as '2026-02-03' after DATE"
                                       : "a time such as '2026-02-03 09:15:42' after TIMESTAMP";
    if (current_.kind != Kind::text) {
        return error_here("expected " + wanted + ", found " + describe(current_) +
                          "; a field named as a word of the language is written in double quotes");
    }
    Value value;
    if (is_date) {
        if (const auto date = parse_date(current_.value)) value = *date;
    } else if (const auto time = read_time(current_.value)) {
        value = *time;
    }
    if (is_null(value)) return unexpected(wanted);
    TRY(advance());
    return value;
}

// The rest after NOW: (), and possibly an interval.
Result<Term> RuleParser::moment()
{
    TRY(expect_symbol("(", "after NOW"));
    TRY(expect_symbol(")", "after NOW("));
    Term moment;
    moment.is_moment = true;
    if (current_.is_symbol("-") || current_.is_symbol("+")) {
        const bool goes_back = current_.is_symbol("-");
        TRY(advance());
        const auto offset = TRY(interval());
        moment.offset = goes_back ? -offset : offset;
    }
    if (current_.is_symbol("-") || current_.is_symbol("+")) {
        return error_here("one interval only is added to NOW()");
    }
    return moment;
}

Result<Interval> RuleParser::interval()
{
    if (!TRY(take_word("INTERVAL"))) return unexpected("INTERVAL '…' after NOW() and a sign");
    if (current_.kind != Kind::text) return unexpected("a text such as '1 year' after INTERVAL");
    auto interval = parse_interval(current_.value);
    if (!interval) {
        interval.error().subject = "rule";
        interval.error().message =
            position_in(text_, current_.begin) + ": " + interval.error().message;
        return interval;
    }
    TRY(advance());
    return interval;
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
