// Pages and counts for engines without the functions of sql/select.h: reads the rows that may
// match, and judges and sorts them in memory. For small tables, as those of groups and fields:
// lists of customers come from the index.
#pragma once

#include "model/query.h"
#include "store/sql/connection.h"

namespace muster::store::sql {

Result<model::Page> scan_page(SqlConnection& connection, const model::Query& query);
Result<std::int64_t> scan_count(SqlConnection& connection, const model::Query& query);

} // namespace muster::store::sql
