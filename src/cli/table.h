// Prints JSON objects as a table with aligned columns.
#pragma once

#include <iosfwd>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace muster::cli {

// One column per name, with the name as its heading. Missing members are blank.
void print_table(std::ostream& out, const std::vector<std::string_view>& names,
                 const Json::Array& rows);

// One line per member: its name, aligned, and its value. Members of objects are "address.city".
// Members without a value are left out.
void print_members(std::ostream& out, const Json& object);

// A value for people: texts without quotes, null blank, everything else as JSON.
std::string plain_text(const Json& value);

} // namespace muster::cli
