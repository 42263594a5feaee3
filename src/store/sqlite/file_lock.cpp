// An advisory lock (flock) on a file beside the database.
#include "store/sqlite/file_lock.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace muster::store::sqlite {

Result<FileLock> FileLock::take(const std::string& path)
{
    const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return fail(Code::unavailable, "store", "cannot make " + path,
                    std::generic_category().message(errno));
    }
    FileLock lock(descriptor);
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno == EWOULDBLOCK) {
        return fail(Code::conflict, "store",
                    "another process has the database open: stop that server first (" + path + ")");
    }
    return fail(Code::unavailable, "store", "cannot lock " + path,
                std::generic_category().message(errno));
}

FileLock::~FileLock()
{
    if (descriptor_ >= 0) close(descriptor_);
}

} // namespace muster::store::sqlite
