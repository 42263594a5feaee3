// Values as the cells of a table: what an export writes, an import reads back unchanged. Knows no
// file and no column.
#pragma once

#include <string>
#include <string_view>

#include "model/value.h"

namespace muster::jobs {

// The text of a cell without what spreadsheets put around it: ="04101" means 04101, and a quote in
// front of a sign or of a number is not part of the text.
std::string without_guard(std::string_view cell);

// The text as a cell: without_guard() gives it back. For spreadsheets, a cell that they would run
// as a formula gets a quote in front too.
std::string with_guard(std::string text, bool for_spreadsheets);

// Items with commas between them; a JSON array when an item needs it. list_of_text() reads both.
std::string text_of_list(const model::TextList& items);
model::TextList list_of_text(std::string_view text);
// "ann@example.org ::: ann@example.com", as Google Contacts exports them. A list takes them all.
bool has_several_values(std::string_view cell);

// Any value; empty for null.
std::string cell_text(const model::Value& value);

} // namespace muster::jobs
