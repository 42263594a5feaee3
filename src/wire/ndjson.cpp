// Looks for line ends. Knows no JSON.
#include "wire/ndjson.h"

#include <utility>

#include "base/text.h"
#include "wire/encoding.h"

namespace muster::wire {

namespace {

constexpr std::size_t shown_of_long_line = 100;

} // namespace

void NdjsonReader::feed(std::string_view bytes)
{
    fed_.erase(0, position_);
    dropped_ += position_;
    position_ = 0;
    fed_ += bytes;
}

std::optional<std::string_view> NdjsonReader::next()
{
    while (position_ < fed_.size() || (finished_ && is_skipping_)) {
        const auto found = fed_.find('\n', position_);
        const bool is_whole = found != fed_.npos;
        const auto end = is_whole ? found : fed_.size();
        if (end - position_ > limits::csv_record_bytes && !is_skipping_) {
            is_skipping_ = true;
            long_begin_ = dropped_ + position_;
            long_start_ = fed_.substr(position_, shown_of_long_line);
        }
        if (!is_whole && !finished_) {
            if (is_skipping_) position_ = end;
            break;
        }
        begin_ = is_skipping_ ? long_begin_ : dropped_ + position_;
        auto line = std::string_view(fed_).substr(position_, end - position_);
        if (begin_ == 0 && line.starts_with(utf8_mark)) line.remove_prefix(utf8_mark.size());
        line = trim(line);
        if (is_skipping_) line = long_start_;
        position_ = is_whole ? end + 1 : end;
        line_ = next_line_++;
        is_too_long_ = std::exchange(is_skipping_, false);
        if (!line.empty()) return line;
    }
    return std::nullopt;
}

} // namespace muster::wire
