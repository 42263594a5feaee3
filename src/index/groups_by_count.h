// Pages of groups in the order of their head counts, those of groups with rules included, which no
// row holds. Knows no API.
#pragma once

#include "index/index.h"

namespace muster::index {

// What model/query.h says of a page; `query` sorts groups by member_count. Counts all groups with
// rules (limits::dynamic_groups), and reads of the others as many as a page and those need.
Result<model::Page> groups_by_count(const model::Store& store, const Index& index,
                                    const model::Query& query);

} // namespace muster::index
