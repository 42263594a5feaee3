// The orders of customer lists.
#pragma once

#include "dialects/dialect.h"
#include "model/store.h"

namespace muster::dialects::ecwid {

struct SortRow;

// sortBy; by name when absent.
Result<const SortRow*> read_sort(const Call& call);
// The page that the query asks for, in that order.
Result<model::Page> sorted_page(const model::Rows& rows, model::Query query, const SortRow& sort);

} // namespace muster::dialects::ecwid
