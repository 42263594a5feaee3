// An advisory lock (flock) on the database file. SQLite locks by fcntl, which does not see flock.
#include "store/sqlite/files/file_lock.h"

#include <cerrno>
#include <mutex>
#include <optional>
#include <set>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"

namespace muster::store::sqlite {

namespace {

// The files that this process has locked. They must not be opened a second time, not even to try:
// closing that descriptor would drop the locks of SQLite.
class LockedFiles {
public:
    bool add(const FileId& file)
    {
        const std::scoped_lock lock(mutex_);
        return files_.insert(file).second;
    }
    bool has(const FileId& file)
    {
        const std::scoped_lock lock(mutex_);
        return files_.contains(file);
    }
    void remove(const FileId& file)
    {
        const std::scoped_lock lock(mutex_);
        files_.erase(file);
    }

private:
    std::mutex mutex_;
    std::set<FileId> files_;
};

LockedFiles& locked_files()
{
    static LockedFiles files;
    return files;
}

std::optional<FileId> id_of(const std::string& path)
{
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return std::nullopt;
    return FileId{status.st_dev, status.st_ino};
}

Failure is_in_use(const std::string& path)
{
    return fail(Code::conflict, "store",
                "another process has the database open: stop that server first (" + path + ")");
}

Failure not_possible(std::string_view act, const std::string& path)
{
    return fail(Code::unavailable, "store", file_problem(act, path, errno));
}

} // namespace

Result<FileLock> FileLock::take(const std::string& path)
{
    const auto known = id_of(path);
    if (known && locked_files().has(*known)) return is_in_use(path);
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return not_possible("open", path);
    const bool is_locked = ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    const auto file = id_of(path);
    if (is_locked && file && locked_files().add(*file)) return FileLock(descriptor, *file);
    auto failure = is_locked || errno == EWOULDBLOCK ? is_in_use(path) : not_possible("lock", path);
    ::close(descriptor);
    return failure;
}

FileLock::~FileLock()
{
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    locked_files().remove(file_);
}

} // namespace muster::store::sqlite
