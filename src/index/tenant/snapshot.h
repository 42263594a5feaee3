// The snapshot file of a tenant index: it spares a start from reading every row. Its head says
// which revision of which store it was made from; a file that does not match is not used. The
// format is drawn in docs/files.md.
#pragma once

#include <string>

#include "index/tenant/tenant_index.h"
#include "model/store.h"

namespace muster::index {

// Identifies the state that a snapshot was made from. `history` is a hash of the log entry of its
// revision. A store that was restored from a backup has other entries at the same revisions, so a
// snapshot of the time before the restore is noticed.
struct SnapshotHead {
    std::int64_t tenant = 0;
    std::uint64_t shape = 0; // a hash of the names of the indexed operands
    model::Revision revision = 0;
    std::uint64_t history = 0;
    friend bool operator==(const SnapshotHead&, const SnapshotHead&) = default;
};

std::uint64_t shape_of(const TenantIndex& empty);
// 0 for revision 0, and when the log has no entry of the revision.
Result<std::uint64_t> history_at(const model::Rows& rows, model::TenantId tenant,
                                 model::Revision revision);

std::string snapshot_path(const std::string& folder, model::TenantId tenant);
// Writes a second file, syncs it and renames it, with mode 0600. After unavailable the old file is
// unchanged.
Result<void> write_snapshot(const std::string& path, const SnapshotHead& head,
                            const SnapshotContent& content);
// not_found when there is no file; conflict with the reason when it cannot be used.
Result<SnapshotHead> read_head(const std::string& path);
// Reads into an empty index. After an error the index may be half full and must be discarded.
Result<void> read_snapshot(const std::string& path, const model::Rows& rows, TenantIndex& index);

} // namespace muster::index
