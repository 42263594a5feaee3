// Any bytes as the first line of a node: refused, or they say the same when they are written again.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "http/address.h"
#include "http/server/nodes/connection_origin.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    using namespace muster;
    const std::string text(bytes, bytes + size);
    const auto origin = http::parse_origin_line(text);
    if (!origin) return 0;
    if (!http::parse_address(origin->peer)) std::abort();
    if (http::origin_line(*origin) != text + '\n') std::abort();
    return 0;
}
