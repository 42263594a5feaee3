// The names of the codes. Knows no API.
#include "base/error.h"

namespace muster {

std::string_view name_of(Code code)
{
    switch (code) {
    case Code::invalid_value: return "invalid_value";
    case Code::missing_field: return "missing_field";
    case Code::unknown_field: return "unknown_field";
    case Code::unauthenticated: return "unauthenticated";
    case Code::forbidden: return "forbidden";
    case Code::not_found: return "not_found";
    case Code::already_exists: return "already_exists";
    case Code::conflict: return "conflict";
    case Code::full: return "full";
    case Code::stale: return "stale";
    case Code::too_large: return "too_large";
    case Code::rate_limited: return "rate_limited";
    case Code::unsupported: return "unsupported";
    case Code::unavailable: return "unavailable";
    case Code::timed_out: return "timed_out";
    case Code::internal: return "internal";
    }
    return "internal";
}

} // namespace muster
