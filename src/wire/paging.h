// Where a list goes on: cursors as text, and the parameters that count. Knows no parameter names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/query.h"

namespace muster::wire {

// Opaque text of letters, digits, '-' and '_'. It holds what it was made for: kind and sort.
std::string write_cursor(const model::Cursor& cursor, const model::Query& query);
// invalid_value "cursor" when write_cursor did not make it, or made it for another kind or sort.
Result<model::Cursor> read_cursor(std::string_view text, const model::Query& query);

enum class Excess {
    refuse,
    clamp, // to the nearest bound; text that is no number is still refused
};

struct Bounds {
    std::int64_t least = 0;
    std::int64_t greatest = 0;
    std::int64_t fallback = 0; // when the parameter is absent or empty
    Excess excess = Excess::refuse;
};

// A parameter that counts (limit, offset): invalid_value with that subject says what would be
// right. Pass request.parameter("limit").
Result<std::int64_t> read_count(std::string_view subject, std::optional<std::string_view> text,
                                const Bounds& bounds);

} // namespace muster::wire
