// See refusal_error.h.
#include "dialects/refusal_error.h"

namespace muster::dialects {

Error refusal_error(http::Refusal refusal)
{
    using http::Refusal;
    switch (refusal) {
    case Refusal::malformed:
    case Refusal::bad_framing:
        return {Code::invalid_value, "request", "not a valid HTTP request", {}, {}, {}};
    case Refusal::not_secure:
        return {Code::invalid_value, "request", "this port speaks only TLS: use https", {}, {}, {}};
    case Refusal::header_too_large:
        return {Code::too_large, "header", "the header is too large", {}, {}, {}};
    case Refusal::target_too_long:
        return {Code::too_large, "path", "the address is too long", {}, {}, {}};
    case Refusal::body_too_large:
        return {Code::too_large, "body", "the body is too large", {}, {}, {}};
    case Refusal::encoded_body:
        return {Code::unsupported, "body", "must not have a Content-Encoding", {}, {}, {}};
    case Refusal::too_slow:
        return {Code::timed_out, "request", "the request took too long to arrive", {}, {}, {}};
    case Refusal::overloaded:
        return {Code::unavailable, "server", "overloaded; try again shortly", {}, {}, {}};
    }
    return {Code::internal, "server", "unknown refusal", {}, {}, {}};
}

} // namespace muster::dialects
