// Follows the checksums from frame to frame, as SQLite's recovery does.
#include "store/sqlite/files/log_file.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "base/files.h"

namespace muster::store::sqlite {

namespace {

constexpr std::size_t log_head_bytes = 32;
constexpr std::size_t frame_head_bytes = 24;
constexpr std::uint32_t log_magic = 0x377f0682; // the lowest bit: checksums of big-endian words
constexpr std::size_t least_page = 512;
constexpr std::size_t largest_page = 65536;
constexpr std::size_t log_generation_at = 60; // of page 1

struct CloseLog {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using LogStream = std::unique_ptr<std::FILE, CloseLog>;
using Bytes = std::vector<unsigned char>;

std::uint32_t big_endian(const unsigned char* at)
{
    return std::uint32_t{at[0]} << 24U | std::uint32_t{at[1]} << 16U | std::uint32_t{at[2]} << 8U |
           at[3];
}

// The checksum of SQLite's logs: two sums over 32-bit words.
struct LogSum {
    bool is_big_endian = false;
    std::uint32_t one = 0;
    std::uint32_t two = 0;

    void add(const unsigned char* bytes, std::size_t size)
    {
        for (std::size_t at = 0; at + 8 <= size; at += 8) {
            one += word(bytes + at) + two;
            two += word(bytes + at + 4) + one;
        }
    }
    bool equals(const unsigned char* stored) const
    {
        return big_endian(stored) == one && big_endian(stored + 4) == two;
    }

private:
    std::uint32_t word(const unsigned char* at) const
    {
        const std::uint32_t big = big_endian(at);
        return is_big_endian ? big : __builtin_bswap32(big);
    }
};

class LogReader {
public:
    explicit LogReader(LogStream file) : file_(std::move(file)) {}

    LogContent read()
    {
        if (!read_head()) return content_;
        while (std::fread(frame_.data(), 1, frame_.size(), file_.get()) == frame_.size()) {
            if (is_sound_) is_sound_ = continues();
            is_sound_ ? take() : take_behind_damage();
        }
        return content_;
    }

private:
    bool read_head()
    {
        if (std::fread(head_.data(), 1, head_.size(), file_.get()) != head_.size()) return false;
        const std::size_t page = big_endian(head_.data() + 8);
        if ((big_endian(head_.data()) & ~1U) != log_magic) return false;
        if (page < least_page || page > largest_page) return false;
        sum_.is_big_endian = (big_endian(head_.data()) & 1U) != 0;
        sum_.add(head_.data(), 24);
        frame_.resize(frame_head_bytes + page);
        // SQLite uses no frame below a damaged head. They still show that there were commits.
        is_sound_ = sum_.equals(head_.data() + 24);
        return true;
    }

    bool is_of_this_log() const { return std::memcmp(&frame_[8], &head_[16], 8) == 0; }
    bool is_commit() const { return big_endian(&frame_[4]) != 0; }

    bool continues()
    {
        if (!is_of_this_log() || big_endian(frame_.data()) == 0) return false;
        sum_.add(frame_.data(), 8);
        sum_.add(&frame_[frame_head_bytes], frame_.size() - frame_head_bytes);
        return sum_.equals(&frame_[16]);
    }

    void take()
    {
        if (big_endian(frame_.data()) == 1) {
            pending_ = big_endian(&frame_[frame_head_bytes + log_generation_at]);
            if (!pending_first_) pending_first_ = pending_;
        }
        if (!is_commit()) return;
        content_.has_commits = true;
        if (!content_.first_generation) content_.first_generation = pending_first_;
        if (pending_) content_.last_generation = pending_;
    }

    void take_behind_damage()
    {
        if (is_of_this_log() && is_commit()) ++content_.commits_behind_damage;
    }

    LogStream file_;
    std::array<unsigned char, log_head_bytes> head_{};
    Bytes frame_;
    LogSum sum_;
    bool is_sound_ = true;
    std::optional<std::uint32_t> pending_first_; // of frames that no commit has ended yet
    std::optional<std::uint32_t> pending_;
    LogContent content_;
};

} // namespace

Result<LogContent> read_log(const std::string& path)
{
    LogStream file(std::fopen(path.c_str(), "rbe"));
    if (!file) {
        if (errno == ENOENT) return LogContent{};
        return fail(Code::unavailable, "store", file_problem("read", path, errno));
    }
    return LogReader(std::move(file)).read();
}

} // namespace muster::store::sqlite
