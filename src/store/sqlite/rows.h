// Reads rows through one connection. The store's readers and the writer share these functions.
#pragma once

#include <span>
#include <vector>

#include "model/store.h"
#include "store/sql/select.h"
#include "store/sqlite/connection.h"

namespace muster::store::sqlite {

// Binds the statement; it is ready to step. The SqlStatement must outlive it.
Result<Statement> ask(SqliteConnection& connection, const sql::SqlStatement& question);
Result<model::Entity> read_row(SqliteConnection& connection, const model::Ref& ref);
Result<std::vector<model::Entity>> read_rows(SqliteConnection& connection, model::Kind kind,
                                             model::TenantId tenant,
                                             std::span<const std::int64_t> ids);
Result<model::Entity> find_row(SqliteConnection& connection, const model::Key& key);
Failure no_row(model::Kind kind); // not_found
Result<model::Page> read_page(SqliteConnection& connection, const model::Query& query);
Result<std::int64_t> count_rows(SqliteConnection& connection, const model::Query& query);

} // namespace muster::store::sqlite
