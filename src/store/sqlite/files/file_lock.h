// Prevents a second server from opening the same file: SQLite alone would let both write.
#pragma once

#include <string>
#include <utility>

#include <sys/types.h>

#include "base/result.h"

namespace muster::store::sqlite {

// Which file a path leads to, whatever its name: links lead to the same one.
struct FileId {
    dev_t device = 0;
    ino_t number = 0;
    friend auto operator<=>(const FileId&, const FileId&) = default;
};

// A lock on the database file itself, held until the object is destroyed, or the process ends for
// any reason. Take it before SQLite opens the file, and release it after SQLite has closed it: when
// a process closes any descriptor of a file, POSIX drops all locks of SQLite on that file.
class FileLock {
public:
    // Makes the file (mode 0600) when it is missing. conflict: a server has it open, in this
    // process or in another one.
    static Result<FileLock> take(const std::string& path);
    FileLock(FileLock&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)), file_(other.file_)
    {}
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock();

    int descriptor() const { return descriptor_; }

private:
    FileLock(int descriptor, FileId file) : descriptor_(descriptor), file_(file) {}
    int descriptor_;
    FileId file_;
};

} // namespace muster::store::sqlite
