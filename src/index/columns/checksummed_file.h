// A binary file of frames with checksums, which snapshot files use (docs/files.md). Each frame has
// its length and a hash of its bytes and its position, and an empty frame ends the file. So the
// reader detects a damaged, reordered or truncated file before it returns any content.
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

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

// Callers write everything and check only the result of finish(), which reports any failure.
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

// After damage, is_good() is false and each further read returns zero or an empty text. Lengths
// come from the file, so each read has a greatest valid length: a forged length must not make the
// reader allocate memory.
class ChecksummedReader {
public:
    explicit ChecksummedReader(File file) : file_(std::move(file)) {}

    bool is_open() const { return file_ != nullptr; }
    bool is_good() const { return is_good_; }
    void bytes(void* data, std::size_t size);
    std::uint64_t number();
    // Reads a length and that many bytes; a length above `most` is damage.
    std::string text(std::size_t most);
    // Reads `size` bytes. The text grows step by step, so that it never needs more memory than the
    // file has bytes.
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
    std::size_t at_ = 0; // the position of the next byte in it
    std::uint64_t frames_ = 0;
    bool is_good_ = true;
};

} // namespace muster::index
