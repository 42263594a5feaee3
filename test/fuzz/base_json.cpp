// Any bytes as JSON: refused, or a value that is written and read back the same, within the depth.
#include <cstdint>
#include <cstdlib>

#include "base/json.h"
#include "base/text.h"

namespace {

void check(bool is_true)
{
    if (!is_true) std::abort();
}

std::size_t depth_of(const muster::Json& json)
{
    std::size_t deepest = 0;
    if (const auto* items = json.as_array()) {
        for (const auto& item : *items) deepest = std::max(deepest, depth_of(item));
        return deepest + 1;
    }
    if (const auto* members = json.as_object()) {
        for (const auto& member : *members) deepest = std::max(deepest, depth_of(member.value));
        return deepest + 1;
    }
    return 0;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    using namespace muster;
    const std::string text(bytes, bytes + size);
    const auto json = parse_json(text);
    if (!json) {
        check(json.error().subject == "body");
        return 0;
    }
    check(is_utf8(text));
    check(depth_of(*json) <= limits::json_depth);
    const std::string written = json->text();
    const auto again = parse_json(written);
    check(again.has_value());
    check(again->text() == written); // integral doubles lose their point once, then no more
    return 0;
}
