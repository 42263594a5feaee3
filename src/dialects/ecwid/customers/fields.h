// The tables of customers and groups. Knows no requests.
#pragma once

#include <span>

#include "wire/fields.h"

namespace muster::dialects::ecwid {

// The members at the top of the customer object that hold a core member, or one value of this API's
// extras. Addresses, contacts, extra fields and figures are in files of their own.
std::span<const wire::RecordRow> customer_rows();
wire::TableView<model::Customer> customer_table();

wire::TableView<model::Group> group_table();

} // namespace muster::dialects::ecwid
