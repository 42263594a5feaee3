// One function for each kind of constant. Knows no conditions.
#include "rule/term_parser.h"

#include "rule/constant.h"
#include "rule/function.h"
#include "rule/interval.h"
#include "rule/parse.h"

namespace muster::rule {

namespace {

using Kind = Token::Kind;

} // namespace

bool begins_term(const Token& token)
{
    if (token.kind == Kind::number || token.kind == Kind::text) return true;
    for (const auto* word : {"TRUE", "FALSE", "NULL", "DATE", "TIMESTAMP", "NOW", "INTERVAL"}) {
        if (token.is_word(word)) return true;
    }
    return token.is_symbol("-") || token.is_symbol("+");
}

Result<Term> TermParser::term(const std::string& after)
{
    if (tokens_.current().kind == Kind::number || tokens_.current().is_symbol("-") ||
        tokens_.current().is_symbol("+")) {
        return number();
    }
    if (tokens_.current().kind == Kind::text) {
        return text();
    }
    if (tokens_.current().kind == Kind::name) return named(after);
    if (TRY(tokens_.take_word("TRUE"))) return Term{true};
    if (TRY(tokens_.take_word("FALSE"))) return Term{false};
    if (TRY(tokens_.take_word("NULL"))) return Term{};
    if (TRY(tokens_.take_word("DATE"))) return date_or_time("DATE");
    if (TRY(tokens_.take_word("TIMESTAMP"))) return date_or_time("TIMESTAMP");
    if (TRY(tokens_.take_word("NOW"))) return now();
    if (tokens_.current().is_word("INTERVAL")) {
        return tokens_.error_here(
            "an interval is added to NOW() or CURRENT_DATE: write for example "
            "NOW() - INTERVAL '1 year'");
    }
    return tokens_.unexpected("a value " + after);
}

// A text, possibly with COLLATE "C": it is compared byte by byte, also if it looks like a number.
Result<Term> TermParser::text()
{
    Term text{Value{tokens_.current().value}};
    TRY(tokens_.advance());
    if (!TRY(tokens_.take_name("COLLATE"))) return text;
    if (tokens_.current().kind != Kind::name || tokens_.current().value != "C") {
        return tokens_.unexpected("\"C\" after COLLATE: texts are compared byte by byte");
    }
    text.is_bytewise = true;
    TRY(tokens_.advance());
    return text;
}

// LOWER('Köln') and UPPER('Köln') are constants.
Result<Term> TermParser::named(const std::string& after)
{
    const Token name = tokens_.current();
    const auto* form = find_function(name.value);
    TRY(tokens_.advance());
    if (name.is_name(extract_name)) return part_of_moment();
    if (name.is_name("CURRENT_DATE")) return today();
    if (name.is_name("DATE_TRUNC")) return truncated();
    const bool is_case = form != nullptr && form->kind == FunctionKind::letter_case;
    if (!is_case || !tokens_.current().is_symbol("(")) {
        return error_at(
            tokens_.text(), name.begin,
            "expected a value " + after + ", found the name " + clipped(name.value) +
                ": fields compare with constants only, and texts stand in single quotes");
    }
    TRY(tokens_.advance());
    if (tokens_.current().kind != Kind::text) {
        return tokens_.unexpected("a text in single quotes in " + name.value + "(…)");
    }
    Term term{function_value(form->function, Value{tokens_.current().value})};
    TRY(tokens_.advance());
    TRY(tokens_.expect_symbol(")", "after the text in " + name.value + "(…)"));
    return term;
}

Result<std::vector<Term>> TermParser::array_items()
{
    TRY(tokens_.expect_symbol("[", "after ARRAY"));
    std::vector<Term> items;
    for (;;) {
        items.push_back(TRY(term("in ARRAY[…]")));
        if (!tokens_.current().is_symbol(",")) break;
        TRY(tokens_.advance());
    }
    TRY(tokens_.expect_symbol("]", "or ',' after a value in ARRAY[…]"));
    return items;
}

Result<Term> TermParser::number()
{
    const std::size_t begin = tokens_.current().begin;
    std::string digits;
    if (tokens_.current().kind == Kind::symbol) {
        digits = tokens_.current().value;
        TRY(tokens_.advance());
        if (tokens_.current().kind != Kind::number)
            return tokens_.unexpected("a number after '" + digits + "'");
    }
    digits += tokens_.current().value;
    const auto value = read_number(digits);
    if (!value) {
        return error_at(
            tokens_.text(), begin,
            "the number is too long or too great; a number has at most 18 digits, or an "
            "exponent as in 1e30");
    }
    TRY(tokens_.advance());
    return Term{*value};
}

Result<Term> TermParser::date_or_time(std::string_view word)
{
    const bool is_date = word == "DATE";
    const std::string wanted = is_date ? "a date such as '2026-02-03' after DATE"
                                       : "a time such as '2026-02-03 09:15:42' after TIMESTAMP";
    if (tokens_.current().kind != Kind::text) {
        return tokens_.error_here(
            "expected " + wanted + ", found " + describe(tokens_.current()) +
            "; a field named as a word of the language is written in double quotes");
    }
    Term term;
    if (is_date) {
        if (const auto date = parse_date(tokens_.current().value)) term.value = *date;
    } else if (const auto time = read_time(tokens_.current().value)) {
        term = *time;
    }
    if (is_null(term.value)) return tokens_.unexpected(wanted);
    TRY(tokens_.advance());
    return term;
}

Result<Term> TermParser::now()
{
    TRY(tokens_.expect_symbol("(", "after NOW"));
    TRY(tokens_.expect_symbol(")", "after NOW("));
    Term moment;
    moment.is_moment = true;
    moment.offset = TRY(offset());
    return moment;
}

// What may follow CURRENT_DATE.
Result<Term> TermParser::today()
{
    Term moment;
    moment.is_moment = true;
    moment.is_today = true;
    moment.truncated = Function::day;
    moment.offset = TRY(offset(true));
    return moment;
}

// The rest after DATE_TRUNC: ('month', NOW()), and possibly an interval.
Result<Term> TermParser::truncated()
{
    TRY(tokens_.expect_symbol("(", "after DATE_TRUNC"));
    const auto* unit =
        tokens_.current().kind == Kind::text ? find_function(tokens_.current().value) : nullptr;
    if (unit == nullptr || !unit->truncates) {
        return tokens_.unexpected("one of " + unit_names() + " in DATE_TRUNC(…)");
    }
    TRY(tokens_.advance());
    TRY(tokens_.expect_symbol(",", "after the unit in DATE_TRUNC(…)"));
    if (!TRY(tokens_.take_word("NOW"))) {
        return tokens_.unexpected("NOW() in DATE_TRUNC(…): fields compare with constants only");
    }
    Term moment = TRY(now());
    moment.truncated = unit->function;
    moment.inner = moment.offset;
    TRY(tokens_.expect_symbol(")", "after the moment in DATE_TRUNC(…)"));
    moment.offset = TRY(offset());
    return moment;
}

Result<Interval> TermParser::offset(bool takes_days)
{
    if (!tokens_.current().is_symbol("-") && !tokens_.current().is_symbol("+")) return Interval{};
    const bool goes_back = tokens_.current().is_symbol("-");
    TRY(tokens_.advance());
    const bool is_number = takes_days && tokens_.current().kind == Kind::number;
    const auto offset =
        is_number ? TRY(interval_in(tokens_.current().value + " days")) : TRY(interval());
    if (tokens_.current().is_symbol("-") || tokens_.current().is_symbol("+")) {
        return tokens_.error_here("one interval only is added to a moment");
    }
    return goes_back ? -offset : offset;
}

Result<Function> TermParser::part_from()
{
    TRY(tokens_.expect_symbol("(", "after EXTRACT"));
    const auto* form =
        tokens_.current().kind == Kind::name ? find_function(tokens_.current().value) : nullptr;
    if (form == nullptr || form->kind != FunctionKind::part) {
        return tokens_.unexpected("one of " + part_names() + " in EXTRACT(…)");
    }
    TRY(tokens_.advance());
    if (!TRY(tokens_.take_name("FROM"))) return tokens_.unexpected("FROM in EXTRACT(…)");
    return form->function;
}

// The rest after EXTRACT: (MONTH FROM NOW()).
Result<Term> TermParser::part_of_moment()
{
    const auto part = TRY(part_from());
    Term term;
    if (TRY(tokens_.take_word("NOW"))) {
        term = TRY(now());
    } else if (TRY(tokens_.take_name("CURRENT_DATE"))) {
        term = TRY(today());
    } else {
        return tokens_.unexpected(
            "NOW() or CURRENT_DATE after FROM: fields compare with constants only");
    }
    term.part = part;
    TRY(tokens_.expect_symbol(")", "after the moment in EXTRACT(…)"));
    return term;
}

Result<Interval> TermParser::interval()
{
    if (!TRY(tokens_.take_word("INTERVAL")))
        return tokens_.unexpected("INTERVAL '…' after a moment and a sign");
    if (tokens_.current().kind != Kind::text)
        return tokens_.unexpected("a text such as '1 year' after INTERVAL");
    return interval_in(tokens_.current().value);
}

Result<Interval> TermParser::interval_in(const std::string& text)
{
    auto interval = parse_interval(text);
    if (!interval) {
        interval.error().subject = "rule";
        interval.error().message =
            position_in(tokens_.text(), tokens_.current().begin) + ": " + interval.error().message;
        return interval;
    }
    TRY(tokens_.advance());
    return interval;
}

} // namespace muster::rule
