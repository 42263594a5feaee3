// Each error says what would be right.
#include "directory/checks.h"

#include "base/text.h"

namespace muster::directory {

Result<void> check_revision(Revision actual, std::optional<Revision> expected)
{
    if (!expected || *expected == actual) return {};
    return fail(Code::stale, "revision",
                "the entity is at revision " + std::to_string(actual) + ", not " +
                    std::to_string(*expected) + "; read it again");
}

Result<void> check_text(std::string_view subject, std::string_view text, std::size_t chars)
{
    if (!is_utf8(text)) {
        return fail(Code::invalid_value, std::string(subject), "must be valid UTF-8");
    }
    if (text.find('\0') != text.npos) {
        return fail(Code::invalid_value, std::string(subject), "must not contain NUL");
    }
    if (text.size() > chars && count_chars(text) > chars) {
        return fail(Code::invalid_value, std::string(subject),
                    "must have at most " + std::to_string(chars) + " characters");
    }
    return {};
}

void remove_blanks(std::string& text)
{
    const auto trimmed = trim_invisible(text);
    if (trimmed.size() < text.size()) text = std::string(trimmed);
}

Result<void> check_unique(const Rows& rows, const Key& key, std::int64_t self,
                          std::string_view subject)
{
    const auto other = rows.find(key);
    if (!other) {
        if (other.error().code == Code::not_found) return {};
        return fail(other.error());
    }
    const auto id = std::visit(
        [](const auto& row) {
            if constexpr (requires { row.id; }) return row.id.value;
            return std::int64_t{0};
        },
        *other);
    if (id == self) return {};
    return fail(Code::already_exists, std::string(subject), "another one has this value already");
}

Result<void> check_extras(const Extras& extras)
{
    for (const auto& [dialect, json] : extras) {
        if (json.size() > limits::extras_bytes) {
            return fail(Code::too_large, "extras",
                        "more than " + std::to_string(limits::extras_bytes) + " bytes", dialect);
        }
    }
    return {};
}

} // namespace muster::directory
