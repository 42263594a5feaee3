// Values are picked from small pools, so that ties and matches are frequent.
#include "rule/random_rules.h"

#include <array>
#include <cstdlib>
#include <limits>

#include "model/schema.h"
#include "rule/check.h"
#include "rule/function.h"
#include "rule/rule_analysis.h"

namespace muster::rule::test {

namespace {

using namespace std::chrono;
using Op = Rule::Op;

CustomField field(std::string key, Type type, std::string format = {}, TextList values = {})
{
    CustomField declared;
    declared.key = std::move(key);
    declared.type = type;
    declared.format = std::move(format);
    declared.values = std::move(values);
    return declared;
}

const TextList enum_values{"gold", "silver", "\xC3\xBCnique", "Zinc"};

// Equal letters of different case and alphabet, prefixes, special characters of LIKE, quotes.
constexpr std::array<std::string_view, 32> texts{"a",
                                                 "A",
                                                 "ab",
                                                 "abc",
                                                 "b",
                                                 "Leeds",
                                                 "York",
                                                 "york",
                                                 "100%",
                                                 "a_b",
                                                 "a\\b",
                                                 "'",
                                                 "\"",
                                                 "\xC3\xA4",
                                                 "\xC3\xA4z",
                                                 "\xE2\x82\xAC",
                                                 "\xF0\x9F\x98\x80",
                                                 "z\xF0\x9F\x98\x80y",
                                                 " ",
                                                 "zz",
                                                 "\xC3\x84Z",
                                                 "K\xC3\x96LN",
                                                 "k\xC3\xB6ln",
                                                 "Stra\xC3\x9F"
                                                 "e",
                                                 "\xCE\xA3\xCF\x82",
                                                 "12",
                                                 "100",
                                                 "20",
                                                 " 7.50 ",
                                                 "-1e2",
                                                 "007",
                                                 "N/A"};

constexpr std::array<std::string_view, 7> items{"vip",      "new",  "VIP", "a,b",
                                                "\xC3\xA4", "vip2", "'"};

constexpr std::array<std::string_view, 14> pattern_pieces{
    "%", "%", "_", "_", "a", "b", "A", "ork", "\\%", "\\_", "\\\\", "\xC3\xA4", "\xF0\x9F\x98\x80",
    "z"};

constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();
constexpr std::array<std::int64_t, 14> integers{
    0, 1, -1, 2, 3, 12, 13, -7, 100, 101, 1 << 30, greatest, greatest - 1, least};

constexpr std::array<double, 14> doubles{0.0,
                                         -0.0,
                                         0.1,
                                         0.5,
                                         1.0,
                                         -1.5,
                                         12.0,
                                         1e300,
                                         -1e300,
                                         5e-324,
                                         std::numeric_limits<double>::max(),
                                         9007199254740992.0,
                                         9007199254740994.0,
                                         1.0 / 3.0};

constexpr std::array<std::int64_t, 12> units{0,    1,    -1,    100,      1050,         1051,
                                             1250, -250, 10000, greatest, greatest - 1, least};

// Zones of half and quarter hours; without a midnight on some day; where a time occurs twice at
// midnight; with a whole day that never was; with winter time as the deviation.
constexpr std::array<const char*, 18> zones{
    "Europe/Berlin",    "America/New_York",  "America/Sao_Paulo",
    "Asia/Beirut",      "Pacific/Apia",      "Asia/Kathmandu",
    "Africa/Cairo",     "America/Havana",    "Australia/Lord_Howe",
    "Asia/Tehran",      "Africa/Casablanca", "Pacific/Chatham",
    "America/St_Johns", "Europe/Dublin",     "Asia/Kolkata",
    "Asia/Gaza",        "Pacific/Kwajalein", "UTC"};

} // namespace

unsigned seed_of_run()
{
    const char* given = std::getenv("MUSTER_TEST_SEED");
    return given != nullptr ? static_cast<unsigned>(std::stoul(given)) : std::random_device{}();
}

int rules_of_run(int usual)
{
    const char* given = std::getenv("MUSTER_TEST_RULES");
    return given != nullptr ? std::stoi(given) : usual;
}

const DeclaredFields& random_fields()
{
    static const DeclaredFields declared{{
        field("a_text", Type::text),
        field("an_integer", Type::integer),
        field("a_number", Type::number),
        field("a_decimal", Type::decimal, "2"),
        field("a_boolean", Type::boolean),
        field("a_date", Type::date),
        field("a_datetime", Type::datetime),
        field("an_enum", Type::enumeration, {}, enum_values),
        field("a_list", Type::list),
    }};
    return declared;
}

std::int64_t RandomRules::below(std::int64_t bound)
{
    // Without std::uniform_int_distribution, whose results differ between standard libraries.
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
}

void RandomRules::move(const TimeZone* zone, Date date)
{
    zone_ = zone;
    date_ = date;
    now_ = to_time(zone, LocalTime{half_hour().time_since_epoch()}) + microseconds{below(3) - 1};
}

void RandomRules::move_anywhere()
{
    const auto* zone = TimeZone::find(zones[static_cast<std::size_t>(below(std::ssize(zones)))]);
    switch (below(4)) {
    case 0: return move(zone, sys_days{year{1940 + static_cast<int>(below(100))} / 3 / 1});
    case 1: return move(zone, sys_days{year{1904 + static_cast<int>(below(40)) * 4} / 2 / 29});
    default: return move(zone, change_of_clocks(*zone));
    }
}

Date RandomRules::change_of_clocks(const TimeZone& zone)
{
    Time day{sys_days{year{1970} / 1 / 1} + days{below(365 * 65)}};
    const auto offset = [&](Time at) {
        return to_local(&zone, at).time_since_epoch() - at.time_since_epoch();
    };
    for (int i = 0; i < 400 && offset(day) == offset(day + days{1}); ++i) day += days{1};
    return floor<days>(day) + days{below(2)};
}

Time RandomRules::half_hour() { return Time{date_} + minutes{30} * (below(144) - 48); }

Value RandomRules::text(const Operand& operand)
{
    if (operand.type == Type::enumeration) {
        return enum_values[static_cast<std::size_t>(below(std::ssize(enum_values)))];
    }
    std::string value(texts[static_cast<std::size_t>(below(std::ssize(texts)))]);
    if (is_one_in(8)) value += texts[static_cast<std::size_t>(below(std::ssize(texts)))];
    return value;
}

// A value of the operand's type, as a customer can have it; never null.
Value RandomRules::value(const Operand& operand)
{
    const auto pick = [&](const auto& pool) {
        return pool[static_cast<std::size_t>(below(std::ssize(pool)))];
    };
    switch (operand.type) {
    case Type::integer: return pick(integers);
    case Type::number: return pick(doubles);
    case Type::decimal: return Decimal{pick(units), 2};
    case Type::boolean: return is_one_in(2);
    case Type::date:
        if (zone_ != nullptr && is_one_in(2)) return date_ + days{below(5) - 2};
        return date_ + days{below(800) - 700};
    case Type::datetime:
        if (is_one_in(3)) { // ties with dates
            const microseconds midnight = (date_ + days{below(800) - 700}).time_since_epoch();
            return to_time(zone_, LocalTime{midnight});
        }
        if (zone_ != nullptr && is_one_in(2))
            return to_time(zone_, LocalTime{half_hour().time_since_epoch()});
        return now() + hours{below(48) - 24} + microseconds{below(3) - 1};
    case Type::list: {
        TextList list;
        for (auto count = 1 + below(3); count > 0; --count) list.emplace_back(pick(items));
        return list;
    }
    default: return text(operand);
    }
}

Customer RandomRules::customer(CustomerId id)
{
    Customer customer;
    for (const auto& operand : all_operands(random_fields())) {
        if (is_one_in(4)) continue;
        if (operand.field != nullptr) {
            customer.fields.set(operand.field->key, value(operand));
        } else {
            find_member<Customer>(operand.name)->set(customer, value(operand));
        }
    }
    customer.id = id;
    customer.home_group = GroupId{below(random_groups + 1)};
    customer.created_at = now() - days{below(900)} + hours{below(24)};
    customer.updated_at = customer.created_at + seconds{below(3)};
    return customer;
}

std::vector<Customer> RandomRules::customers(std::int64_t count)
{
    std::vector<Customer> customers;
    for (std::int64_t id = 1; id <= count; ++id) customers.push_back(customer(CustomerId{id}));
    return customers;
}

Time RandomRules::beginning() { return std::get<Time>(value({"created_at", Type::datetime})); }

MembersSince RandomRules::memberships(std::int64_t count)
{
    MembersSince memberships;
    for (std::int64_t group = 1; group <= random_groups; ++group) {
        const std::int64_t share = 1 + below(4);
        for (std::int64_t id = 1; id <= count; ++id) {
            if (!is_one_in(share)) continue;
            memberships[{GroupId{group}, CustomerId{id}}] = beginning();
        }
    }
    return memberships;
}

std::string RandomRules::pattern()
{
    std::string pattern;
    for (auto pieces = below(6); pieces > 0; --pieces) {
        pattern += pattern_pieces[static_cast<std::size_t>(below(std::ssize(pattern_pieces)))];
    }
    return pattern;
}

Interval RandomRules::interval()
{
    Interval interval;
    if (is_one_in(2)) interval.months = below(31) - 25;
    if (is_one_in(2)) interval.days = below(101) - 90;
    if (is_one_in(3)) interval.microseconds = (below(72) - 60) * 3'600'000'000 + below(2);
    return interval;
}

// Constants of another type that can be compared with the operand.
Value RandomRules::odd_constant(const Operand& operand)
{
    switch (operand.type) {
    case Type::integer: return Decimal{(below(200) - 100) * 10 + 1 + below(9), 1};
    case Type::decimal:
        if (is_one_in(4)) return Decimal{greatest, 0};
        return Decimal{(below(4000) - 2000) * 10 + 1 + below(9), 3};
    case Type::date: return Time{date_ + days{below(800) - 700}} + hours{1 + below(22)};
    default: return value(operand);
    }
}

Term RandomRules::term(const Operand& operand)
{
    if (is_one_in(20)) return {};
    const bool has_time = operand.type == Type::date || operand.type == Type::datetime;
    if (has_time && is_one_in(3)) return {{}, true, interval()};
    if (has_time && is_one_in(3)) {
        Term local{half_hour()};
        local.local = LocalTime{std::get<Time>(local.value).time_since_epoch()};
        return local;
    }
    if (is_one_in(4)) return {odd_constant(operand)};
    return {value(operand)};
}

Rule RandomRules::membership()
{
    Rule rule;
    rule.op = Op::member_of;
    rule.group = GroupId{1 + below(random_groups)};
    if (is_one_in(3)) return rule;
    rule.op = is_one_in(2) ? Op::since_before : Op::since_after;
    for (;;) {
        const bool is_truncated = forms_ != Forms::of_sqlite && is_one_in(4);
        rule.terms = {is_truncated ? truncated_moment() : term(since_operand(rule.group))};
        // check() refuses NULL.
        auto leaf = check(rule, {random_fields(), {}, nullptr, {}, zone_});
        if (leaf) return *std::move(leaf);
    }
}

Rule RandomRules::leaf()
{
    if (is_one_in(10)) return membership();
    Rule rule;
    if (is_one_in(40)) {
        rule.op = Op::constant;
        rule.terms.push_back(is_one_in(3) ? Term{} : Term{is_one_in(2)});
        return rule;
    }
    const auto operands = all_operands(random_fields());
    for (;;) {
        const auto& operand = operands[static_cast<std::size_t>(below(std::ssize(operands)))];
        const bool has_time = operand.type == Type::date || operand.type == Type::datetime;
        if (forms_ == Forms::of_sqlite && operand.type == Type::list) continue;
        if (forms_ == Forms::of_time && !has_time) continue;
        // check() completes what follows from the types. It also refuses a condition that can never
        // be true, such as LOWER(city) = 'A'.
        auto leaf = check(condition(operand), {random_fields(), {}, nullptr, {}, zone_});
        if (leaf) return *std::move(leaf);
    }
}

Rule RandomRules::condition(const Operand& operand)
{
    Rule rule;
    rule.operand = operand.name;
    rule.type = operand.type;
    if (operand.type == Type::list) return list_condition(operand);
    const bool is_text = operand.type == Type::text || operand.type == Type::enumeration;
    if (is_text && forms_ != Forms::of_sqlite && is_one_in(3)) return function_condition(operand);
    const bool has_time = operand.type == Type::date || operand.type == Type::datetime;
    if (has_time && forms_ != Forms::of_sqlite && is_one_in(4)) return part_condition(operand);
    constexpr std::array plain{Op::equal,         Op::not_equal, Op::less,
                               Op::less_or_equal, Op::greater,   Op::greater_or_equal,
                               Op::between,       Op::in,        Op::is_null};
    rule.op = is_text && is_one_in(4) ? Op::like
                                      : plain[static_cast<std::size_t>(below(std::ssize(plain)))];
    if (rule.op == Op::like && forms_ != Forms::of_sqlite && is_one_in(2)) rule.op = Op::ilike;
    add_terms(rule, operand);
    if (has_time && forms_ != Forms::of_sqlite && !rule.terms.empty() && is_one_in(4)) {
        rule.terms.front() = truncated_moment();
    }
    return rule;
}

Term RandomRules::today()
{
    Term term;
    term.is_moment = term.is_today = true;
    term.truncated = Function::day;
    if (is_one_in(2)) term.offset = interval();
    return term;
}

// DATE_TRUNC or CURRENT_DATE.
Term RandomRules::truncated_moment()
{
    if (is_one_in(3)) return today();
    constexpr std::array truncating{Function::year, Function::quarter, Function::month,
                                    Function::week, Function::day};
    Term term;
    term.is_moment = true;
    term.truncated = truncating[static_cast<std::size_t>(below(std::ssize(truncating)))];
    if (is_one_in(2)) term.inner.months = below(40) - 20;
    if (is_one_in(3)) term.inner.days = below(7) - 3;
    if (is_one_in(2)) term.offset.days = below(400) - 200;
    if (is_one_in(4)) term.offset = interval();
    return term;
}

Rule RandomRules::list_condition(const Operand& operand)
{
    Rule rule;
    rule.operand = operand.name;
    rule.type = operand.type;
    rule.op = is_one_in(6) ? Op::is_null : is_one_in(2) ? Op::overlaps : Op::contains_all;
    if (rule.op == Op::is_null) return rule;
    for (auto count = 1 + below(2); count > 0; --count) {
        rule.terms.push_back(
            {std::string(items[static_cast<std::size_t>(below(std::ssize(items)))])});
    }
    return rule;
}

Rule RandomRules::function_condition(const Operand& operand)
{
    constexpr std::array functions{Function::lower, Function::upper, Function::numeric};
    constexpr std::array ops{Op::equal, Op::not_equal, Op::less,    Op::greater_or_equal,
                             Op::in,    Op::between,   Op::is_null, Op::like};
    Rule rule;
    rule.operand = operand.name;
    rule.type = operand.type;
    rule.function = functions[static_cast<std::size_t>(below(std::ssize(functions)))];
    rule.op = ops[static_cast<std::size_t>(below(std::ssize(ops)))];
    if (rule.function != Function::numeric) {
        add_terms(rule, {operand.name, Type::text, nullptr});
        for (auto& term : rule.terms) term.value = function_value(rule.function, term.value);
        return rule;
    }
    if (rule.op == Op::like) rule.op = Op::less_or_equal;
    add_terms(rule, {operand.name, Type::integer, nullptr});
    return rule;
}

// A part of a date compares with small numbers, sometimes with the same part of NOW().
Rule RandomRules::part_condition(const Operand& operand)
{
    constexpr std::array ops{Op::equal,   Op::not_equal, Op::less,   Op::greater_or_equal,
                             Op::between, Op::in,        Op::is_null};
    constexpr std::array greatest_of_part{2030, 4, 12, 53, 31, 366, 6, 7}; // from year on
    Rule rule;
    rule.operand = operand.name;
    rule.type = operand.type;
    const auto part = below(std::ssize(greatest_of_part));
    rule.function = static_cast<Function>(static_cast<std::int64_t>(Function::year) + part);
    rule.op = ops[static_cast<std::size_t>(below(std::ssize(ops)))];
    if (rule.op == Op::is_null) return rule;
    for (auto count = rule.op == Op::between ? 2 : 1 + below(rule.op == Op::in ? 3 : 1); count > 0;
         --count) {
        const auto greatest_value = greatest_of_part[static_cast<std::size_t>(part)];
        Term term{greatest_value -
                  below(rule.function == Function::year ? 60 : greatest_value + 1)};
        if (is_one_in(4)) {
            term = is_one_in(3) ? today() : Term{};
            term.is_moment = true;
            if (!term.is_today) term.offset.days = below(400) - 200;
            term.part = rule.function;
        }
        rule.terms.push_back(std::move(term));
    }
    return rule;
}

void RandomRules::add_terms(Rule& rule, const Operand& operand)
{
    if (rule.op == Op::is_null) return;
    if (rule.op == Op::like || rule.op == Op::ilike) {
        rule.terms.push_back(is_one_in(20) ? Term{} : Term{pattern()});
        return;
    }
    const auto count = rule.op == Op::in ? 1 + below(4) : rule.op == Op::between ? 2 : 1;
    for (std::int64_t i = 0; i < count; ++i) rule.terms.push_back(term(operand));
}

Rule RandomRules::rule(int depth)
{
    if (depth <= 1 || is_one_in(4)) return leaf();
    if (is_one_in(4)) return negation(rule(depth - 1));
    std::vector<Rule> parts;
    for (auto count = 2 + below(3); count > 0; --count) parts.push_back(rule(depth - 1));
    return combine(is_one_in(2) ? Op::all : Op::any, std::move(parts));
}

std::vector<Rule> smaller_rules(const Rule& rule)
{
    std::vector<Rule> smaller(rule.parts);
    for (std::size_t i = 0; i < rule.parts.size(); ++i) {
        if (rule.parts.size() > 2) {
            smaller.push_back(rule);
            smaller.back().parts.erase(smaller.back().parts.begin() + std::ptrdiff_t(i));
        }
        for (auto& part : smaller_rules(rule.parts[i])) {
            smaller.push_back(rule);
            smaller.back().parts[i] = std::move(part);
        }
    }
    const bool is_several =
        rule.op == Op::in || rule.op == Op::overlaps || rule.op == Op::contains_all;
    if (is_several && rule.terms.size() > 1) {
        for (std::size_t i = 0; i < rule.terms.size(); ++i) {
            smaller.push_back(rule);
            smaller.back().terms.erase(smaller.back().terms.begin() + std::ptrdiff_t(i));
        }
    }
    return smaller;
}

} // namespace muster::rule::test
