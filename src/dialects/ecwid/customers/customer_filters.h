// The filters of customer lists: one row per query parameter (promise 10).
#pragma once

#include "dialects/description.h"
#include "dialects/dialect.h"
#include "model/query.h"

namespace muster::dialects::ecwid {

enum class Filters {
    all,
    bulk, // the subset for mass updates and lists of ids
};

std::vector<FormerParameter> filter_parameters(Filters which);

// The filters of the query, joined by AND.
Result<model::Filter> read_filters(const RequestContext& call, Filters which);

// Bounds of a time, both inclusive to the second: times are shown without fractions, and the time
// that is shown must find its customer.
model::Filter from(std::string operand, Time time);
model::Filter up_to(std::string operand, Time time);

} // namespace muster::dialects::ecwid
