// Prevents a second server from opening the same file: SQLite alone would let both write.
#pragma once

#include <string>
#include <utility>

#include "base/result.h"

namespace muster::store::sqlite {

// Held until the object is destroyed, or the process ends for any reason.
class FileLock {
public:
    static Result<FileLock> take(const std::string& path); // conflict: another process holds it
    FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock();

private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

} // namespace muster::store::sqlite
