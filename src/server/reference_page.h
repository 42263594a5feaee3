// The reference of one API as a page for people, made from the OpenAPI document of its routes.
// Knows no dialect by name.
#pragma once

#include <string>

#include "dialects/dialect.h"

namespace muster::server {

std::string reference_page(const dialects::Dialect& dialect);

} // namespace muster::server
