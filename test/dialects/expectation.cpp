// Compares texts and JSON with their expectations. Knows no HTTP.
#include "dialects/expectation.h"

#include <algorithm>

#include "base/instant.h"
#include "base/text.h"

namespace muster::dialects::test {

namespace {

constexpr std::string_view ellipsis = "{{...}}";

std::string shortened(std::string text)
{
    constexpr std::size_t most = 300;
    if (text.size() > most) text = text.substr(0, most) + "…";
    return text;
}

// The word in the braces when the whole text is one matcher; else empty.
std::string_view whole_matcher(std::string_view text)
{
    const std::size_t size = braced_size(text);
    if (size < 4 || size != text.size()) return {};
    const std::string_view word = text.substr(2, size - 4);
    return is_matcher(word) ? word : std::string_view();
}

// The matcher at the front of text, with its braces.
std::string_view matcher_at(std::string_view text)
{
    const std::size_t size = braced_size(text);
    return size >= 4 && is_matcher(text.substr(2, size - 4)) ? text.substr(0, size)
                                                             : std::string_view();
}

bool is_number(const Json& value)
{
    return value.as_integer() != nullptr || value.as_double() != nullptr;
}

double number_of(const Json& value)
{
    return value.as_integer() != nullptr ? static_cast<double>(*value.as_integer())
                                         : *value.as_double();
}

bool is_ellipsis(const Json& json)
{
    return json.as_text() != nullptr && *json.as_text() == ellipsis;
}

bool all_digits(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool fits(std::string_view kind, const Json& got)
{
    const std::string* text = got.as_text();
    if (kind == "any") return true;
    if (kind == "integer") return got.as_integer() != nullptr;
    if (kind == "number") return is_number(got);
    if (kind == "bool") return got.as_bool() != nullptr;
    if (text == nullptr) return false;
    if (kind == "text") return !text->empty();
    if (kind == "digits") return all_digits(*text);
    if (kind == "time") return text->size() > 10 && parse_instant(*text).has_value();
    if (kind == "date") return parse_date(*text).has_value();
    return false;
}

std::string scalar_text(const Json& value)
{
    return value.as_text() != nullptr ? *value.as_text() : value.text();
}

// "*id:integer" gives "id" and "integer"; "integer" gives "" and "integer"; "*id" "id" and "any".
std::pair<std::string_view, std::string_view> name_and_kind(std::string_view word)
{
    if (!word.starts_with('*')) return {{}, word};
    const auto colon = word.find(':');
    if (colon == std::string_view::npos) return {word.substr(1), "any"};
    return {word.substr(1, colon - 1), word.substr(colon + 1)};
}

} // namespace

void Comparison::differ(const std::string& place, const std::string& problem)
{
    differences_.push_back(place + ": " + problem);
}

void Comparison::matcher(const std::string& place, std::string_view word, const Json& got)
{
    const auto [name, kind] = name_and_kind(word);
    if (kind == "absent") return differ(place, "must not be there, is " + shortened(got.text()));
    if (!fits(kind, got)) {
        return differ(place, "must be {{" + std::string(kind) + "}}, is " + shortened(got.text()));
    }
    if (name.empty()) return;
    if (got.is_object() || got.is_array()) {
        return differ(place, "only single values can be kept, this is " + shortened(got.text()));
    }
    variables_.set(std::string(name), scalar_text(got));
}

// The pieces between matchers must occur in order; a matcher matches the text up to the next piece.
bool Comparison::pattern(std::string_view expected, std::string_view got)
{
    while (!expected.empty()) {
        const std::string_view wild = matcher_at(expected);
        if (wild.empty()) {
            const auto next = std::min(expected.find("{{", 1), expected.size());
            if (!got.starts_with(expected.substr(0, next))) return false;
            got.remove_prefix(next);
            expected.remove_prefix(next);
            continue;
        }
        const auto [name, kind] = name_and_kind(wild.substr(2, wild.size() - 4));
        expected.remove_prefix(wild.size());
        const auto literal = expected.substr(0, std::min(expected.find("{{"), expected.size()));
        const auto end = literal.empty() ? got.size() : got.find(literal);
        if (end == std::string_view::npos) return false;
        const std::string_view piece = got.substr(0, end);
        const Json as_number = parse_integer(piece) ? Json(*parse_integer(piece)) : Json(piece);
        if (!fits(kind, Json(piece)) && !fits(kind, as_number)) return false;
        if (!name.empty()) variables_.set(std::string(name), std::string(piece));
        got.remove_prefix(end);
    }
    return got.empty();
}

void Comparison::text(const std::string& place, std::string_view expected, std::string_view got)
{
    if (pattern(expected, got)) return;
    differ(place, "expected '" + shortened(std::string(expected)) + "', got '" +
                      shortened(std::string(got)) + "'");
}

void Comparison::object(const std::string& place, const Json::Object& expected, const Json& got)
{
    const Json::Object* members = got.as_object();
    if (members == nullptr) {
        return differ(place, "must be an object, is " + shortened(got.text()));
    }
    bool open = false;
    for (const auto& member : expected) {
        const std::string inside = place + "." + member.name;
        if (member.name == ellipsis) {
            open = true;
            continue;
        }
        const Json* value = got.find(member.name);
        const std::string* word = member.value.as_text();
        if (value != nullptr)
            json(inside, member.value, *value);
        else if (word == nullptr || whole_matcher(*word) != "absent")
            differ(inside, "is missing");
    }
    if (open) return;
    for (const auto& member : *members) {
        const bool known = std::any_of(expected.begin(), expected.end(),
                                       [&](const auto& row) { return row.name == member.name; });
        if (!known) {
            differ(place + "." + member.name, "not expected: " + shortened(member.value.text()));
        }
    }
}

void Comparison::array(const std::string& place, const Json::Array& expected, const Json& got)
{
    const Json::Array* items = got.as_array();
    if (items == nullptr) return differ(place, "must be a list, is " + shortened(got.text()));
    if (expected.size() > 1 && is_ellipsis(expected.front())) {
        return contains(place, expected, *items);
    }
    const bool open = !expected.empty() && is_ellipsis(expected.back());
    const std::size_t size = expected.size() - (open ? 1 : 0);
    if (open ? items->size() < size : items->size() != size) {
        differ(place, "must have " + std::to_string(size) + (open ? " or more" : "") +
                          " items, has " + std::to_string(items->size()));
    }
    for (std::size_t i = 0; i < std::min(size, items->size()); ++i) {
        json(place + "[" + std::to_string(i) + "]", expected[i], (*items)[i]);
    }
}

// [..., x, ...]: each x is somewhere in the list.
void Comparison::contains(const std::string& place, const Json::Array& expected,
                          const Json::Array& items)
{
    for (const auto& wanted : expected) {
        if (is_ellipsis(wanted)) continue;
        const bool found = std::any_of(items.begin(), items.end(), [&](const Json& item) {
            Variables trial = variables_;
            Comparison comparison(trial);
            comparison.json(place, wanted, item);
            if (comparison.differences().empty()) variables_ = trial;
            return comparison.differences().empty();
        });
        if (!found) differ(place, "must hold " + shortened(wanted.text()));
    }
}

void Comparison::json(const std::string& place, const Json& expected, const Json& got)
{
    if (const auto* members = expected.as_object()) return object(place, *members, got);
    if (const auto* items = expected.as_array()) return array(place, *items, got);
    if (const std::string* wanted = expected.as_text()) {
        if (const auto word = whole_matcher(*wanted); !word.empty()) {
            return matcher(place, word, got);
        }
        if (const std::string* came = got.as_text()) return text(place, *wanted, *came);
    }
    const bool equal = is_number(expected) && is_number(got) ? number_of(expected) == number_of(got)
                                                             : expected == got;
    if (!equal) {
        differ(place, "expected " + shortened(expected.text()) + ", got " + shortened(got.text()));
    }
}

void Comparison::body(std::string_view expected, std::string_view got)
{
    constexpr std::size_t depth = 256;
    const auto wanted = parse_json(as_strict_json(expected), depth);
    if (!wanted) {
        if (expected.starts_with('{') || expected.starts_with('[')) {
            differ("body", "the expectation is not valid JSON");
        }
        return text("body", expected, got);
    }
    const auto came = parse_json(got, depth);
    if (!came) return differ("body", "must be JSON: " + came.error().message);
    json("body", *wanted, *came);
}

std::string as_strict_json(std::string_view text)
{
    std::string json;
    std::string open; // brackets we are in
    bool in_text = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_text) {
            if (c == '\\' && i + 1 < text.size())
                json += text[i++];
            else if (c == '"')
                in_text = false;
        } else if (c == '"') {
            in_text = true;
        } else if (const auto word = matcher_at(text.substr(i)); !word.empty()) {
            json += '"';
            json += word;
            json += '"';
            i += word.size() - 1;
            continue;
        } else if (c == '{' || c == '[') {
            open += c;
        } else if ((c == '}' || c == ']') && !open.empty()) {
            open.pop_back();
        } else if (text.substr(i).starts_with("...")) {
            json += open.ends_with('[') ? R"("{{...}}")" : R"("{{...}}":0)";
            i += 2;
            continue;
        }
        json += text[i];
    }
    return json;
}

} // namespace muster::dialects::test
