// Looks for line ends. Knows no JSON.
#include "wire/ndjson.h"

#include "base/text.h"

namespace muster::wire {

void NdjsonReader::feed(std::string_view bytes)
{
    fed_.erase(0, position_);
    dropped_ += position_;
    position_ = 0;
    fed_ += bytes;
}

Result<std::optional<std::string_view>> NdjsonReader::next()
{
    while (position_ < fed_.size()) {
        const auto found = fed_.find('\n', position_);
        const auto end = found == fed_.npos ? fed_.size() : found;
        if (end - position_ > limits::csv_record_bytes) {
            return fail(Code::too_large, "ndjson",
                        "line " + std::to_string(next_line_) + ": a line may have at most " +
                            std::to_string(limits::csv_record_bytes) + " bytes");
        }
        if (found == fed_.npos && !finished_) break;
        const auto line = trim(std::string_view(fed_).substr(position_, end - position_));
        position_ = found == fed_.npos ? end : end + 1;
        line_ = next_line_++;
        if (!line.empty()) return std::optional(line);
    }
    return std::optional<std::string_view>{};
}

} // namespace muster::wire
