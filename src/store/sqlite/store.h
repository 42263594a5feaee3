// The SQLite engine: one file, one reading connection per thread, one writing connection behind the
// committer.
#pragma once

#include <memory>
#include <string>

#include "model/store.h"
#include "store/health.h"
#include "store/sql/table_copy.h"

namespace muster::store::sqlite {

// Opens the file or makes it (mode 0600, its folder 0700), and applies missing migrations. conflict
// when another process has the file open, when the file is missing although others of the store are
// there, or when the log beside it belongs to another file; unsupported when a newer Muster or
// another program made it. Writes that are missing are reported to `health`.
Result<std::unique_ptr<model::Store>>
open_sqlite(const std::string& path,
            const std::shared_ptr<StoreHealth>& health = std::make_shared<StoreHealth>());

// For `muster copy`. The source may be in use by a server. The target is made when it is missing,
// and no server may use it.
Result<sql::CopyEnd> open_source(const std::string& path);
Result<sql::CopyEnd> open_target(const std::string& path);

} // namespace muster::store::sqlite
