// Reads the first rows once with each separator. Knows no columns.
#include "wire/table_form.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "wire/csv.h"
#include "wire/encoding.h"

namespace muster::wire {

namespace {

constexpr std::array candidates{',', ';', '\t', '|'};
constexpr std::size_t sample_rows = 50;

// The numbers of cells of the first rows.
std::vector<std::size_t> widths(std::string_view start, char separator)
{
    CsvReader reader({}, {}, separator);
    reader.feed(start);
    CsvRecord record;
    std::vector<std::size_t> found;
    while (found.size() < sample_rows) {
        const auto more = reader.next(record);
        if (!more || !*more) break;
        found.push_back(record.fields.size());
    }
    if (found.empty()) { // the sample is one row, or the start of one
        reader.finish();
        const auto more = reader.next(record);
        if (more && *more) found.push_back(record.fields.size());
    }
    return found;
}

struct Score {
    double equal = 0; // share of the rows that are as wide as the heading
    std::size_t cells = 0;

    bool operator>(const Score& other) const
    {
        return equal > other.equal || (equal == other.equal && cells > other.cells);
    }
};

Score score_of(std::string_view start, char separator)
{
    const auto found = widths(start, separator);
    if (found.empty() || found.front() < 2) return {};
    const auto equal = std::count(found.begin(), found.end(), found.front());
    return {static_cast<double>(equal) / static_cast<double>(found.size()), found.front()};
}

// "sep=;" as spreadsheets write it, with or without quotes.
std::optional<TableForm> stated(std::string_view start)
{
    const std::size_t skipped = start.starts_with(utf8_mark) ? utf8_mark.size() : 0;
    const auto end = std::min(start.find_first_of("\r\n", skipped), start.size());
    std::string_view line = start.substr(skipped, end - skipped);
    if (line.size() == 7 && line.front() == '"' && line.back() == '"') line = line.substr(1, 5);
    if (line.size() != 5 || lower_ascii(line.substr(0, 4)) != "sep=") return std::nullopt;
    const auto separator = parse_separator(line.substr(4));
    if (!separator) return std::nullopt;
    const bool is_pair = start.substr(end).starts_with("\r\n");
    return TableForm{*separator, std::min(end + (is_pair ? 2 : 1), start.size()), 2};
}

} // namespace

TableForm recognize_table(std::string_view start)
{
    start = start.substr(0, limits::table_sample_bytes);
    if (const auto form = stated(start)) return *form;
    TableForm form;
    Score best;
    for (const char separator : candidates) {
        const auto score = score_of(start, separator);
        if (!(score > best)) continue;
        best = score;
        form.separator = separator;
    }
    return form;
}

std::optional<char> parse_separator(std::string_view text)
{
    const std::string word = lower_ascii(text);
    if (word == "tab" || word == "\\t") return '\t';
    if (text.size() != 1) return std::nullopt;
    const char c = text.front();
    constexpr std::string_view possible = "\t!#$%&*+,:;<=>?@^_`|~/";
    const bool may_separate = possible.find(c) != possible.npos;
    return may_separate ? std::optional(c) : std::nullopt;
}

std::string name_of_separator(char separator)
{
    return separator == '\t' ? "tab" : std::string(1, separator);
}

} // namespace muster::wire
