// The problems this API names itself, with its own texts, and the one place that turns errors into
// answers. Subjects are the API's own words ("store", "group", "contact"), or names of parameters.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dialects/dialect.h"

namespace muster::dialects::ecwid {

// Wrong parameter '<name>' value: <expected>
muster::Failure wrong_parameter(std::string_view name, std::string_view expected);
// Field <name> is absent
muster::Failure absent_field(std::string_view name);

muster::Failure store_not_found();
muster::Failure path_not_found();
muster::Failure customer_not_found(std::int64_t id);
muster::Failure group_not_found(std::int64_t id);
muster::Failure contact_not_found(std::int64_t id);
muster::Failure extrafield_not_found(std::string_view key);

http::Response render(const Call& call, const Failure& failure);

} // namespace muster::dialects::ecwid
