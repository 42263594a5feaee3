// Reading through one connection: the store's readers and the writer answer alike. Knows no
// threads.
#pragma once

#include <span>
#include <vector>

#include "core/store.h"
#include "store/sql/query.h"
#include "store/sqlite/connection.h"

namespace muster::store::sqlite {

// Ready to step. Outlived by the question, whose texts it reads.
Result<Statement> ask(Connection& connection, const sql::Question& question);
Result<core::Entity> read_row(Connection& connection, const core::Ref& ref);
Result<std::vector<core::Entity>> read_rows(Connection& connection, core::Kind kind,
                                            core::TenantId tenant,
                                            std::span<const std::int64_t> ids);
Result<core::Entity> find_row(Connection& connection, const core::Key& key);
Failure no_row(core::Kind kind); // not_found
Result<core::Page> read_page(Connection& connection, const core::Query& query);
Result<std::int64_t> count_rows(Connection& connection, const core::Query& query);

} // namespace muster::store::sqlite
