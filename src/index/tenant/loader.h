// Fills a tenant index from the store while writes go on. Knows no files.
#pragma once

#include "base/limits.h"
#include "index/tenant/tenant_index.h"
#include "model/store.h"

namespace muster::index {

// What the loader asks of its caller, outside of any lock. Rows may be older than changes that are
// committed meanwhile. The changes that set_aside() sets aside are applied by apply(), after all
// rows that were read before set_aside() have been put. Pages that are read later contain these
// changes.
class LoadListener {
public:
    virtual ~LoadListener() = default;
    // Sets aside the changes that were committed until now.
    virtual void set_aside() = 0;
    // Applies them. An error ends the loading.
    virtual Result<void> apply() = 0;
    // For the progress: how many rows there are, and that some more were put.
    virtual void expect(std::int64_t rows) = 0;
    virtual void note(std::int64_t rows) = 0;
};

// Loads all rows. From this number of customers on, all cores read them. Each page is as new as the
// moment at which it was read.
Result<void> load_rows(const model::Rows& rows, TenantIndex& index, LoadListener& listener,
                       std::int64_t shared_from = limits::index_shared_load);

// Brings an index that was read from a snapshot up to date: reads all fields and groups, then the
// rows that the log names since the snapshot's revision. too_large when the log has more than
// `most` changes since then: reading all rows is faster. Gives true when a customer was removed
// among them, so that the file still holds a person's data (promise 10).
Result<bool> load_changes(const model::Rows& rows, TenantIndex& index, std::int64_t most,
                          LoadListener& listener);

} // namespace muster::index
