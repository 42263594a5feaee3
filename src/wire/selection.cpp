// Parses what a caller asked for. Knows no members.
#include "wire/selection.h"

#include "base/text.h"

namespace muster::wire {

namespace {

constexpr std::size_t max_depth = 16; // deeper than any documented answer
constexpr std::size_t max_bytes = 4096;

Failure malformed()
{
    return fail(Code::invalid_value, "selection",
                "must be names separated by commas, with balanced parentheses");
}

} // namespace

Result<Selection> Selection::parse(std::string_view text)
{
    if (trim(text).empty()) return Selection{};
    if (text.size() > max_bytes) return fail(Code::too_large, "selection", "is too long");
    std::vector<std::vector<Part>> open(1); // the lists we are inside of
    std::string_view rest = text;
    bool closed = false; // a ')' stands directly before
    while (true) {
        const auto end = rest.find_first_of(",()");
        const std::string_view name = trim(rest.substr(0, end));
        if (closed ? !name.empty() : false) return malformed();
        if (!closed && !name.empty()) open.back().push_back({std::string(name), {}});
        const bool named = !name.empty();
        closed = false;
        if (end == rest.npos) break;
        const char mark = rest[end];
        rest.remove_prefix(end + 1);
        if (mark == '(') {
            if (!named || open.size() > max_depth) return malformed();
            open.emplace_back();
        } else if (mark == ')') {
            if (open.size() < 2) return malformed();
            auto parts = std::move(open.back());
            open.pop_back();
            open.back().back().selection.parts_ =
                std::make_shared<const std::vector<Part>>(std::move(parts));
            closed = true;
        }
    }
    if (open.size() != 1) return malformed();
    Selection selection;
    selection.parts_ = std::make_shared<const std::vector<Part>>(std::move(open.front()));
    return selection;
}

bool Selection::has(std::string_view name) const
{
    if (!parts_) return true;
    for (const auto& part : *parts_) {
        if (part.name == name) return true;
    }
    return false;
}

const Selection& Selection::inside(std::string_view name) const
{
    if (!parts_) return everything;
    for (const auto& part : *parts_) {
        if (part.name == name) return part.selection;
    }
    return everything;
}

} // namespace muster::wire
