// The orders of customer lists.
#pragma once

#include "core/store.h"
#include "dialects/dialect.h"

namespace muster::dialects::ecwid {

struct SortRow;

// sortBy; by name when absent.
Result<const SortRow*> read_sort(const Call& call);
// The page that the query asks for, in that order.
Result<core::Page> sorted_page(const core::Rows& rows, core::Query query, const SortRow& sort);

} // namespace muster::dialects::ecwid
