// Reads multipart bodies into named texts, as tolerantly as real clients need: any disposition,
// quoted or bare names, a boundary that the label does not tell. Knows no fields.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace muster::wire {

struct MultipartPart {
    std::string name;
    std::string value; // the bytes as sent
};

// The boundary parameter of any media type: `application/json; boundary=abc`.
std::optional<std::string> boundary_of(std::string_view content_type);

// The label names a boundary, or the body begins with "--".
bool looks_multipart(std::string_view content_type, std::string_view body);

// The parts in order; those without a name are skipped. The boundary is the label's; when there is
// none, or the body begins with another one, it is that of the body's first line. CR LF and bare LF
// line ends are both read; a missing last delimiter is not an error, no delimiter at all is.
// invalid_value "body"; too_large "body" over limits::multipart_*.
Result<std::vector<MultipartPart>> read_multipart(std::string_view content_type,
                                                  std::string_view body);

} // namespace muster::wire
