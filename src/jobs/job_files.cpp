// Reads and writes files by system calls. Knows nothing about the content.
#include "jobs/job_files.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"

namespace muster::jobs {

namespace {

muster::Failure file_failure(std::string_view act)
{
    const int reason = errno;
    const bool is_full = reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
    return fail(Code::unavailable, "job",
                is_full ? "the disk is full" : "a file of the job cannot be used now",
                std::string(act) + ": " + std::generic_category().message(reason));
}

} // namespace

Result<JobFile> JobFile::open(const std::string& path, OpenMode mode)
{
    const int flags = mode == OpenMode::read ? O_RDONLY : O_RDWR | O_CREAT;
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
    if (descriptor < 0 && errno == ENOENT && mode == OpenMode::read) {
        return fail(Code::not_found, "file",
                    "the file is gone: those of jobs that ended go when a customer is erased, and "
                    "several nodes need the same folder of job files (setting jobs)");
    }
    if (descriptor < 0) return file_failure("open " + path);
    return JobFile(descriptor);
}

namespace {

// The first bytes of a file, durable in a new file that takes its place.
Result<JobFile> replace_by_copy(const JobFile& old, const std::string& path, std::int64_t bytes,
                                const JobFile::Proof& prove)
{
    constexpr std::int64_t piece_bytes = 1024 * 1024;
    const std::string copy_path = path + ".copy";
    ::unlink(copy_path.c_str()); // of a copy that was interrupted
    auto copy = TRY(JobFile::open(copy_path, JobFile::OpenMode::write));
    TRY(copy.lock());
    std::string piece;
    for (std::int64_t at = 0; at < bytes; at += std::ssize(piece)) {
        const auto most = std::min(piece_bytes, bytes - at);
        TRY(old.read(at, static_cast<std::size_t>(most), piece));
        if (piece.empty()) return fail(Code::unavailable, "job", "a file of the job was cut");
        TRY(copy.write(at, piece));
    }
    TRY(copy.sync());
    TRY(prove());
    if (::rename(copy_path.c_str(), path.c_str()) != 0) return file_failure("rename");
    return copy;
}

} // namespace

// With the lock, the proof says: no successor has begun with this file. A later one finds the lock
// taken and goes on with a copy.
Result<JobFile> JobFile::open_alone(const std::string& path, std::int64_t valid, const Proof& prove)
{
    auto file = TRY(open(path, OpenMode::write));
    TRY(file.require(valid));
    auto locked = file.lock();
    if (!locked && locked.error().code == Code::conflict)
        return replace_by_copy(file, path, valid, prove);
    TRY(std::move(locked));
    TRY(prove());
    return file;
}

JobFile::~JobFile()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::int64_t> JobFile::size() const
{
    struct stat found {};
    if (::fstat(descriptor_, &found) != 0) return file_failure("stat");
    return static_cast<std::int64_t>(found.st_size);
}

Result<void> JobFile::read(std::int64_t offset, std::size_t most, std::string& out) const
{
    out.resize(most);
    std::size_t have = 0;
    while (have < most) {
        const auto count = ::pread(descriptor_, out.data() + have, most - have,
                                   static_cast<off_t>(offset) + static_cast<off_t>(have));
        if (count < 0) return file_failure("read");
        if (count == 0) break;
        have += static_cast<std::size_t>(count);
    }
    out.resize(have);
    return {};
}

// Without this a write behind the end would fill the gap with zeros.
Result<void> JobFile::require(std::int64_t bytes) const
{
    const auto have = TRY(size());
    if (have >= bytes) return {};
    return fail(Code::unavailable, "job",
                "a file of the job is gone or shorter than it was: files go when a customer is "
                "erased, and several nodes need the same folder of job files (setting jobs)",
                std::to_string(have) + " of " + std::to_string(bytes) + " bytes");
}

Result<void> JobFile::write(std::int64_t offset, std::string_view bytes) const
{
    TRY(require(offset));
    if (::ftruncate(descriptor_, static_cast<off_t>(offset)) != 0) return file_failure("truncate");
    while (!bytes.empty()) {
        const auto count =
            ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count <= 0) return file_failure("write");
        bytes.remove_prefix(static_cast<std::size_t>(count));
        offset += count;
    }
    return {};
}

Result<void> JobFile::sync() const
{
    if (::fdatasync(descriptor_) != 0) return file_failure("sync");
    return {};
}

Result<void> JobFile::lock() const
{
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return {};
    if (errno == EWOULDBLOCK)
        return fail(Code::conflict, "content", "another part of it is being stored just now");
    const bool has_no_locks = errno == ENOLCK || errno == EOPNOTSUPP || errno == ENOSYS;
    if (has_no_locks) return {};
    return file_failure("lock");
}

JobFolder::JobFolder(const std::string& jobs_folder, model::TenantId tenant, model::JobId job)
    : path_(jobs_folder + '/' + std::to_string(tenant.value) + '-' + std::to_string(job.value))
{}

Result<void> JobFolder::create() const
{
    std::error_code error;
    std::filesystem::create_directories(path_, error);
    if (error) {
        return fail(Code::unavailable, "job", "a file of the job cannot be made now",
                    error.message());
    }
    // Uploaded and exported files hold personal data: only this user may enter the folder of all.
    const auto jobs_folder = std::filesystem::path(path_).parent_path();
    std::filesystem::permissions(jobs_folder, std::filesystem::perms::owner_all, error);
    return {};
}

void JobFolder::remove() const
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void JobFolder::remove(std::string_view name) const
{
    std::error_code ignored;
    std::filesystem::remove(file(name), ignored);
}

void JobFolder::remove_all_but(std::string_view name) const
{
    namespace fs = std::filesystem;
    std::error_code ignored;
    for (fs::directory_iterator entry(path_, ignored), end; entry != end;
         entry.increment(ignored)) {
        if (entry->path().filename() != name) fs::remove_all(entry->path(), ignored);
    }
    fs::remove(path_, ignored); // unless a file is left in it
}

std::int64_t job_file_bytes(const std::string& jobs_folder, std::optional<model::TenantId> tenant)
{
    namespace fs = std::filesystem;
    const std::string prefix = tenant ? std::to_string(tenant->value) + '-' : std::string{};
    std::int64_t bytes = 0;
    std::error_code ignored; // files that go meanwhile are not counted
    for (fs::directory_iterator folder(jobs_folder, ignored), end; folder != end;
         folder.increment(ignored)) {
        if (!folder->path().filename().string().starts_with(prefix)) continue;
        for (fs::directory_iterator file(folder->path(), ignored); file != end;
             file.increment(ignored)) {
            const auto size = file->file_size(ignored);
            if (!ignored) bytes += static_cast<std::int64_t>(size);
        }
    }
    return bytes;
}

Result<void> take_file_room(const std::string& jobs_folder, model::TenantId tenant,
                            std::size_t bytes, directory::Quotas& quotas)
{
    std::error_code ignored; // the write itself will fail
    const auto disk = std::filesystem::space(jobs_folder, ignored);
    const auto needed = bytes + static_cast<std::uintmax_t>(limits::free_disk_bytes);
    if (!ignored && disk.available < needed) {
        return fail(Code::unavailable, "job", "the disk is nearly full",
                    std::to_string(disk.available) + " bytes are free");
    }
    return quotas.take(directory::Quota::job_files, job_file_bytes(jobs_folder, tenant),
                       static_cast<std::int64_t>(bytes));
}

Result<void> check_jobs_folder(const std::string& jobs_folder)
{
    if (!jobs_folder.empty()) return {};
    return fail(Code::unsupported, "job", "this server keeps no files, so it has no jobs");
}

} // namespace muster::jobs
