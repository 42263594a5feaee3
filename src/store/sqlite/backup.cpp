// Copies pages with SQLite's backup interface. Knows no entities.
#include "store/sqlite/backup.h"

#include <cerrno>
#include <filesystem>
#include <memory>
#include <system_error>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/sqlite/connection.h"
#include "store/sqlite/files/page_checksums.h"

namespace muster::store::sqlite {

namespace {

constexpr int pages_per_step = 1024; // 4 MB between two calls of the progress function

Failure not_possible(std::string message, int error)
{
    return fail(Code::unavailable, "backup", std::move(message),
                std::generic_category().message(error));
}

// The incomplete copy under a temporary name: its destructor removes it unless it was published.
class BackupDraft {
public:
    static Result<BackupDraft> make(const std::string& destination)
    {
        if (std::filesystem::exists(destination)) return is_there(destination);
        // A name that no file has, and that no other backup uses at the same time.
        std::string path = destination + ".XXXXXX" + std::string(ending);
        const int descriptor = ::mkostemps(path.data(), static_cast<int>(ending.size()), O_CLOEXEC);
        if (descriptor < 0) return not_possible("cannot make " + path, errno);
        ::close(descriptor);
        return BackupDraft(std::move(path));
    }
    BackupDraft(BackupDraft&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    BackupDraft& operator=(BackupDraft&&) = delete;
    ~BackupDraft()
    {
        if (!path_.empty()) ::unlink(path_.c_str());
    }

    const std::string& path() const { return path_; }

    Result<void> publish(const std::string& destination)
    {
        TRY(make_durable(path_));
        // Unlike a rename, a link never replaces the file of another backup.
        if (::link(path_.c_str(), destination.c_str()) != 0) {
            if (errno == EEXIST) return is_there(destination);
            return not_possible("cannot make " + destination, errno);
        }
        ::unlink(path_.c_str());
        path_.clear();
        return make_durable(std::filesystem::absolute(destination).parent_path().string());
    }

private:
    static constexpr std::string_view ending = ".partial";

    explicit BackupDraft(std::string path) : path_(std::move(path)) {}

    static Failure is_there(const std::string& destination)
    {
        return fail(Code::already_exists, "backup", destination + " is there already");
    }

    static Result<void> make_durable(const std::string& path)
    {
        const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (descriptor < 0) return not_possible("cannot open " + path, errno);
        const int result = ::fsync(descriptor);
        const int error = errno;
        ::close(descriptor);
        if (result != 0) return not_possible("cannot sync " + path, error);
        return {};
    }

    std::string path_;
};

struct Closer {
    void operator()(sqlite3* handle) const { sqlite3_close(handle); }
};
using Target = std::unique_ptr<sqlite3, Closer>;

Result<void> execute(sqlite3* handle, const char* statement)
{
    const int result = sqlite3_exec(handle, statement, nullptr, nullptr, nullptr);
    if (result != SQLITE_OK) return fail(error_of(handle, result, statement));
    return {};
}

Result<Target> open_target(const std::string& path)
{
    sqlite3* handle = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int result = sqlite3_open_v2(path.c_str(), &handle, flags, checked_vfs());
    Target target(handle);
    if (result != SQLITE_OK) return fail(error_of(handle, result, "open " + path));
    // The layer of checksums must know before the first page that pages have them.
    reserve_checksums(handle);
    TRY(execute(handle, "PRAGMA user_version = 1"));
    return target;
}

Result<void> copy_pages(sqlite3* source, sqlite3* target, const BackupProgress& progress)
{
    sqlite3_backup* backup = sqlite3_backup_init(target, "main", source, "main");
    if (backup == nullptr) return fail(error_of(target, sqlite3_errcode(target), "start backup"));
    int result = SQLITE_OK;
    while (result == SQLITE_OK) {
        result = sqlite3_backup_step(backup, pages_per_step);
        const std::int64_t total = sqlite3_backup_pagecount(backup);
        if (progress) progress(total - sqlite3_backup_remaining(backup), total);
    }
    sqlite3_backup_finish(backup);
    if (result != SQLITE_DONE) return fail(error_of(target, result, "copy pages"));
    return {};
}

} // namespace

Result<void> back_up(const std::string& source, const std::string& destination,
                     const BackupProgress& progress)
{
    auto draft = TRY(BackupDraft::make(destination));
    const auto connection = TRY(SqliteConnection::open(source, ConnectionAccess::read));
    // One read transaction around all steps: otherwise every write restarts the copy.
    const auto snapshot = TRY(sql::ReadSnapshot::open(*connection));
    {
        auto first_read = TRY(connection->composed("SELECT count(*) FROM meta"));
        TRY(first_read.step());
    }
    {
        const auto target = TRY(open_target(draft.path()));
        TRY(copy_pages(connection->handle(), target.get(), progress));
        // A backup has no log, and says so: a log beside it belongs to another file.
        TRY(execute(target.get(), "PRAGMA journal_mode=DELETE"));
    }
    return draft.publish(destination);
}

} // namespace muster::store::sqlite
