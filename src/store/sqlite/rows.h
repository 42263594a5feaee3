// Reading through one connection: the store's readers and the writer answer alike. Knows no
// threads.
#pragma once

#include <span>
#include <vector>

#include "model/store.h"
#include "store/sql/query.h"
#include "store/sqlite/connection.h"

namespace muster::store::sqlite {

// Ready to step. Outlived by the question, whose texts it reads.
Result<Statement> ask(Connection& connection, const sql::Question& question);
Result<model::Entity> read_row(Connection& connection, const model::Ref& ref);
Result<std::vector<model::Entity>> read_rows(Connection& connection, model::Kind kind,
                                             model::TenantId tenant,
                                             std::span<const std::int64_t> ids);
Result<model::Entity> find_row(Connection& connection, const model::Key& key);
Failure no_row(model::Kind kind); // not_found
Result<model::Page> read_page(Connection& connection, const model::Query& query);
Result<std::int64_t> count_rows(Connection& connection, const model::Query& query);

} // namespace muster::store::sqlite
