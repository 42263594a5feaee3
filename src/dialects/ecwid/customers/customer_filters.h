// The filters of customer lists (spec 6.2): one row per parameter.
#pragma once

#include "dialects/description.h"
#include "dialects/dialect.h"
#include "model/query.h"

namespace muster::dialects::ecwid {

enum class Filters {
    all,
    bulk, // the subset of mass updates and of lists of ids
};

// All parameters of the query that filter, joined by AND.
std::vector<Parameter> filter_parameters(Filters which);

Result<model::Filter> read_filters(const Call& call, Filters which);

// Bounds of a time, inclusive to the second.
model::Filter from(std::string operand, Time time);
model::Filter up_to(std::string operand, Time time);

} // namespace muster::dialects::ecwid
