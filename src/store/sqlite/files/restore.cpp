// The order of the steps: whatever step is the last before a kill, the next start finds the old
// store, or the new one, or refuses because the log of the old one is still there.
#include "store/sqlite/files/restore.h"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "base/files.h"
#include "store/sqlite/check.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/files/opening.h"
#include "store/sqlite/migrations.h"

namespace muster::store::sqlite {

namespace {

namespace fs = std::filesystem;

Failure cannot_restore(const std::string& act, const std::error_code& error)
{
    return fail(Code::unavailable, "store", "cannot " + act + ": " + error.message());
}

std::error_code last_error() { return {errno, std::generic_category()}; }

Result<void> sync_path(const std::string& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return cannot_restore("open " + path, last_error());
    const bool is_synced = ::fsync(descriptor) == 0;
    const auto error = last_error();
    ::close(descriptor);
    if (!is_synced) return cannot_restore("sync " + path, error);
    return {};
}

// The copy of the backup beside the database; removed again unless it takes its place.
class RestoredCopy {
public:
    explicit RestoredCopy(std::string path) : path_(std::move(path)) { remove(); }
    RestoredCopy(const RestoredCopy&) = delete;
    ~RestoredCopy() { remove(); }

    const std::string& path() const { return path_; }

    Result<void> copy_from(const std::string& backup)
    {
        std::error_code error;
        fs::copy_file(backup, path_, error);
        if (error) return cannot_restore("copy " + backup + " to " + path_, error);
        fs::permissions(path_, fs::perms::owner_read | fs::perms::owner_write, error);
        return {};
    }

    // Older schemas are brought up to date. Afterwards the file says that it has no log.
    Result<void> migrate_and_check()
    {
        {
            const auto connection = TRY(SqliteConnection::open(path_, ConnectionAccess::write));
            TRY(migrate(*connection));
        }
        const auto problems = TRY(check(path_));
        for (const auto& problem : problems) {
            if (problem.severity != StoreProblem::Severity::error) continue;
            return fail(Code::conflict, "store",
                        "the backup is damaged, nothing was changed: " + problem.text);
        }
        {
            const auto connection = TRY(SqliteConnection::open(path_, ConnectionAccess::write));
            TRY(connection->run("PRAGMA journal_mode=DELETE"));
        }
        return sync_path(path_);
    }

private:
    void remove()
    {
        for (const auto& file : {path_, log_of(path_), log_index_of(path_)}) {
            ::unlink(file.c_str());
        }
    }
    std::string path_;
};

Result<void> require_backup(const std::string& path, const std::string& backup)
{
    std::error_code error;
    if (!fs::is_regular_file(backup, error)) {
        return fail(Code::not_found, "store",
                    error ? file_problem("read", backup, error.value())
                          : "cannot read " + backup + ": is not a file");
    }
    if (fs::equivalent(path, backup, error)) {
        return fail(Code::conflict, "store", backup + " is the database itself, not a backup");
    }
    const auto log = TRY(read_log(log_of(backup)));
    if (!log.has_commits) return {};
    return fail(Code::conflict, "store",
                backup + " is not a backup: it has a log of its own (" + log_of(backup) +
                    "); make a backup with `muster backup`");
}

std::string free_name(const std::string& path)
{
    std::string name = path + ".replaced";
    for (int i = 2; fs::exists(name); ++i) name = path + ".replaced-" + std::to_string(i);
    return name;
}

} // namespace

Result<std::string> restore(const std::string& link, const std::string& backup)
{
    const std::string path = real_path(link);
    TRY(require_backup(path, backup));
    const auto lock = TRY(FileLock::take(path));
    RestoredCopy copy(path + ".restored");
    TRY(copy.copy_from(backup));
    TRY(copy.migrate_and_check());
    const std::string folder = fs::absolute(path).parent_path().string();
    const std::string old = fs::file_size(path) == 0 ? std::string{} : free_name(path);
    if (!old.empty() && ::link(path.c_str(), old.c_str()) != 0) {
        return cannot_restore("make " + old, last_error());
    }
    if (::rename(copy.path().c_str(), path.c_str()) != 0) {
        return cannot_restore("rename " + copy.path(), last_error());
    }
    TRY(sync_path(folder));
    // The old file stays readable with its own log.
    const std::string log = log_of(path);
    const bool has_log = fs::exists(log);
    if (has_log && !old.empty() && ::rename(log.c_str(), log_of(old).c_str()) != 0) {
        return cannot_restore("rename " + log, last_error());
    }
    for (const auto& file : {log, log_index_of(path), seen_of(path)}) ::unlink(file.c_str());
    TRY(sync_path(folder));
    return old;
}

} // namespace muster::store::sqlite
