// Any bytes as a target or a form: the parser refuses them, or its result is within the limits.
#include <cstdint>
#include <cstdlib>

#include "base/limits.h"
#include "http/request.h"
#include "http/server/router.h"

namespace {

void check(bool is_true)
{
    if (!is_true) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    using namespace muster;
    const std::string text(bytes, bytes + size);
    http::Request request;
    if (http::parse_target(text, request)) {
        check(text.starts_with('/'));
        check(request.target == text);
        check(request.segments.size() <= limits::path_segments);
        check(request.query.size() <= limits::query_parameters);
        for (const auto& segment : request.segments) check(segment.find('\0') == segment.npos);
        http::Router<int> router;
        router.add(http::Verb::get, "/customers/{id}/contacts", 1);
        router.add(http::Verb::get, "/customers/{id}/{what}", 2);
        router.match(http::Verb::get, request.segments);
    }
    check(http::decode_percent(text, false).size() <= size);
    http::parse_form(text);
    return 0;
}
