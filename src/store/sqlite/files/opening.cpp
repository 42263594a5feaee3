// Compares the heads of the files. Changes nothing but the folder and an empty file.
#include "store/sqlite/files/opening.h"

#include <array>
#include <filesystem>

#include <unistd.h>

#include "base/files.h"

namespace muster::store::sqlite {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t database_head_bytes = 100;
constexpr std::size_t read_version_at = 19;    // 2: the file may have a write-ahead log
constexpr std::size_t file_generation_at = 60; // PRAGMA user_version

bool has_content(const std::string& path)
{
    std::error_code error;
    const auto size = fs::file_size(path, error);
    return !error && size > 0;
}

Result<void> make_folder(const std::string& path)
{
    const auto folder = fs::absolute(path).parent_path();
    std::error_code error;
    if (fs::create_directories(folder, error)) {
        fs::permissions(folder, fs::perms::owner_all, error);
    }
    if (!error) return {};
    return fail(Code::unavailable, "store",
                file_problem("make the folder", folder.string(), error.value()));
}

// A new store has none of these files.
Result<void> require_file_of(const std::string& path)
{
    if (has_content(path)) return {};
    for (const auto& left : {log_of(path), seen_of(path)}) {
        if (!has_content(left)) continue;
        return fail(Code::conflict, "store",
                    path + " is missing, but " + left +
                        " is there: put the file back, or run `muster restore BACKUP`; for a new "
                        "store move " +
                        left + " away");
    }
    return {};
}

Failure belongs_elsewhere(const std::string& path)
{
    return fail(Code::conflict, "store",
                log_of(path) + " does not belong to " + path +
                    ", which was replaced: run `muster restore BACKUP` to go on with a backup, or "
                    "put back the file that the log belongs to");
}

} // namespace

std::string real_path(const std::string& path)
{
    std::error_code error;
    const auto real = fs::weakly_canonical(path, error);
    return error ? path : real.string();
}

Result<FileLock> lock_database(const std::string& path)
{
    TRY(make_folder(path));
    TRY(require_file_of(path));
    return FileLock::take(path);
}

Result<LogContent> own_log(const FileLock& lock, const std::string& path)
{
    auto log = TRY(read_log(log_of(path)));
    std::array<unsigned char, database_head_bytes> head{};
    const auto size = ::pread(lock.descriptor(), head.data(), head.size(), 0);
    if (!log.has_commits || size < static_cast<ssize_t>(head.size())) return log;
    // Backups say that they have no log.
    if (head[read_version_at] != 2) return belongs_elsewhere(path);
    if (!log.first_generation) return log;
    const unsigned char* at = &head[file_generation_at];
    const std::int64_t generation = std::uint32_t{at[0]} << 24U | std::uint32_t{at[1]} << 16U |
                                    std::uint32_t{at[2]} << 8U | at[3];
    // The log begins with the generation after the file's. A checkpoint that was interrupted may
    // have copied any of the log's own to the file.
    if (generation < std::int64_t{*log.first_generation} - 1 ||
        generation > std::int64_t{*log.last_generation}) {
        return belongs_elsewhere(path);
    }
    return log;
}

} // namespace muster::store::sqlite
