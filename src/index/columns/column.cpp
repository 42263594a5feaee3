#include "index/columns/column.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

#include "model/compare.h"

namespace muster::index {

using model::Decimal;
using model::TextList;
using model::Value;
using Type = Form::Type;

namespace {

constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

// Doubles as integers of the same order: the bits of negative ones run backwards.
std::int64_t ordered(double value)
{
    const auto bits = std::bit_cast<std::int64_t>(value == 0 ? 0.0 : value);
    return bits >= 0 ? bits : bits ^ highest;
}

double number_of(std::int64_t cell)
{
    return std::bit_cast<double>(cell >= 0 ? cell : cell ^ highest);
}

// Cells that stand for values which can be computed with.
Range domain_of(Form form)
{
    constexpr std::int64_t most_days = 100'000'000; // their midnights fit 64 bits
    constexpr double endless = std::numeric_limits<double>::infinity();
    switch (form.type) {
    case Type::boolean: return {0, 1};
    case Type::real: return {ordered(-endless), ordered(endless)};
    case Type::date: return {-most_days, most_days};
    default: return {lowest, highest};
    }
}

Value as_time(Value value)
{
    if (const auto* date = std::get_if<Date>(&value)) return Time{*date};
    return value;
}

struct Comparer {
    Form form;
    Value wanted;
    Dates dates;

    std::partial_ordering operator()(std::int64_t cell) const
    {
        Value value = value_of(form, cell);
        if (dates == Dates::as_times) value = as_time(std::move(value));
        return model::compare_values(value, wanted);
    }
};

// The first cell of the domain that passes; all behind it do. None: no cell does.
template <class Passes>
std::optional<std::int64_t> first_that(Range domain, const Passes& passes)
{
    if (!passes(domain.high)) return std::nullopt;
    while (domain.low < domain.high) {
        const std::int64_t middle = std::midpoint(domain.low, domain.high);
        if (passes(middle)) {
            domain.high = middle;
        } else {
            domain.low = middle + 1;
        }
    }
    return domain.low;
}

// From the cell on, or up to right before it.
std::optional<Range> from(Range domain, std::optional<std::int64_t> first)
{
    if (!first) return std::nullopt;
    return Range{*first, domain.high};
}

std::optional<Range> before(Range domain, std::optional<std::int64_t> first)
{
    if (!first) return domain;
    if (*first == domain.low) return std::nullopt;
    return Range{domain.low, *first - 1};
}

} // namespace

std::optional<Form> form_of(const Value& value)
{
    if (const auto* decimal = std::get_if<Decimal>(&value))
        return Form{Type::decimal, decimal->scale};
    if (std::holds_alternative<bool>(value)) return Form{Type::boolean, 0};
    if (std::holds_alternative<std::int64_t>(value)) return Form{Type::integer, 0};
    if (std::holds_alternative<double>(value)) return Form{Type::real, 0};
    if (std::holds_alternative<Date>(value)) return Form{Type::date, 0};
    if (std::holds_alternative<Time>(value)) return Form{Type::time, 0};
    if (std::holds_alternative<TextList>(value)) return Form{Type::list, 0};
    if (model::text_of(value).empty()) return std::nullopt;
    return Form{Type::text, 0};
}

std::int64_t cell_of(const Value& value)
{
    if (const auto* decimal = std::get_if<Decimal>(&value)) return decimal->units;
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? 1 : 0;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
    if (const auto* real = std::get_if<double>(&value)) return ordered(*real);
    if (const auto* date = std::get_if<Date>(&value)) return date->time_since_epoch().count();
    if (const auto* time = std::get_if<Time>(&value)) return time->time_since_epoch().count();
    return 0;
}

Value value_of(Form form, std::int64_t cell)
{
    switch (form.type) {
    case Type::boolean: return cell != 0;
    case Type::integer: return cell;
    case Type::decimal: return Decimal{cell, form.scale};
    case Type::real: return number_of(cell);
    case Type::date: return Date{std::chrono::days{cell}};
    case Type::time: return Time{std::chrono::microseconds{cell}};
    case Type::list: return TextList{};
    case Type::text: break;
    }
    return {};
}

std::optional<Range> cells_that(Form form, Compare compare, const Value& wanted, Dates dates)
{
    const Range domain = domain_of(form);
    const Comparer order{form, dates == Dates::as_times ? as_time(wanted) : wanted, dates};
    if (order(0) == std::partial_ordering::unordered) return std::nullopt;
    std::optional<std::int64_t> lower; // the first that is not less
    std::optional<std::int64_t> upper; // the first that is greater
    if (form_of(wanted) == form) {
        lower = cell_of(wanted);
        if (*lower < domain.high) upper = *lower + 1;
    } else {
        // Whatever the types: whoever compares decides, and the order does the rest.
        lower = first_that(domain, [&](std::int64_t cell) { return order(cell) >= 0; });
        upper = first_that(domain, [&](std::int64_t cell) { return order(cell) > 0; });
    }
    switch (compare) {
    case Compare::less: return before(domain, lower);
    case Compare::less_or_equal: return before(domain, upper);
    case Compare::greater: return from(domain, upper);
    case Compare::greater_or_equal: return from(domain, lower);
    case Compare::equal: break;
    }
    if (!lower || lower == upper) return std::nullopt;
    return Range{*lower, upper ? *upper - 1 : domain.high};
}

std::vector<Range> joined(std::vector<Range> ranges)
{
    if (ranges.size() < 2) return ranges;
    std::sort(ranges.begin(), ranges.end(),
              [](const Range& a, const Range& b) { return a.low < b.low; });
    std::vector<Range> result;
    for (const auto& range : ranges) {
        if (!result.empty() &&
            (result.back().high == highest || range.low <= result.back().high + 1)) {
            result.back().high = std::max(result.back().high, range.high);
        } else {
            result.push_back(range);
        }
    }
    return result;
}

std::vector<Range> others(const std::vector<Range>& ranges)
{
    std::vector<Range> result;
    std::int64_t low = lowest;
    for (const auto& range : ranges) {
        if (range.low > low) result.push_back({low, range.low - 1});
        if (range.high == highest) return result;
        low = range.high + 1;
    }
    result.push_back({low, highest});
    return result;
}

std::optional<Value> ColumnView::get(std::int64_t id) const
{
    const auto cell = cells.get(id);
    if (!cell) return std::nullopt;
    if (form.type != Type::text) return value_of(form, *cell);
    return Value{std::string(texts.at(static_cast<TextCode>(*cell)))};
}

void Column::set(std::int64_t id, const Value& value)
{
    const auto old = cells_.get(id);
    if (form_.type != Type::text) {
        const std::int64_t cell = cell_of(value);
        if (old != cell) cells_.set(id, cell);
        return;
    }
    const auto text = model::text_of(value);
    if (old && texts_.at(static_cast<TextCode>(*old)) == text) return;
    cells_.set(id, texts_.acquire(text));
    if (old) texts_.release(static_cast<TextCode>(*old));
}

void Column::clear(std::int64_t id)
{
    const auto old = cells_.get(id);
    if (!old) return;
    cells_.clear(id);
    if (form_.type == Type::text) texts_.release(static_cast<TextCode>(*old));
}

void Column::forget(std::int64_t id)
{
    const auto old = cells_.get(id);
    if (!old) return;
    cells_.forget(id);
    if (form_.type == Type::text) texts_.release(static_cast<TextCode>(*old));
}

void Column::write(const ColumnView& column, FrameWriter& out)
{
    column.cells.write(out);
    if (column.form.type == Type::text) Dictionary::write(column.texts, out);
}

bool Column::read(FrameReader& in, const Set& live)
{
    if (!cells_.read(in)) return false;
    if (form_.type == Type::text) return texts_.read(in, cells_, live);
    const Range domain = domain_of(form_);
    for (std::size_t i = 0; i < cells_.chunks(); ++i) {
        const auto* chunk = cells_.chunk(i);
        if (chunk == nullptr) continue;
        const auto [least, greatest] = chunk->bounds();
        if (least < domain.low || greatest > domain.high) return false;
    }
    return true;
}

} // namespace muster::index
