// One table names the members of each op; reading and writing follow it. Knows no fields and no
// groups.
#include "dialects/native/groups/rule_json.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dialects/native/errors.h"
#include "dialects/native/records.h"
#include "rule/constant.h"
#include "rule/function.h"
#include "rule/interval.h"
#include "rule/rule_analysis.h"
#include "wire/value_json.h"

namespace muster::dialects::native {

namespace {

using rule::Rule;
using rule::Term;
using RuleOp = Rule::Op;

enum class RuleShape { parts, part, constant, value, values, two_values, field, group, since };

struct RuleForm {
    std::string_view name;
    RuleOp op;
    RuleShape shape;
};

constexpr std::array<RuleForm, 20> forms{{
    {"and", RuleOp::all, RuleShape::parts},
    {"or", RuleOp::any, RuleShape::parts},
    {"not", RuleOp::negate, RuleShape::part},
    {"constant", RuleOp::constant, RuleShape::constant},
    {"=", RuleOp::equal, RuleShape::value},
    {"<>", RuleOp::not_equal, RuleShape::value},
    {"<", RuleOp::less, RuleShape::value},
    {"<=", RuleOp::less_or_equal, RuleShape::value},
    {">", RuleOp::greater, RuleShape::value},
    {">=", RuleOp::greater_or_equal, RuleShape::value},
    {"like", RuleOp::like, RuleShape::value},
    {"ilike", RuleOp::ilike, RuleShape::value},
    {"in", RuleOp::in, RuleShape::values},
    {"has_one_of", RuleOp::overlaps, RuleShape::values},
    {"has_all_of", RuleOp::contains_all, RuleShape::values},
    {"between", RuleOp::between, RuleShape::two_values},
    {"is_null", RuleOp::is_null, RuleShape::field},
    {"member_of", RuleOp::member_of, RuleShape::group},
    {"since_before", RuleOp::since_before, RuleShape::since},
    {"since_after", RuleOp::since_after, RuleShape::since},
}};

const RuleForm& form_of(RuleOp op)
{
    return *std::find_if(forms.begin(), forms.end(),
                         [&](const RuleForm& form) { return form.op == op; });
}

const RuleForm* find_form(std::string_view name)
{
    const auto* form = std::find_if(forms.begin(), forms.end(), [&](const RuleForm& candidate) {
        return equal_ignoring_ascii_case(candidate.name, name);
    });
    return form == forms.end() ? nullptr : &*form;
}

constexpr std::string_view group_name = "group";

std::string_view member_of(RuleShape shape)
{
    switch (shape) {
    case RuleShape::parts:
    case RuleShape::part: return "parts";
    case RuleShape::constant:
    case RuleShape::since: // beside "group"
    case RuleShape::value: return "value";
    case RuleShape::values:
    case RuleShape::two_values: return "values";
    case RuleShape::group: return group_name;
    case RuleShape::field: break;
    }
    return {};
}

// "function": "lower", "month". They have the names that they have in the text of a rule, except
// for CAST(… AS NUMERIC).
constexpr std::string_view numeric_name = "numeric";

rule::Function function_named(const Json* name)
{
    const auto* text = name == nullptr ? nullptr : name->as_text();
    if (text == nullptr) return rule::Function::none;
    if (equal_ignoring_ascii_case(*text, numeric_name)) return rule::Function::numeric;
    const auto* form = rule::find_function(*text);
    const bool is_known = form != nullptr && form->kind != rule::FunctionKind::cast;
    return is_known ? form->function : rule::Function::none;
}

std::string name_of(rule::Function function)
{
    if (function == rule::Function::numeric) return std::string(numeric_name);
    return lower_ascii(rule::form_of(function).name);
}

bool has_field(RuleShape shape)
{
    return shape == RuleShape::value || shape == RuleShape::values ||
           shape == RuleShape::two_values || shape == RuleShape::field;
}

// A JSON number is read back as a double, which has no room for all digits of a long decimal.
void write_decimal(JsonWriter& out, const model::Decimal& decimal)
{
    const std::string digits = model::format_decimal(decimal);
    const auto real = parse_number(digits);
    const bool survives =
        real && rule::read_number(format_number(*real)) == rule::read_number(digits);
    survives ? out.raw(digits) : out.text(digits);
}

constexpr std::string_view now_name = "now";
constexpr std::string_view today_name = "today"; // CURRENT_DATE

void write_term(JsonWriter& out, const Term& term)
{
    if (term.is_moment) {
        const bool is_truncated = !term.is_today && term.truncated != rule::Function::none;
        out.begin_object().name(term.is_today ? today_name : now_name);
        out.text(rule::format_interval(is_truncated ? term.inner : term.offset));
        if (is_truncated) out.name("truncate").text(name_of(term.truncated));
        if (is_truncated && term.offset != rule::Interval{}) {
            out.name("plus").text(rule::format_interval(term.offset));
        }
        if (term.part != rule::Function::none) out.name("part").text(name_of(term.part));
        out.end_object();
    } else if (term.local) {
        out.text(rule::print_local(*term.local));
    } else if (term.is_bytewise) {
        out.begin_object().name("text").text(model::text_of(term.value)).end_object();
    } else if (const auto* decimal = std::get_if<model::Decimal>(&term.value)) {
        write_decimal(out, *decimal);
    } else {
        wire::write_value(out, term.value);
    }
}

bool is_removed_condition(const Rule& rule)
{
    return rule.op == RuleOp::constant && rule.terms.size() > 1;
}

void write_list(JsonWriter& out, const Rule& rule)
{
    out.begin_array();
    for (const auto& part : rule.parts) write_rule(out, part);
    for (const auto& term : rule.terms) write_term(out, term);
    out.end_array();
}

void write_group(JsonWriter& out, const Rule& rule)
{
    rule.group ? out.integer(rule.group.value) : out.text(model::text_of(rule.terms.back().value));
}

muster::Failure misfit(const std::string& where, std::string_view expected, const Json& found)
{
    return bad_member(where, "must be " + std::string(expected) + ", not " +
                                 std::string(type_name(found)));
}

Result<rule::Interval> read_interval(const Json& json, const std::string& where)
{
    const auto* text = json.as_text();
    if (text == nullptr) return misfit(where, "an interval such as \"-1 year\"", json);
    auto interval = rule::parse_interval(*text);
    if (!interval) interval.error().where = where;
    return interval;
}

// NOW() + `now`, then truncated, then `plus` is added, then the part is taken.
Result<Term> read_moment(const Json& json, const std::string& where)
{
    Term term;
    const Json* truncate = json.find("truncate");
    for (const auto& [name, value] : *json.as_object()) {
        const std::string at = where + '/' + name;
        const auto function = function_named(&value);
        const bool is_part = rule::is_part(function);
        if (name == now_name) {
            (truncate == nullptr ? term.offset : term.inner) = TRY(read_interval(value, at));
            term.is_moment = true;
        } else if (name == today_name && json.find(now_name) == nullptr && truncate == nullptr) {
            term.offset = TRY(read_interval(value, at));
            term.is_moment = term.is_today = true;
            term.truncated = rule::Function::day;
        } else if (name == "plus" && truncate != nullptr) {
            term.offset = TRY(read_interval(value, at));
        } else if (name == "truncate" && is_part && rule::form_of(function).truncates) {
            term.truncated = function;
        } else if (name == "part" && is_part) {
            term.part = function;
        } else {
            term.is_moment = false;
            break;
        }
    }
    if (term.is_moment) return term;
    return bad_member(where, R"(must be a moment such as {"now": "-1 year"}, )"
                             R"({"now": "0 days", "truncate": "month"}, {"today": "0 days"} or )"
                             R"({"now": "0 days", "part": "month"})");
}

Result<Term> read_bytewise(const Json& json, const Json& text, const std::string& where)
{
    if (json.as_object()->size() != 1 || text.as_text() == nullptr) {
        return bad_member(where, R"(must be a text such as {"text": "100"})");
    }
    Term term{*text.as_text()};
    term.is_bytewise = true;
    return term;
}

Result<Term> read_term(const Json& json, const std::string& where)
{
    if (const Json* text = json.is_object() ? json.find("text") : nullptr) {
        return read_bytewise(json, *text, where);
    }
    if (json.is_object()) return read_moment(json, where);
    if (json.is_array()) return misfit(where, "one value", json);
    if (json.is_null()) return Term{};
    if (const auto* flag = json.as_bool()) return Term{*flag};
    if (const auto* whole = json.as_integer()) return Term{*whole};
    if (const auto* text = json.as_text()) return Term{*text};
    const double real = *json.as_double();
    return Term{rule::read_number(format_number(real)).value_or(real)};
}

// Reads the members of one node, whose op is known, into a rule.
class Reader {
public:
    Reader(const RuleForm& form, const Json& json, const std::string& where)
        : form_(form), where_(where)
    {
        rule_.op = form.op;
        const auto name = member_of(form.shape);
        content_ = name.empty() ? nullptr : json.find(name);
        content_where_ = where + '/' + std::string(name);
        field_ = json.find("field");
        function_ = json.find("function");
        removed_ = json.find("removed");
        group_ = json.find(group_name);
    }

    Result<Rule> read()
    {
        if (has_field(form_.shape)) TRY(read_field());
        switch (form_.shape) {
        case RuleShape::parts:
        case RuleShape::part: return read_parts();
        case RuleShape::constant: return read_constant();
        case RuleShape::value:
            rule_.terms.push_back(TRY(read_term(*content_, content_where_)));
            break;
        case RuleShape::values:
        case RuleShape::two_values: TRY(read_values()); break;
        case RuleShape::since:
            rule_.terms.push_back(TRY(read_term(*content_, content_where_)));
            TRY(read_group());
            break;
        case RuleShape::group: TRY(read_group()); break;
        case RuleShape::field: break;
        }
        return std::move(rule_);
    }

private:
    Result<void> read_field()
    {
        const auto* name = field_->as_text();
        if (name == nullptr) return misfit(where_ + "/field", "the name of a field", *field_);
        rule_.operand = *name;
        return function_ == nullptr ? Result<void>{} : read_function();
    }

    Result<void> read_function()
    {
        rule_.function = function_named(function_);
        if (rule_.function == rule::Function::none) {
            return bad_member(where_ + "/function",
                              "must be lower, upper, numeric, or a part of a date such as month");
        }
        return {};
    }

    Result<Rule> read_parts()
    {
        const auto* parts = content_->as_array();
        if (parts == nullptr) return misfit(content_where_, "a list of rules", *content_);
        if (parts->empty()) return bad_member(content_where_, "must have at least one part");
        if (form_.shape == RuleShape::part && parts->size() != 1) {
            return bad_member(content_where_, "must have one part");
        }
        std::vector<Rule> rules;
        for (std::size_t i = 0; i < parts->size(); ++i) {
            const std::string where = content_where_ + '/' + std::to_string(i);
            rules.push_back(TRY(read_rule((*parts)[i], where)));
        }
        if (form_.shape == RuleShape::part) return rule::negation(std::move(rules.front()));
        return rule::combine(form_.op, std::move(rules));
    }

    Result<Rule> read_constant()
    {
        auto constant = TRY(read_term(*content_, content_where_));
        const bool is_truth = content_->is_null() || content_->as_bool() != nullptr;
        if (!is_truth) return misfit(content_where_, "true, false or null", *content_);
        rule_.terms.push_back(std::move(constant));
        if (removed_ == nullptr) return std::move(rule_);
        const auto* condition = removed_->as_text();
        if (condition == nullptr || !content_->is_null()) {
            return bad_member(where_ + "/removed", "must be the text of a removed condition, "
                                                   "beside the value null");
        }
        rule_.terms.push_back({*condition});
        return std::move(rule_);
    }

    Result<void> read_values()
    {
        const auto* values = content_->as_array();
        if (values == nullptr) return misfit(content_where_, "a list of values", *content_);
        if (form_.shape == RuleShape::two_values && values->size() != 2) {
            return bad_member(content_where_, "must be two values");
        }
        if (values->empty()) return bad_member(content_where_, "must have at least one value");
        for (std::size_t i = 0; i < values->size(); ++i) {
            const std::string where = content_where_ + '/' + std::to_string(i);
            rule_.terms.push_back(TRY(read_term((*values)[i], where)));
        }
        return {};
    }

    Result<void> read_group()
    {
        const auto* id = group_->as_integer();
        if (id != nullptr && *id >= 1 && *id <= limits::entity_id) {
            rule_.group = model::GroupId{*id};
            return {};
        }
        const auto* name = group_->as_text();
        if (name == nullptr || name->empty()) {
            return misfit(where_ + "/group", "the id or the name of a group", *group_);
        }
        rule_.terms.push_back({*name});
        return {};
    }

    const RuleForm& form_;
    const std::string& where_;
    const Json* content_ = nullptr;
    std::string content_where_;
    const Json* field_ = nullptr;
    const Json* function_ = nullptr;
    const Json* removed_ = nullptr;
    const Json* group_ = nullptr;
    Rule rule_;
};

// A node has "op" and exactly the members of its form.
Result<void> check_members(const RuleForm& form, const Json& json, const std::string& where)
{
    const auto content = member_of(form.shape);
    for (const auto& member : *json.as_object()) {
        const bool is_of_field = member.name == "field" || member.name == "function";
        const bool is_known = member.name == "op" || (!content.empty() && member.name == content) ||
                              (has_field(form.shape) && is_of_field) ||
                              (form.shape == RuleShape::since && member.name == group_name) ||
                              (form.shape == RuleShape::constant && member.name == "removed");
        if (!is_known) {
            return bad_member(where + pointer_step(member.name),
                              "is no member of " + std::string(form.name), Code::unknown_field);
        }
    }
    const std::string_view other = has_field(form.shape)            ? "field"
                                   : form.shape == RuleShape::since ? group_name
                                                                    : "";
    for (const auto name : {other, content}) {
        if (name.empty() || json.find(name) != nullptr) continue;
        return bad_member(where + '/' + std::string(name), "is required", Code::missing_field);
    }
    return {};
}

} // namespace

void write_rule(JsonWriter& out, const Rule& rule)
{
    const RuleForm& form = form_of(rule.op);
    out.begin_object().name("op").text(form.name);
    if (has_field(form.shape)) out.name("field").text(rule.operand);
    if (form.shape == RuleShape::since) write_group(out.name(group_name), rule);
    if (rule.function != rule::Function::none) out.name("function").text(name_of(rule.function));
    const auto content = member_of(form.shape);
    if (!content.empty()) out.name(content);
    switch (form.shape) {
    case RuleShape::parts:
    case RuleShape::part:
    case RuleShape::values:
    case RuleShape::two_values: write_list(out, rule); break;
    case RuleShape::constant:
    case RuleShape::since:
    case RuleShape::value: write_term(out, rule.terms.front()); break;
    case RuleShape::group: write_group(out, rule); break;
    case RuleShape::field: break;
    }
    if (is_removed_condition(rule)) out.name("removed").text(model::text_of(rule.terms[1].value));
    out.end_object();
}

Result<Rule> read_rule(const Json& json, const std::string& where)
{
    if (!json.is_object()) return misfit(where, "a rule such as {\"op\": \"and\", …}", json);
    const Json* op = json.find("op");
    if (op == nullptr) return bad_member(where + "/op", "is required", Code::missing_field);
    const RuleForm* form = op->as_text() == nullptr ? nullptr : find_form(*op->as_text());
    if (form == nullptr) {
        return bad_member(
            where + "/op",
            "must be and, or, not, =, <>, <, <=, >, >=, in, between, like, ilike, "
            "has_one_of, has_all_of, is_null, member_of, since_before, since_after or "
            "constant");
    }
    TRY(check_members(*form, json, where));
    return Reader(*form, json, where).read();
}

} // namespace muster::dialects::native
