// A binary file in frames: the format below the snapshot files (docs/files.md). Each frame carries
// its length and a hash of its bytes and of its position, and an empty frame ends the file. So a
// damaged, reordered or cut file is noticed before its content is used. Knows nothing of what is
// written.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/limits.h"
#include "base/result.h"

namespace muster::index {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// Remembers the first failure: callers write everything and check the result of finish() only.
class ChecksummedWriter {
public:
    explicit ChecksummedWriter(File file);

    void bytes(const void* data, std::size_t size);
    void number(std::uint64_t value) { bytes(&value, sizeof value); }
    void text(std::string_view value);
    template <class T>
    void list(const std::vector<T>& values)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        number(values.size());
        bytes(values.data(), values.size() * sizeof(T));
    }
    // Writes the last frame and syncs the file. unavailable when the disk is full or any write
    // failed.
    Result<void> finish();

private:
    void flush();

    File file_;
    std::string frame_; // the bytes of the current frame
    std::uint64_t frames_ = 0;
    bool has_failed_ = false;
};

// After damage is_good() is false, and every further read gives zero or an empty text. Lengths come
// from the file, so each read takes the greatest length that makes sense: a forged length must not
// allocate memory.
class ChecksummedReader {
public:
    explicit ChecksummedReader(File file) : file_(std::move(file)) {}

    bool is_open() const { return file_ != nullptr; }
    bool is_good() const { return is_good_; }
    void bytes(void* data, std::size_t size);
    std::uint64_t number();
    // A length and as many bytes; longer than `most` is damage.
    std::string text(std::size_t most);
    // Reads `size` bytes. Grows step by step, so that it takes no more memory than the file has
    // bytes.
    std::string text_of(std::size_t size);
    template <class T>
    void list(std::vector<T>& values, std::size_t most)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        const auto size = number();
        if (size > most) is_good_ = false;
        values.clear();
        if (!is_good_) return;
        values.resize(size);
        bytes(values.data(), values.size() * sizeof(T));
        if (!is_good_) values.clear();
    }
    // True when everything has been read and the empty last frame follows.
    bool is_at_end();

private:
    bool next_frame();

    File file_;
    std::string frame_;  // the bytes of the current frame
    std::size_t at_ = 0; // of the next byte in it
    std::uint64_t frames_ = 0;
    bool is_good_ = true;
};

} // namespace muster::index
