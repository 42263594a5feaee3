// Puts parentheses only where precedence needs them. Knows no names.
#include "rule/print.h"

#include <array>

#include "base/text.h"
#include "rule/constant.h"
#include "rule/lexer.h"

namespace muster::rule {

namespace {

using Op = Rule::Op;

// How tightly a rule binds as a part of another.
int tightness(const Rule& rule)
{
    if (rule.op == Op::any && !rule.parts.empty()) return 1;
    if (rule.op == Op::all && !rule.parts.empty()) return 2;
    return rule.op == Op::negate ? 3 : 4;
}

// Every part but the first needs its quotes only for its signs, the first also as a word.
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

std::string print_list(const Rule& rule)
{
    std::string text = "(";
    for (const auto& term : rule.terms) {
        if (text.size() > 1) text += ", ";
        text += print_term(term, rule.type);
    }
    return text + ")";
}

std::string term_text(const Rule& rule, std::size_t index)
{
    return index < rule.terms.size() ? print_term(rule.terms[index], rule.type) : "NULL";
}

// A condition without parts. `is_not` writes NOT where the condition itself takes it.
std::string print_leaf(const Rule& rule, std::string_view is_not)
{
    const std::string name = print_name(rule.operand);
    const std::string negation(is_not);
    switch (rule.op) {
    case Op::constant: return term_text(rule, 0);
    case Op::is_null: return name + " IS " + negation + "NULL";
    case Op::in: return name + ' ' + negation + "IN " + print_list(rule);
    case Op::like: return name + ' ' + negation + "LIKE " + term_text(rule, 0);
    case Op::between:
        return name + ' ' + negation + "BETWEEN " + term_text(rule, 0) + " AND " +
               term_text(rule, 1);
    case Op::member_of:
        return "MEMBER OF " +
               (rule.terms.empty() ? std::to_string(rule.group.value) : term_text(rule, 0));
    default: return name + std::string(symbol_of(rule.op)) + term_text(rule, 0);
    }
}

bool takes_not(Op op)
{
    return op == Op::is_null || op == Op::in || op == Op::like || op == Op::between;
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
        append_part(text, part, tightness(part) <= tightness(rule));
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
        append_part(text, part, tightness(part) < tightness(rule));
    }
}

} // namespace

std::string print(const Rule& rule)
{
    std::string text;
    append(text, rule);
    return text;
}

} // namespace muster::rule
