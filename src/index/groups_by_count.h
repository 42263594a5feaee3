// Pages of groups sorted by their number of members. The store can sort static groups, whose rows
// hold the number. The numbers of dynamic groups come from the index, and are merged in here.
#pragma once

#include "index/index.h"

namespace muster::index {

// Of groups: those with a rule.
model::Filter is_dynamic();

// The page that model/query.h defines for a query sorted by member_count. Counts all dynamic groups
// (at most limits::dynamic_groups), and reads as many static ones as the page needs.
Result<model::Page> groups_by_count(const model::Store& store, const Index& index,
                                    const model::Query& query);

} // namespace muster::index
