// When two names of members, fields or columns are the same. Knows no API and no file.
#pragma once

#include <string>
#include <string_view>

namespace muster::model {

// Two names are the same when their forms are: case does not count, and blanks, '_', '-' and '.'
// are equal, however many stand together. "E-Mail Address" and "e_mail  address" are the same.
std::string name_form(std::string_view name);

} // namespace muster::model
