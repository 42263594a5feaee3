// Prints rows of JSON objects as an aligned table for people.
#pragma once

#include <iosfwd>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace muster::cli {

// One column per name, with the name as its head; missing members are blank.
void print_table(std::ostream& out, const std::vector<std::string_view>& names,
                 const Json::Array& rows);

// A value as people read it: texts bare, null blank, the rest as JSON.
std::string plain_text(const Json& value);

} // namespace muster::cli
