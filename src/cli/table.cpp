// See table.h.
#include "cli/table.h"

#include <algorithm>
#include <ostream>

#include "base/text.h"

namespace muster::cli {

std::string plain_text(const Json& value)
{
    if (value.is_null()) return {};
    if (const auto* text = value.as_text()) return *text;
    return value.text();
}

void print_table(std::ostream& out, const std::vector<std::string_view>& names,
                 const Json::Array& rows)
{
    std::vector<std::vector<std::string>> lines;
    lines.emplace_back(names.begin(), names.end());
    for (const auto& row : rows) {
        auto& line = lines.emplace_back();
        for (const auto name : names) {
            const Json* member = row.find(name);
            line.push_back(member == nullptr ? std::string{} : plain_text(*member));
        }
    }
    std::vector<std::size_t> widths(names.size());
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            widths[i] = std::max(widths[i], count_chars(line[i]));
        }
    }
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            const bool is_last = i + 1 == line.size();
            out << line[i];
            if (!is_last) out << std::string(widths[i] - count_chars(line[i]) + 2, ' ');
        }
        out << '\n';
    }
}

} // namespace muster::cli
