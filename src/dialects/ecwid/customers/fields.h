// The members of this API's objects as tables. Knows no requests.
#pragma once

#include <span>

#include "wire/fields.h"

namespace muster::dialects::ecwid {

// Members at the top of the customer object that are a core member or a flat one of our own. The
// addresses, contacts, extra fields and figures are in document.h, addresses.h and contacts.h.
std::span<const wire::Row<model::Customer>> customer_rows();
wire::TableView<model::Customer> customer_table();

wire::TableView<model::Group> group_table();

} // namespace muster::dialects::ecwid
