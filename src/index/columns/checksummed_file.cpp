#include "index/columns/checksummed_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <unistd.h>

#include "base/hash.h"

namespace muster::index {

namespace {

constexpr std::size_t frame_bytes = std::size_t{1} << 20U;

using Head = std::array<std::uint64_t, 2>; // length, hash

} // namespace

ChecksummedWriter::ChecksummedWriter(File file)
    : file_(std::move(file)), has_failed_(file_ == nullptr)
{
    frame_.reserve(frame_bytes);
}

void ChecksummedWriter::bytes(const void* data, std::size_t size)
{
    const auto* from = static_cast<const char*>(data);
    while (size > 0) {
        const std::size_t piece = std::min(size, frame_bytes - frame_.size());
        frame_.append(from, piece);
        from += piece;
        size -= piece;
        if (frame_.size() == frame_bytes) flush();
    }
}

void ChecksummedWriter::text(std::string_view value)
{
    number(value.size());
    bytes(value.data(), value.size());
}

void ChecksummedWriter::flush()
{
    const Head head{frame_.size(), hash_of(frame_, frames_++)};
    has_failed_ = has_failed_ || std::fwrite(head.data(), sizeof head, 1, file_.get()) != 1 ||
                  std::fwrite(frame_.data(), 1, frame_.size(), file_.get()) != frame_.size();
    frame_.clear();
}

Result<void> ChecksummedWriter::finish()
{
    if (!frame_.empty()) flush();
    flush(); // writes the empty frame that ends the file
    const bool is_durable =
        !has_failed_ && std::fflush(file_.get()) == 0 && ::fsync(::fileno(file_.get())) == 0;
    if (is_durable) return {};
    return fail(Code::unavailable, "snapshot", "the snapshot of the index cannot be written",
                std::generic_category().message(errno));
}

bool ChecksummedReader::next_frame()
{
    Head head{};
    at_ = 0;
    frame_.clear();
    if (!is_good_ || std::fread(head.data(), sizeof head, 1, file_.get()) != 1 ||
        head[0] > frame_bytes) {
        return is_good_ = false;
    }
    frame_.resize(head[0]);
    is_good_ = std::fread(frame_.data(), 1, frame_.size(), file_.get()) == frame_.size() &&
               hash_of(frame_, frames_++) == head[1];
    if (!is_good_) frame_.clear();
    return is_good_ && !frame_.empty();
}

void ChecksummedReader::bytes(void* data, std::size_t size)
{
    auto* to = static_cast<char*>(data);
    while (size > 0) {
        if (at_ == frame_.size() && !next_frame()) {
            is_good_ = false;
            std::memset(to, 0, size);
            return;
        }
        const std::size_t piece = std::min(size, frame_.size() - at_);
        std::memcpy(to, frame_.data() + at_, piece);
        at_ += piece;
        to += piece;
        size -= piece;
    }
}

std::uint64_t ChecksummedReader::number()
{
    std::uint64_t value = 0;
    bytes(&value, sizeof value);
    return value;
}

std::string ChecksummedReader::text(std::size_t most)
{
    const auto size = number();
    if (size > most) is_good_ = false;
    return text_of(is_good_ ? size : 0);
}

std::string ChecksummedReader::text_of(std::size_t size)
{
    std::string value;
    value.reserve(std::min(size, frame_bytes));
    while (is_good_ && value.size() < size) {
        const std::size_t from = value.size();
        value.resize(from + std::min(size - from, frame_bytes));
        bytes(value.data() + from, value.size() - from);
    }
    return is_good_ ? value : std::string();
}

bool ChecksummedReader::is_at_end()
{
    return is_good_ && at_ == frame_.size() && !next_frame() && is_good_;
}

} // namespace muster::index
