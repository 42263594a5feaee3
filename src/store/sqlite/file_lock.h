// Keeps a second server from the same file: SQLite alone would let both write. Knows no SQLite.
#pragma once

#include <string>
#include <utility>

#include "base/result.h"

namespace muster::store::sqlite {

// Held until it goes, or its process ends however it ends.
class FileLock {
public:
    static Result<FileLock> take(const std::string& path); // conflict: another holds it
    FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock();

private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

} // namespace muster::store::sqlite
