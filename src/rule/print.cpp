// Prints parentheses only where the precedence requires them. Knows no fields and no groups.
#include "rule/print.h"

#include <array>

#include "base/text.h"
#include "rule/constant.h"
#include "rule/function.h"
#include "rule/lexer.h"

namespace muster::rule {

namespace {

using Op = Rule::Op;

// The precedence of a rule's operator: OR, AND, NOT, condition.
int precedence(const Rule& rule)
{
    if (rule.op == Op::any && !rule.parts.empty()) return 1;
    if (rule.op == Op::all && !rule.parts.empty()) return 2;
    return rule.op == Op::negate ? 3 : 4;
}

// A part is quoted when it has other characters than a plain name. The first part is also quoted
// when it is a word of the language.
std::string print_name(std::string_view name)
{
    std::string text;
    for (const auto part : split(name, '.')) {
        const bool is_first = text.empty();
        if (!is_first) text += '.';
        const bool is_plain = is_plain_name(part) && !(is_first && is_word(part));
        text += is_plain ? std::string(part) : print_quoted(part, '"');
    }
    return text;
}

std::string_view symbol_of(Op op)
{
    switch (op) {
    case Op::equal: return " = ";
    case Op::not_equal: return " <> ";
    case Op::less: return " < ";
    case Op::less_or_equal: return " <= ";
    case Op::greater: return " > ";
    default: return " >= ";
    }
}

std::string print_list(const Rule& rule, char open, char close)
{
    std::string text(1, open);
    for (const auto& term : rule.terms) {
        if (text.size() > 1) text += ", ";
        text += print_term(term, rule.type);
    }
    return text + close;
}

std::string term_text(const Rule& rule, std::size_t index)
{
    return index < rule.terms.size() ? print_term(rule.terms[index], rule.type) : "NULL";
}

std::string print_array(const Rule& rule)
{
    return (rule.op == Op::overlaps ? " && ARRAY" : " @> ARRAY") + print_list(rule, '[', ']');
}

std::string print_membership(const Rule& rule)
{
    return "MEMBER OF " +
           (rule.group ? std::to_string(rule.group.value) : term_text(rule, rule.terms.size() - 1));
}

// A condition without parts. `is_not` is "NOT " or empty: x NOT IN (…), x IS NOT NULL.
std::string print_leaf(const Rule& rule, std::string_view is_not)
{
    const std::string name = print_operand(rule);
    const std::string negation(is_not);
    switch (rule.op) {
    case Op::constant:
        return rule.terms.size() < 2 ? term_text(rule, 0) : "REMOVED(" + term_text(rule, 1) + ')';
    case Op::is_null: return name + " IS " + negation + "NULL";
    case Op::in: return name + ' ' + negation + "IN " + print_list(rule, '(', ')');
    case Op::overlaps:
    case Op::contains_all: return name + print_array(rule);
    case Op::like: return name + ' ' + negation + "LIKE " + term_text(rule, 0);
    case Op::ilike: return name + ' ' + negation + "ILIKE " + term_text(rule, 0);
    case Op::between:
        return name + ' ' + negation + "BETWEEN " + term_text(rule, 0) + " AND " +
               term_text(rule, 1);
    case Op::member_of: return print_membership(rule);
    case Op::since_before: return print_membership(rule) + " SINCE BEFORE " + term_text(rule, 0);
    case Op::since_after: return print_membership(rule) + " SINCE AFTER " + term_text(rule, 0);
    default: return name + std::string(symbol_of(rule.op)) + term_text(rule, 0);
    }
}

bool takes_not(Op op)
{
    return op == Op::is_null || op == Op::in || op == Op::like || op == Op::ilike ||
           op == Op::between;
}

void append(std::string& text, const Rule& rule);

void append_part(std::string& text, const Rule& part, bool in_parentheses)
{
    if (in_parentheses) text += '(';
    append(text, part);
    if (in_parentheses) text += ')';
}

void append_parts(std::string& text, const Rule& rule, std::string_view between)
{
    for (const auto& part : rule.parts) {
        if (&part != &rule.parts.front()) text += between;
        append_part(text, part, precedence(part) <= precedence(rule));
    }
}

void append(std::string& text, const Rule& rule)
{
    switch (rule.op) {
    case Op::all:
        return rule.parts.empty() ? void(text += "TRUE") : append_parts(text, rule, " AND ");
    case Op::any:
        return rule.parts.empty() ? void(text += "FALSE") : append_parts(text, rule, " OR ");
    case Op::negate: break;
    default: text += print_leaf(rule, ""); return;
    }
    const Rule& part = rule.parts.front();
    if (takes_not(part.op)) {
        text += print_leaf(part, "NOT ");
    } else {
        text += "NOT ";
        append_part(text, part, precedence(part) < precedence(rule));
    }
}

} // namespace

std::string print_operand(const Rule& leaf)
{
    const std::string name = print_name(leaf.operand);
    if (leaf.function == Function::none) return name;
    if (is_part(leaf.function)) return print_extract(leaf.function, name);
    const std::string end = leaf.function == Function::numeric ? " AS NUMERIC)" : ")";
    return std::string(form_of(leaf.function).name) + '(' + name + end;
}

std::string print(const Rule& rule)
{
    std::string text;
    append(text, rule);
    return text;
}

} // namespace muster::rule
