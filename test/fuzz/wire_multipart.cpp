// Any bytes as a label and a multipart body: read or refused, within the limits; no part is larger
// than the body.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/limits.h"
#include "wire/multipart.h"

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
    const auto cut = std::min(text.find('\n'), text.size()); // the first line is the label
    const std::string label = text.substr(0, cut);
    const std::string body = text.substr(std::min(cut + 1, text.size()));
    for (const std::string& type : {label, std::string("multipart/form-data; boundary=b")}) {
        wire::boundary_of(type);
        const auto parts = wire::read_multipart(type, body);
        if (!parts) {
            check(parts.error().subject == "body");
            continue;
        }
        check(parts->size() <= limits::multipart_parts);
        std::size_t total = 0;
        for (const auto& part : *parts) {
            check(!part.name.empty());
            total += part.value.size() + part.name.size();
        }
        check(total <= body.size());
    }
    return 0;
}
