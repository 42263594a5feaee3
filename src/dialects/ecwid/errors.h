// The errors that this API's own code makes, with the vendor's texts, and the one function that
// turns every error into an answer. Their subjects are words of this API ("store", "group",
// "contact") or names of parameters; errors of the directory have the core's words.
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

http::Response render(const RequestContext& call, const Failure& failure);

} // namespace muster::dialects::ecwid
