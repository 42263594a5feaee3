// Any bytes as what stands in a query string: cursors, counts, selections, tokens. A cursor that is
// believed is one that we would write.
#include <cstdint>
#include <cstdlib>

#include "wire/jwt.h"
#include "wire/paging.h"
#include "wire/selection.h"

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
    const model::Query query;
    if (const auto cursor = wire::read_cursor(text, query)) {
        const auto again = wire::read_cursor(wire::write_cursor(*cursor, query), query);
        check(again && again->value == cursor->value && again->id == cursor->id);
    }
    const wire::Bounds bounds{.least = 1, .greatest = 100, .fallback = 20};
    if (const auto count = wire::read_count("limit", text, bounds)) {
        check(*count >= 1 && *count <= 100);
    }
    if (const auto selection = wire::Selection::parse(text)) {
        selection->inside("items").inside("name").has("first");
    }
    check(!wire::verify_jwt(text, "a key that the input cannot know", Time{}));
    return 0;
}
