// How a table is written as text: which character separates its cells, and where it begins.
// Recognises both from the first rows. Knows no columns.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace muster::wire {

struct TableForm {
    char separator = ',';
    std::size_t begin = 0; // bytes before the heading: a line such as "sep=;"
    std::size_t line = 1;  // of the heading
};

// `start` is the start of the file in UTF-8. Among , ; tab and | it takes the one that cuts the
// first rows into equal numbers of cells, and more than one. A line "sep=;" decides. Time and
// memory are bounded by limits::table_sample_bytes.
TableForm recognize_table(std::string_view start);

// The only character of the text, or "tab"; nullopt when it cannot separate cells.
std::optional<char> parse_separator(std::string_view text);
std::string name_of_separator(char separator);

} // namespace muster::wire
