// The tables of customers and groups. Knows no requests.
#pragma once

#include <span>

#include "wire/record.h"

namespace muster::dialects::ecwid {

// The members at the top of the customer object that hold a core member, or one value of this API's
// extras. Addresses, contacts, extra fields and figures are in files of their own.
std::span<const wire::RecordRow> customer_rows();
const wire::Record<model::Customer>& customer_record();

const wire::Record<model::Group>& group_record();

// The ids that clients see.
std::int64_t customer_id(const model::Customer& customer);
std::int64_t group_id(const model::Group& group);

extern const wire::Codec scheme_codec; // b2b_b2c

} // namespace muster::dialects::ecwid
