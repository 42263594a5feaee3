// The file that spares a start reading every row: an image at a revision, and what tells whether it
// may be trusted. Written whole or not at all.
#pragma once

#include <string>

#include "index/tenant/image.h"
#include "model/store.h"

namespace muster::index {

// What a snapshot is of. Its history is that of the store when the change of its revision is the
// same there: a store put back from a backup goes on differently.
struct SnapshotHead {
    std::int64_t tenant = 0;
    std::uint64_t shape = 0; // which operands there are
    model::Revision revision = 0;
    std::uint64_t history = 0;
    friend bool operator==(const SnapshotHead&, const SnapshotHead&) = default;
};

std::uint64_t shape_of(const Image& empty);
// 0 of revision 0, or when the log has it no more.
Result<std::uint64_t> history_at(const model::Rows& rows, model::TenantId tenant,
                                 model::Revision revision);

std::string snapshot_path(const std::string& folder, model::TenantId tenant);
// Through another name, fsync and rename, mode 0600. unavailable: the file is as it was.
Result<void> write_snapshot(const std::string& path, const SnapshotHead& head,
                            const Frozen& frozen);
// not_found when there is none; conflict with the reason when it is of no use, damaged included.
Result<SnapshotHead> read_head(const std::string& path);
// Into an image that is still empty, and may be half full after an error.
Result<void> read_snapshot(const std::string& path, const model::Rows& rows, Image& image);

} // namespace muster::index
