// Recursive descent: OR over AND over NOT over conditions. Knows no fields and no groups.
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

struct Comparison {
    std::string_view symbol;
    Op op;
    Op turned; // with its sides exchanged
};

constexpr std::array<Comparison, 7> comparisons{{
    {"=", Op::equal, Op::equal},
    {"<>", Op::not_equal, Op::not_equal},
    {"!=", Op::not_equal, Op::not_equal},
    {"<", Op::less, Op::greater},
    {"<=", Op::less_or_equal, Op::greater_or_equal},
    {">", Op::greater, Op::less},
    {">=", Op::greater_or_equal, Op::less_or_equal},
}};

const Comparison* find_comparison(const Token& token)
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

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text), lexer_(text) {}

    Result<Rule> whole();

private:
    Result<Rule> disjunction();
    Result<Rule> conjunction();
    Result<Rule> inversion();
    Result<Rule> condition();
    Result<Rule> parenthesised();
    Result<Rule> membership();
    Result<Rule> about_constant();
    Result<Rule> about_field();
    Result<Rule> tested(Rule rule); // behind IS
    bool is_tested() const;         // by a word that may have NOT before it
    Result<Rule> compared_otherwise(Rule rule);
    Result<Rule> alone(Rule rule);
    Result<Rule> listed(Rule rule);
    Result<Rule> ranged(Rule rule);
    Result<Rule> patterned(Rule rule);
    Result<Rule> truth_test(const Rule& field, bool wanted, bool is_negated) const;

    Result<Term> term(const std::string& after);
    Result<Term> number();
    Result<Term> moment();
    Result<Value> dated(std::string_view word);
    Result<Interval> interval();

    Result<void> advance();
    Result<bool> take_word(std::string_view word);
    Result<void> expect_symbol(std::string_view symbol, const std::string& where);
    Result<void> deepen(std::size_t offset);
    Result<Rule> finish(Rule rule) const;

    Failure unexpected(const std::string& expected) const
    {
        return wrong(text_, current_.begin,
                     "expected " + expected + ", found " + describe(current_));
    }

    std::string_view text_;
    Lexer lexer_;
    Token current_{};
    std::size_t last_end_ = 0; // of the token before the current one
    std::size_t depth_ = 0;
    std::size_t leaves_ = 0;
};

Result<void> Parser::advance()
{
    last_end_ = current_.end;
    current_ = TRY(lexer_.next());
    return {};
}

Result<bool> Parser::take_word(std::string_view word)
{
    if (!current_.is_word(word)) return false;
    TRY(advance());
    return true;
}

Result<void> Parser::expect_symbol(std::string_view symbol, const std::string& where)
{
    if (!current_.is_symbol(symbol)) {
        return unexpected("'" + std::string(symbol) + "' " + where);
    }
    return advance();
}

Result<void> Parser::deepen(std::size_t offset)
{
    if (++depth_ <= limits::rule_depth) return {};
    return fail(Code::too_large, "rule",
                place_in(text_, offset) + ": parentheses and NOT nest at most " +
                    std::to_string(limits::rule_depth) + " deep");
}

// A condition that ends before the current token.
Result<Rule> Parser::finish(Rule rule) const
{
    rule.end = last_end_;
    return rule;
}

Result<Rule> Parser::whole()
{
    TRY(advance());
    auto rule = TRY(disjunction());
    if (current_.kind != Kind::end) return unexpected("AND, OR or the end");
    return rule;
}

Result<Rule> Parser::disjunction()
{
    std::vector<Rule> parts;
    do {
        parts.push_back(TRY(conjunction()));
    } while (TRY(take_word("OR")));
    return combine(Op::any, std::move(parts));
}

Result<Rule> Parser::conjunction()
{
    std::vector<Rule> parts;
    do {
        parts.push_back(TRY(inversion()));
    } while (TRY(take_word("AND")));
    return combine(Op::all, std::move(parts));
}

Result<Rule> Parser::inversion()
{
    const std::size_t begin = current_.begin;
    if (!TRY(take_word("NOT"))) return condition();
    TRY(deepen(begin));
    auto rule = negation(TRY(inversion()));
    --depth_;
    rule.begin = begin;
    return rule;
}

Result<Rule> Parser::condition()
{
    if (current_.is_symbol("(")) return parenthesised();
    if (++leaves_ > limits::rule_nodes) {
        return fail(Code::too_large, "rule",
                    place_in(text_, current_.begin) + ": a rule has at most " +
                        std::to_string(limits::rule_nodes) +
                        " conditions; IN (…) takes any number of values as one");
    }
    if (current_.is_word("MEMBER")) return membership();
    if (current_.kind == Kind::name) return about_field();
    if (begins_value(current_)) return about_constant();
    if (current_.kind == Kind::word) {
        return wrong(text_, current_.begin,
                     "expected a condition such as tenure < 12, found '" + current_.value +
                         "'; a field of that name is written in double quotes");
    }
    return unexpected("a condition such as tenure < 12");
}

Result<Rule> Parser::parenthesised()
{
    const std::size_t begin = current_.begin;
    TRY(deepen(begin));
    TRY(advance());
    auto rule = TRY(disjunction());
    if (!current_.is_symbol(")")) {
        return unexpected("AND, OR or ')' for the '(' " + place_in(text_, begin));
    }
    TRY(advance());
    --depth_;
    if (find_comparison(current_) != nullptr) {
        return wrong(text_, current_.begin,
                     "what stands in parentheses is true or false and is not compared");
    }
    return rule;
}

Result<Rule> Parser::membership()
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

// 12 > tenure is tenure < 12.
Result<Rule> Parser::about_constant()
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

Result<Rule> Parser::about_field()
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
    if (TRY(take_word("IS"))) return tested(std::move(rule));
    if (!TRY(take_word("NOT"))) {
        return is_tested() ? compared_otherwise(std::move(rule)) : alone(std::move(rule));
    }
    if (!is_tested()) return unexpected("IN, BETWEEN or LIKE after NOT");
    return negation(TRY(compared_otherwise(std::move(rule))));
}

bool Parser::is_tested() const
{
    return current_.is_word("IN") || current_.is_word("BETWEEN") || current_.is_word("LIKE");
}

Result<Rule> Parser::compared_otherwise(Rule rule)
{
    if (TRY(take_word("IN"))) return listed(std::move(rule));
    if (TRY(take_word("BETWEEN"))) return ranged(std::move(rule));
    TRY(advance());
    return patterned(std::move(rule));
}

// A boolean field without a comparison.
Result<Rule> Parser::alone(Rule rule)
{
    for (const auto* symbol : {"+", "-", "*", "/"}) {
        if (!current_.is_symbol(symbol)) continue;
        return wrong(text_, current_.begin,
                     "fields are not calculated with; write for example "
                     "created_at < NOW() - INTERVAL '1 year'");
    }
    if (current_.is_word("ILIKE")) {
        return wrong(text_, current_.begin, "texts compare exactly: use LIKE");
    }
    if (current_.is_symbol("(")) {
        return wrong(text_, current_.begin, "the only function is NOW()");
    }
    if (current_.kind == Kind::name || begins_value(current_)) {
        return unexpected("a comparison such as = or <, or IS, IN, BETWEEN or LIKE, after the "
                          "field");
    }
    rule.op = Op::equal;
    rule.terms.push_back({true});
    return finish(std::move(rule));
}

Result<Rule> Parser::tested(Rule rule)
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

// Never unknown: x IS TRUE is x IS NOT NULL AND x = TRUE; x IS NOT TRUE is x IS NULL OR x = FALSE.
Result<Rule> Parser::truth_test(const Rule& field, bool wanted, bool is_negated) const
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

Result<Rule> Parser::listed(Rule rule)
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

Result<Rule> Parser::ranged(Rule rule)
{
    rule.op = Op::between;
    rule.terms.push_back(TRY(term("after BETWEEN")));
    if (!TRY(take_word("AND"))) return unexpected("AND after the first value of BETWEEN");
    rule.terms.push_back(TRY(term("after AND of BETWEEN")));
    return finish(std::move(rule));
}

Result<Rule> Parser::patterned(Rule rule)
{
    rule.op = Op::like;
    rule.terms.push_back(TRY(term("after LIKE")));
    return finish(std::move(rule));
}

Result<Term> Parser::term(const std::string& after)
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
        return wrong(text_, current_.begin,
                     "expected a value " + after + ", found the name " + clipped(current_.value) +
                         ": fields compare with constants only, and texts stand in single quotes");
    }
    if (TRY(take_word("TRUE"))) return Term{true};
    if (TRY(take_word("FALSE"))) return Term{false};
    if (TRY(take_word("NULL"))) return Term{};
    if (TRY(take_word("DATE"))) return Term{TRY(dated("DATE"))};
    if (TRY(take_word("TIMESTAMP"))) return Term{TRY(dated("TIMESTAMP"))};
    if (TRY(take_word("NOW"))) return moment();
    if (current_.is_word("INTERVAL")) {
        return wrong(text_, current_.begin,
                     "an interval is added to NOW(): write for example NOW() - INTERVAL '1 year'");
    }
    return unexpected("a value " + after);
}

Result<Term> Parser::number()
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
        return wrong(text_, begin,
                     "the number is too long or too great; a number has at most 18 digits, or an "
                     "exponent as in 1e30");
    }
    TRY(advance());
    return Term{*value};
}

// Behind DATE or TIMESTAMP.
Result<Value> Parser::dated(std::string_view word)
{
    const bool is_date = word == "DATE";
    const std::string wanted = is_date ? "a date such as '2026-02-03' after DATE"
                                       : "a time such as '2026-02-03 09:15:42' after TIMESTAMP";
    if (current_.kind != Kind::text) {
        return wrong(text_, current_.begin,
                     "expected " + wanted + ", found " + describe(current_) +
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

// Behind NOW.
Result<Term> Parser::moment()
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
        return wrong(text_, current_.begin, "one interval only is added to NOW()");
    }
    return moment;
}

Result<Interval> Parser::interval()
{
    if (!TRY(take_word("INTERVAL"))) return unexpected("INTERVAL '…' after NOW() and a sign");
    if (current_.kind != Kind::text) return unexpected("a text such as '1 year' after INTERVAL");
    auto interval = parse_interval(current_.value);
    if (!interval) {
        interval.error().subject = "rule";
        interval.error().message =
            place_in(text_, current_.begin) + ": " + interval.error().message;
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
        return wrong(text, nul, "control character 0 in the rule");
    }
    auto rule = TRY(Parser(text).whole());
    TRY(check_size(rule));
    return rule;
}

} // namespace muster::rule
