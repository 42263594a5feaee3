// Any bytes as a rule: refused with a message, or a tree within the limits that is printed and read
// back the same; and what any rule says of a customer ends.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/limits.h"
#include "base/text.h"
#include "rule/check.h"
#include "rule/evaluate.h"
#include "rule/parse.h"
#include "rule/print.h"
#include "rule/rule_analysis.h"

namespace {

using namespace muster;
using namespace muster::model;
using namespace muster::rule;

void check_that(bool is_true)
{
    if (!is_true) std::abort();
}

const DeclaredFields& declared()
{
    static const DeclaredFields fields = [] {
        std::vector<CustomField> list;
        for (const Type type :
             {Type::text, Type::integer, Type::number, Type::decimal, Type::boolean, Type::date,
              Type::datetime, Type::enumeration, Type::list}) {
            CustomField field;
            field.key = std::string(1, static_cast<char>('a' + list.size())); // a to i
            field.type = type;
            field.format = "2";
            field.values = {"x", "Y"};
            list.push_back(std::move(field));
        }
        return DeclaredFields(std::move(list));
    }();
    return fields;
}

void judge_checked(const Rule& parsed, std::string_view text)
{
    const RuleNames names{declared(), {}, nullptr, text};
    const auto rule = check(parsed, names);
    if (!rule) {
        check_that(is_utf8(rule.error().message));
        return;
    }
    const auto again = read_rule(print(*rule), names);
    check_that(again.has_value());
    check_that(equal_rules(*again, *rule));
    Customer customer;
    customer.name = "Ann";
    customer.fields.set("a", std::string("aaaaaaaaaa"));
    customer.fields.set("b", std::int64_t{12});
    customer.fields.set("i", TextList{"x", "a"});
    const auto since = [](GroupId group) {
        return group.value % 2 == 0 ? std::optional(Time{}) : std::nullopt;
    };
    const auto truth = evaluate(*rule, customer, Time{}, since);
    check_that(explain(*rule, customer, Time{}, since).truth == truth);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const std::string text(bytes, bytes + size);
    const auto rule = parse(text);
    if (!rule) {
        check_that(rule.error().subject == "rule");
        check_that(is_utf8(rule.error().message));
        return 0;
    }
    check_that(check_size(*rule).has_value());
    const std::string printed = print(*rule);
    const auto again = parse(printed);
    // What is printed may be longer than what was read, so long that it is over the limit.
    if (!again && again.error().code == Code::too_large && printed.size() > limits::rule_bytes) {
        return 0;
    }
    check_that(again.has_value());
    check_that(equal_rules(*again, *rule));
    check_that(print(*again) == printed);
    judge_checked(*rule, text);
    return 0;
}
