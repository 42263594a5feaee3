// How customer lists can be sorted (promise 10).
#pragma once

#include "dialects/dialect.h"
#include "model/store.h"

namespace muster::dialects::ecwid {

struct SortRow;

// The row of the parameter sortBy; by name when it is absent.
Result<const SortRow*> read_sort(const RequestContext& call);
// The page of the query in that order.
Result<model::Page> sorted_page(const model::Rows& rows, model::Query query, const SortRow& sort);

} // namespace muster::dialects::ecwid
