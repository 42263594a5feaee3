// A file of numbers and bytes in checked frames: every frame has its length and a hash of its
// bytes and place, and the last one says that it is the last. Knows nothing of what is written.
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

// What fails is remembered: asked once, at the end.
class FrameWriter {
public:
    explicit FrameWriter(File file);

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
    // Everything is on the disk: unavailable when it is full, or any write failed.
    Result<void> finish();

private:
    void flush();

    File file_;
    std::string frame_;
    std::uint64_t frames_ = 0;
    bool has_failed_ = false;
};

// After damage is_good() is false and everything reads as zero or empty.
class FrameReader {
public:
    explicit FrameReader(File file) : file_(std::move(file)) {}

    bool is_open() const { return file_ != nullptr; }
    bool is_good() const { return is_good_; }
    void bytes(void* data, std::size_t size);
    std::uint64_t number();
    std::string text(std::size_t most);
    // So many bytes, however many that are: they take no more memory than the file has.
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
    // Whether all has been read, and the end is there.
    bool is_at_end();

private:
    bool next_frame();

    File file_;
    std::string frame_;
    std::size_t at_ = 0;
    std::uint64_t frames_ = 0;
    bool is_good_ = true;
};

} // namespace muster::index
