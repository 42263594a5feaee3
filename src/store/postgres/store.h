// The PostgreSQL engine: one reading connection per thread, one writing connection behind the
// committer. One server uses the tables at a time.
#pragma once

#include <memory>
#include <string>

#include "model/store.h"
#include "store/health.h"
#include "store/node_lease.h"
#include "store/sql/table_copy.h"
#include "store/stand_by.h"

namespace muster::store::postgres {

// `url`: postgres://USER@HOST/DATABASE and what libpq knows besides. Makes the tables and applies
// missing migrations. conflict when another server uses them; unavailable when the database does
// not answer; unsupported when a newer Muster made the tables, or PostgreSQL is older than 15.
Result<std::unique_ptr<model::Store>>
open_postgres(const std::string& url,
              const std::shared_ptr<StoreHealth>& health = std::make_shared<StoreHealth>(),
              const NodeOptions& node = {});

// Waits while another server uses the tables. Changes nothing before.
std::unique_ptr<StandBy> stand_by(const std::string& url,
                                  const std::shared_ptr<StoreHealth>& health,
                                  const NodeOptions& node);

// For `muster copy`. The source may be in use by a server. The tables of the target are made when
// they are missing, and no server may use them.
Result<sql::CopyEnd> open_source(const std::string& url);
Result<sql::CopyEnd> open_target(const std::string& url);

} // namespace muster::store::postgres
