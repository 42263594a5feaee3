// Reads rows through one connection. The store's readers and the writer share these functions.
#pragma once

#include <span>
#include <vector>

#include "model/store.h"
#include "store/sql/connection.h"
#include "store/sql/select.h"

namespace muster::store::sql {

// Binds the statement; it is ready to step. The SqlStatement must outlive it.
Result<Statement> ask(SqlConnection& connection, const SqlStatement& question);
Result<model::Entity> read_row(SqlConnection& connection, const model::Ref& ref);
Result<std::vector<model::Entity>> read_rows(SqlConnection& connection, model::Kind kind,
                                             model::TenantId tenant,
                                             std::span<const std::int64_t> ids);
Result<model::Entity> find_row(SqlConnection& connection, const model::Key& key);
Failure no_row(model::Kind kind); // not_found
Result<model::Page> read_page(SqlConnection& connection, const model::Query& query);
Result<std::int64_t> count_rows(SqlConnection& connection, const model::Query& query);

} // namespace muster::store::sql
