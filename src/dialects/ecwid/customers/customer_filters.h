// The filters of customer lists: one row per query parameter (promise 10).
#pragma once

#include <array>

#include "dialects/dialect.h"
#include "model/query.h"

namespace muster::dialects::ecwid {

enum class Filters {
    all,
    bulk, // the subset for mass updates and lists of ids
};

// The query parameters of both sets, and of searches only, for the routes.
inline constexpr std::size_t bulk_filter_count = 12;
inline constexpr std::size_t other_filter_count = 18;
extern const std::array<Parameter, bulk_filter_count> bulk_filters;
extern const std::array<Parameter, other_filter_count> other_filters;

// The filters of the query, joined by AND.
Result<model::Filter> read_filters(const RequestContext& call, Filters which);

// Bounds of a time, both inclusive to the second: times are shown without fractions, and the time
// that is shown must find its customer.
model::Filter from(std::string operand, Time time);
model::Filter up_to(std::string operand, Time time);

} // namespace muster::dialects::ecwid
