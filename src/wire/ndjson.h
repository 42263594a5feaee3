// Cuts NDJSON into its lines in bounded memory. Whether a line is JSON is for the caller to judge.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.h"

namespace muster::wire {

// Fed with pieces of any size. Lines end with LF or CR LF; empty ones are skipped, and
// so is a byte order mark.
class NdjsonReader {
public:
    NdjsonReader() = default;
    // Goes on where another reader was.
    NdjsonReader(std::size_t offset, std::size_t line) : dropped_(offset), next_line_(line) {}

    // What was fed before must have been read up to nullopt. The lines given before are gone.
    void feed(std::string_view bytes);
    void finish() { finished_ = true; }
    // Nothing when more bytes are needed, or at the end. Of a line that is too long it gives the
    // start, and is_too_long() is true.
    std::optional<std::string_view> next();
    bool is_too_long() const { return is_too_long_; }

    std::size_t line() const { return line_; }   // of what next() gave last, counted from 1
    std::size_t begin() const { return begin_; } // of what next() gave last, in bytes
    std::size_t offset() const { return dropped_ + position_; } // behind it, in bytes
    std::size_t next_line() const { return next_line_; }

private:
    std::string fed_;
    std::size_t dropped_ = 0; // bytes before fed_
    std::size_t position_ = 0;
    std::size_t line_ = 0;
    std::size_t begin_ = 0;
    std::size_t next_line_ = 1;
    std::string long_start_; // of a line that is too long and not yet over
    std::size_t long_begin_ = 0;
    bool is_skipping_ = false;
    bool is_too_long_ = false;
    bool finished_ = false;
};

} // namespace muster::wire
