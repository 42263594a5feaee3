#include "jobs/table/cell_text.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "wire/csv.h"
#include "wire/plain_text.h"

namespace muster::jobs {

namespace {

// Spreadsheets run cells that begin like this, some of them also behind blanks and with signs of
// full width.
bool begins_like_formula(std::string_view text)
{
    constexpr std::string_view signs[] = {"=",      "+",      "-",      "@",
                                          "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
    if (text.starts_with('\t') || text.starts_with('\r')) return true;
    text = text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    return std::ranges::any_of(signs, [&](auto sign) { return text.starts_with(sign); });
}

// 04101, +49 30 901820, 7210448301001: what a quote in front keeps from becoming a number.
bool is_numeric(std::string_view text)
{
    constexpr std::string_view parts = "0123456789 .,:/()+-";
    return !text.empty() && text.front() >= '0' && text.front() <= '9' &&
           text.find_first_not_of(parts) == text.npos;
}

bool is_guard(std::string_view cell)
{
    if (cell.size() < 2 || cell.front() != '\'') return false;
    const auto rest = cell.substr(1);
    return begins_like_formula(rest) || is_numeric(rest) || is_guard(rest);
}

bool is_text_formula(std::string_view cell)
{
    return cell.size() >= 3 && cell.starts_with("=\"") && cell.ends_with('"') &&
           cell.substr(2, cell.size() - 3).find('"') == cell.npos;
}

// Google Contacts writes it between the values of one cell.
constexpr std::string_view between_values = " ::: ";

// "Smith, John","b": newsletter tools quote the items of a cell as they quote cells.
std::vector<std::string> pieces_of(std::string_view text)
{
    if (text.starts_with('"')) {
        wire::CsvReader reader;
        reader.feed(text);
        reader.finish();
        wire::CsvRecord record;
        const auto found = reader.next(record);
        const bool is_whole = reader.place().offset == text.size();
        if (found && *found && is_whole && !record.problem) return record.fields;
    }
    std::vector<std::string> pieces;
    if (!has_several_values(text)) {
        for (const auto piece : split(text, ',')) pieces.emplace_back(piece);
        return pieces;
    }
    for (auto end = text.find(between_values); end != text.npos; end = text.find(between_values)) {
        pieces.emplace_back(text.substr(0, end));
        text.remove_prefix(end + between_values.size());
    }
    pieces.emplace_back(text);
    return pieces;
}

} // namespace

bool has_several_values(std::string_view cell) { return cell.find(between_values) != cell.npos; }

std::string without_guard(std::string_view cell)
{
    if (is_text_formula(cell)) return std::string(cell.substr(2, cell.size() - 3));
    if (is_guard(cell)) cell.remove_prefix(1);
    return std::string(cell);
}

std::string with_guard(std::string text, bool for_spreadsheets)
{
    const bool may_run = for_spreadsheets && begins_like_formula(text) && !parse_number(text);
    if (may_run || is_guard(text) || is_text_formula(text)) text.insert(0, 1, '\'');
    return text;
}

std::string text_of_list(const model::TextList& items)
{
    std::string plain = wire::plain_text(model::Value{items});
    if (list_of_text(plain) == items) return plain;
    std::string array;
    JsonWriter out(array);
    out.begin_array();
    for (const auto& item : items) out.text(item);
    out.end_array();
    return array;
}

model::TextList list_of_text(std::string_view text)
{
    text = trim(text);
    model::TextList items;
    if (text.starts_with('[')) {
        const auto json = parse_json(text);
        const auto* array = json ? json->as_array() : nullptr;
        const bool has_texts =
            array != nullptr && std::all_of(array->begin(), array->end(), [](const Json& item) {
                return item.as_text() != nullptr;
            });
        if (has_texts) {
            for (const auto& item : *array) items.push_back(*item.as_text());
            return items;
        }
    }
    for (const auto& piece : pieces_of(text)) {
        const auto item = trim(piece);
        if (!item.empty()) items.emplace_back(item);
    }
    return items;
}

std::string cell_text(const model::Value& value)
{
    if (const auto* list = std::get_if<model::TextList>(&value)) return text_of_list(*list);
    return wire::plain_text(value);
}

} // namespace muster::jobs
