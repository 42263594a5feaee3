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

namespace {

constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

// A double as an integer with the same order. The bits of negative doubles run backwards, so they
// are flipped.
std::int64_t ordered(double value)
{
    const auto bits = std::bit_cast<std::int64_t>(value == 0 ? 0.0 : value);
    return bits >= 0 ? bits : bits ^ highest;
}

double number_of(std::int64_t cell)
{
    return std::bit_cast<double>(cell >= 0 ? cell : cell ^ highest);
}

// The cells that stand for values of the type: value_of() is called for no others.
IntegerRange domain_of(ColumnType type)
{
    constexpr std::int64_t most_days = 100'000'000; // as microseconds they still fit into 64 bits
    constexpr double endless = std::numeric_limits<double>::infinity();
    switch (type.cell_type) {
    case CellType::boolean: return {0, 1};
    case CellType::real: return {ordered(-endless), ordered(endless)};
    case CellType::date: return {-most_days, most_days};
    default: return {lowest, highest};
    }
}

struct Comparer {
    ColumnType type;
    Value wanted;
    Dates dates;

    std::partial_ordering operator()(std::int64_t cell) const
    {
        Value value = value_of(type, cell);
        if (dates == Dates::as_times) value = as_time(std::move(value));
        return model::compare_values(value, wanted);
    }
};

// The first cell of the domain that passes, by binary search: when a cell passes, so do all greater
// ones. Nothing when no cell passes.
template <class Passes>
std::optional<std::int64_t> first_that(IntegerRange domain, const Passes& passes)
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

// The cells from `first` on; before() gives those below it.
std::optional<IntegerRange> from(IntegerRange domain, std::optional<std::int64_t> first)
{
    if (!first) return std::nullopt;
    return IntegerRange{*first, domain.high};
}

std::optional<IntegerRange> before(IntegerRange domain, std::optional<std::int64_t> first)
{
    if (!first) return domain;
    if (*first == domain.low) return std::nullopt;
    return IntegerRange{domain.low, *first - 1};
}

// The text that the dictionary has for a text or a list.
std::string text_in_dictionary(const Value& value)
{
    const auto* list = std::get_if<TextList>(&value);
    return list == nullptr ? std::string(model::text_of(value)) : packed(*list);
}

TextList unpacked(std::string_view text)
{
    TextList items;
    for (std::size_t begin = 1; begin < text.size();) {
        const std::size_t end = text.find(item_separator, begin);
        items.emplace_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return items;
}

// `texts`: the texts of the codes, of a column or of its view.
template <class Texts>
std::optional<Value> value_at(ColumnType type, const IntegerColumn& cells, const Texts& texts,
                              std::int64_t id)
{
    const auto cell = cells.get(id);
    if (!cell) return std::nullopt;
    if (!has_texts(type.cell_type)) return value_of(type, *cell);
    const auto text = texts.at(static_cast<TextCode>(*cell));
    return type.cell_type == CellType::text ? Value{std::string(text)} : Value{unpacked(text)};
}

} // namespace

std::string packed(const TextList& items)
{
    std::string text(1, item_separator);
    for (const auto& item : items) text += item + item_separator;
    return text;
}

std::string packed_item(std::string_view item)
{
    return item_separator + std::string(item) + item_separator;
}

std::optional<ColumnType> column_type_of(const Value& value)
{
    if (const auto* decimal = std::get_if<Decimal>(&value))
        return ColumnType{CellType::decimal, decimal->scale};
    if (std::holds_alternative<bool>(value)) return ColumnType{CellType::boolean, 0};
    if (std::holds_alternative<std::int64_t>(value)) return ColumnType{CellType::integer, 0};
    if (std::holds_alternative<double>(value)) return ColumnType{CellType::real, 0};
    if (std::holds_alternative<Date>(value)) return ColumnType{CellType::date, 0};
    if (std::holds_alternative<Time>(value)) return ColumnType{CellType::time, 0};
    if (std::holds_alternative<TextList>(value)) return ColumnType{CellType::list, 0};
    if (model::text_of(value).empty()) return std::nullopt;
    return ColumnType{CellType::text, 0};
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

Value value_of(ColumnType type, std::int64_t cell)
{
    switch (type.cell_type) {
    case CellType::boolean: return cell != 0;
    case CellType::integer: return cell;
    case CellType::decimal: return Decimal{cell, type.scale};
    case CellType::real: return number_of(cell);
    case CellType::date: return Date{std::chrono::days{cell}};
    case CellType::time: return Time{std::chrono::microseconds{cell}};
    case CellType::list:
    case CellType::text: break;
    }
    return {};
}

std::optional<IntegerRange> cells_that(ColumnType type, CellComparison compare, const Value& wanted,
                                       Dates dates)
{
    if (has_texts(type.cell_type)) return std::nullopt; // their cells are codes
    const IntegerRange domain = domain_of(type);
    const Comparer order{type, dates == Dates::as_times ? as_time(wanted) : wanted, dates};
    if (order(0) == std::partial_ordering::unordered) return std::nullopt;
    std::optional<std::int64_t> lower; // the first that is not less
    std::optional<std::int64_t> upper; // the first that is greater
    if (column_type_of(wanted) == type) {
        lower = cell_of(wanted);
        if (*lower < domain.high) upper = *lower + 1;
    } else {
        // Different types: asks compare_values() for single cells, which keep the order of the
        // values.
        lower = first_that(domain, [&](std::int64_t cell) { return order(cell) >= 0; });
        upper = first_that(domain, [&](std::int64_t cell) { return order(cell) > 0; });
    }
    switch (compare) {
    case CellComparison::less: return before(domain, lower);
    case CellComparison::less_or_equal: return before(domain, upper);
    case CellComparison::greater: return from(domain, upper);
    case CellComparison::greater_or_equal: return from(domain, lower);
    case CellComparison::equal: break;
    }
    if (!lower || lower == upper) return std::nullopt;
    return IntegerRange{*lower, upper ? *upper - 1 : domain.high};
}

std::vector<IntegerRange> merged(std::vector<IntegerRange> ranges)
{
    if (ranges.size() < 2) return ranges;
    std::sort(ranges.begin(), ranges.end(),
              [](const IntegerRange& a, const IntegerRange& b) { return a.low < b.low; });
    std::vector<IntegerRange> result;
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

std::vector<IntegerRange> complement_of(const std::vector<IntegerRange>& ranges)
{
    std::vector<IntegerRange> result;
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
    return value_at(type, cells, texts, id);
}

std::optional<Value> Column::get(std::int64_t id) const
{
    return value_at(type_, cells_, texts_, id);
}

void Column::set(std::int64_t id, const Value& value)
{
    const auto old = cells_.get(id);
    if (!has_texts(type_.cell_type)) {
        const std::int64_t cell = cell_of(value);
        if (old != cell) cells_.set(id, cell);
        return;
    }
    const std::string text = text_in_dictionary(value);
    if (old && texts_.at(static_cast<TextCode>(*old)) == text) return;
    cells_.set(id, texts_.acquire(text));
    if (old) texts_.release(static_cast<TextCode>(*old));
}

void Column::clear(std::int64_t id)
{
    const auto old = cells_.get(id);
    if (!old) return;
    cells_.clear(id);
    if (has_texts(type_.cell_type)) texts_.release(static_cast<TextCode>(*old));
}

void Column::forget(std::int64_t id)
{
    const auto old = cells_.get(id);
    if (!old) return;
    cells_.forget(id);
    if (has_texts(type_.cell_type)) texts_.release(static_cast<TextCode>(*old));
}

void Column::write(const ColumnView& column, ChecksummedWriter& out)
{
    column.cells.write(out);
    if (has_texts(column.type.cell_type)) Dictionary::write(column.texts, out);
}

bool Column::read(ChecksummedReader& in, const Set& live)
{
    if (!cells_.read(in)) return false;
    if (has_texts(type_.cell_type)) return texts_.read(in, cells_, live);
    const IntegerRange domain = domain_of(type_);
    for (std::size_t i = 0; i < cells_.chunks(); ++i) {
        const auto* chunk = cells_.chunk(i);
        if (chunk == nullptr) continue;
        const auto [least, greatest] = chunk->bounds();
        if (least < domain.low || greatest > domain.high) return false;
    }
    return true;
}

} // namespace muster::index
