// Fills a tenant index from the store while writes go on. Knows no files.
#pragma once

#include <functional>

#include "index/tenant/tenant_index.h"
#include "model/store.h"

namespace muster::index {

// Called between pages, outside of any lock: the caller applies what was committed meanwhile. An
// error ends the loading.
using BetweenPages = std::function<Result<void>()>;

// Loads all rows. Each page is as new as the moment at which it was read.
Result<void> load_rows(const model::Rows& rows, TenantIndex& index, const BetweenPages& between);

// Brings an index that was read from a snapshot up to date: reads all fields and groups, then the
// rows that the log names since the snapshot's revision. too_large when the log has more than
// `most` changes since then: reading all rows is faster. Gives true when a customer was removed
// among them, so that the file still holds a person's data (promise 10).
Result<bool> load_changes(const model::Rows& rows, TenantIndex& index, std::int64_t most,
                          const BetweenPages& between);

} // namespace muster::index
