#include "index/tenant/snapshot.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "base/hash.h"
#include "index/columns/checksummed_file.h"

namespace muster::index {

using namespace model;

namespace {

// Readable as text at the start of the file. On a machine with the other byte order it differs, so
// that such a file is refused.
constexpr std::uint64_t magic = 0x3420786564'6e69; // "index 4"

Failure useless(const std::string& reason) { return fail(Code::conflict, "snapshot", reason); }
Failure damaged() { return useless("is damaged or cut short"); }

File open_to_read(const std::string& path)
{
    File file(std::fopen(path.c_str(), "rbe"));
    if (file) std::setvbuf(file.get(), nullptr, _IONBF, 0); // a frame is read in one piece
    return file;
}

File open_to_write(const std::string& path)
{
    ::unlink(path.c_str());
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) return nullptr;
    File file(::fdopen(descriptor, "wb"));
    if (!file) ::close(descriptor);
    return file;
}

void write_head(const SnapshotHead& head, ChecksummedWriter& out)
{
    out.number(magic);
    out.number(static_cast<std::uint64_t>(head.tenant));
    out.number(head.shape);
    out.number(static_cast<std::uint64_t>(head.revision));
    out.number(head.history);
}

Result<SnapshotHead> read_head(ChecksummedReader& in)
{
    if (in.number() != magic) return in.is_good() ? useless("is of another version") : damaged();
    SnapshotHead head;
    head.tenant = static_cast<std::int64_t>(in.number());
    head.shape = in.number();
    head.revision = static_cast<Revision>(in.number());
    head.history = in.number();
    if (!in.is_good() || head.revision < 0) return damaged();
    return head;
}

Result<void> check_head(const SnapshotHead& head, const Rows& rows, const TenantIndex& index)
{
    if (head.tenant != index.tenant().value) return useless("is of another tenant");
    if (head.shape != shape_of(index)) return useless("holds other fields than are wanted now");
    if (head.revision > TRY(rows.revision(index.tenant())))
        return useless("is newer than the store");
    if (head.history != TRY(history_at(rows, index.tenant(), head.revision))) {
        return useless("is of another history than the store's");
    }
    return {};
}

void sync_folder(const std::string& path)
{
    const auto folder = std::filesystem::path(path).parent_path().string();
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    static_cast<void>(::fsync(descriptor));
    ::close(descriptor);
}

} // namespace

std::uint64_t shape_of(const TenantIndex& empty)
{
    // Declared fields do not count: the file holds the columns of those that had values, and the
    // names stand beside them.
    std::uint64_t shape = 0;
    for (const auto& operand : empty.operands()) {
        if (!operand.name.starts_with("fields.")) shape = hash_of(operand.name, shape);
    }
    return shape;
}

Result<std::uint64_t> history_at(const Rows& rows, TenantId tenant, Revision revision)
{
    if (revision == 0) return std::uint64_t{0};
    ChangeQuery query;
    query.tenant = tenant;
    query.after = revision - 1;
    query.limit = 1;
    const auto changes = TRY(rows.changes(query));
    if (changes.empty() || changes.front().revision != revision) return std::uint64_t{0};
    const auto& change = changes.front();
    std::uint64_t history = hash_of(change.principal);
    for (const std::int64_t part :
         {change.revision, change.at.time_since_epoch().count(),
          static_cast<std::int64_t>(change.kind), change.id, change.customer}) {
        history = hash_of({reinterpret_cast<const char*>(&part), sizeof part}, history);
    }
    return history;
}

std::string snapshot_path(const std::string& folder, TenantId tenant)
{
    return folder + "/" + std::to_string(tenant.value) + ".index";
}

Result<void> write_snapshot(const std::string& path, const SnapshotHead& head,
                            const SnapshotContent& content)
{
    const std::string draft = path + ".new";
    ChecksummedWriter out(open_to_write(draft));
    write_head(head, out);
    write(content, out);
    auto finished = out.finish();
    std::error_code error;
    if (finished) std::filesystem::rename(draft, path, error);
    if (!finished || error) {
        ::unlink(draft.c_str());
        if (!finished) return finished;
        return fail(Code::unavailable, "snapshot", "cannot be given its name", error.message());
    }
    sync_folder(path);
    return {};
}

Result<SnapshotHead> read_head(const std::string& path)
{
    ChecksummedReader in(open_to_read(path));
    if (!in.is_open()) return fail(Code::not_found, "snapshot", "there is none");
    return read_head(in);
}

Result<void> read_snapshot(const std::string& path, const Rows& rows, TenantIndex& index)
{
    ChecksummedReader in(open_to_read(path));
    if (!in.is_open()) return fail(Code::not_found, "snapshot", "there is none");
    const auto head = TRY(read_head(in));
    TRY(check_head(head, rows, index));
    if (!index.read(in)) return damaged();
    index.set_revision(head.revision);
    return {};
}

} // namespace muster::index
