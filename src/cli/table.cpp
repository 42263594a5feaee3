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

namespace {

void collect_members(const Json& object, const std::string& prefix, Json::Array& rows)
{
    for (const auto& [name, value] : *object.as_object()) {
        if (value.is_null()) continue;
        if (value.is_object()) {
            collect_members(value, prefix + name + '.', rows);
            continue;
        }
        Json row = Json::object();
        row.set("name", prefix + name);
        row.set("value", plain_text(value));
        rows.push_back(std::move(row));
    }
}

} // namespace

void print_members(std::ostream& out, const Json& object)
{
    Json::Array rows;
    collect_members(object, "", rows);
    std::size_t width = 0;
    for (const auto& row : rows) {
        width = std::max(width, count_chars(*row.find("name")->as_text()) + 2);
    }
    for (const auto& row : rows) {
        const auto& name = *row.find("name")->as_text();
        out << name << std::string(width - count_chars(name), ' ') << *row.find("value")->as_text()
            << '\n';
    }
}

} // namespace muster::cli
