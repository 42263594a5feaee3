// The parser converts simdjson's tree and adds the checks that simdjson does not make. Knows no
// customers.
#include "base/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>

#include <simdjson.h>

#include "base/text.h"

namespace muster {

namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// From 2^53 on, neighbouring integers are the same double, so a double does not say which it is.
constexpr double exact_integers = 9007199254740992.0;

// A whole number as an integer, so that no reader has to ask how it was written.
Json number_json(double number)
{
    if (std::abs(number) < exact_integers && number == std::trunc(number)) {
        return Json(static_cast<std::int64_t>(number));
    }
    return Json(number);
}

bool has_duplicates(const Json::Object& object, NameCase names)
{
    const bool exact = names == NameCase::exact;
    const auto is_same = [&](std::string_view a, std::string_view b) {
        return exact ? a == b : equal_ignoring_ascii_case(a, b);
    };
    if (object.size() < 16) {
        for (std::size_t i = 1; i < object.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (is_same(object[i].name, object[j].name)) return true;
            }
        }
        return false;
    }
    std::vector<std::string> folded; // owns the names that are compared, unless they are exact
    std::vector<std::string_view> all;
    if (!exact) folded.reserve(object.size()); // so that no name moves
    for (const auto& member : object) {
        all.push_back(exact ? std::string_view(member.name)
                            : folded.emplace_back(lower_ascii(member.name)));
    }
    std::sort(all.begin(), all.end());
    return std::adjacent_find(all.begin(), all.end()) != all.end();
}

enum class NumberForm { as_written, whole_as_integer };

// Converts simdjson's tree; `names` says which members are duplicates.
class TreeConverter {
public:
    TreeConverter(NameCase names, NumberForm numbers) : names_(names), numbers_(numbers) {}

    Result<Json> convert(simdjson::dom::element element) const
    {
        using simdjson::dom::element_type;
        switch (element.type()) {
        case element_type::NULL_VALUE: return Json();
        case element_type::BOOL: return Json(bool(element));
        case element_type::INT64: return Json(std::int64_t(element));
        case element_type::UINT64: return Json(static_cast<double>(std::uint64_t(element)));
        case element_type::DOUBLE:
            return numbers_ == NumberForm::as_written ? Json(double(element))
                                                      : number_json(double(element));
        case element_type::STRING: return Json(std::string_view(element));
        case element_type::ARRAY: return convert_array(element.get_array().value());
        case element_type::OBJECT: return convert_object(element.get_object().value());
        }
        return fail(Code::internal, "body", "unknown kind of JSON value");
    }

private:
    Result<Json> convert_array(const simdjson::dom::array& array) const
    {
        Json::Array items;
        items.reserve(array.size());
        for (const auto item : array) items.push_back(TRY(convert(item)));
        return Json(std::move(items));
    }

    Result<Json> convert_object(const simdjson::dom::object& object) const
    {
        Json::Object members;
        members.reserve(object.size());
        for (const auto field : object) {
            auto value = TRY(convert(field.value));
            members.push_back({std::string(field.key), std::move(value)});
        }
        if (has_duplicates(members, names_)) {
            return fail(Code::invalid_value, "body", "an object names a member twice");
        }
        return Json(std::move(members));
    }

    NameCase names_;
    NumberForm numbers_;
};

bool is_in(std::string_view characters, char c) { return characters.find(c) != characters.npos; }

bool fits_64_bits(std::string_view integer)
{
    std::int64_t ignored = 0;
    const auto* end = integer.data() + integer.size();
    return std::from_chars(integer.data(), end, ignored).ec != std::errc::result_out_of_range;
}

// simdjson refuses integers outside the range of 64 bits, but reads them as doubles when they have
// an exponent. So "e0" is appended to each of them. nullopt when there are none.
std::optional<std::string> with_long_integers_as_doubles(std::string_view text)
{
    std::string longer;
    std::size_t done = 0;
    bool in_text = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (in_text && text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            in_text = !in_text;
        } else if (!in_text && is_in("-0123456789", text[i])) {
            const auto end = std::min(text.find_first_not_of("+-0123456789.eE", i), text.size());
            const auto number = text.substr(i, end - i);
            i = end - 1;
            const bool is_whole = number.find_first_of("+.eE") == number.npos;
            if (!is_whole || fits_64_bits(number)) continue;
            longer.append(text, done, end - done).append("e0");
            done = end;
        }
    }
    if (done == 0) return std::nullopt;
    return longer.append(text, done);
}

// Whether none of the eight bytes must be escaped in JSON. Tests all eight at once (SWAR).
bool is_plain(const char* eight)
{
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t highest = ones << 7U;
    const auto has_zero = [](std::uint64_t bytes) { return (bytes - ones) & ~bytes & highest; };
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, eight, sizeof bytes);
    const auto has_control = (bytes - ones * 0x20) & ~bytes & highest;
    return (has_control | has_zero(bytes ^ ones * '"') | has_zero(bytes ^ ones * '\\')) == 0;
}

void append_escaped(std::string& out, std::string_view text)
{
    constexpr std::string_view hex = "0123456789abcdef";
    std::size_t done = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        while (text.size() - i > 8 && is_plain(text.data() + i)) i += 8;
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text, done, i - done);
        done = i + 1;
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            out += "\\u00";
            out += hex[c >> 4U];
            out += hex[c & 15U];
        }
    }
    out.append(text, done);
}

// Gives back a parser that has grown, also after a text that was no JSON: otherwise one large body
// would pin several times its size to this thread until the server stops.
class ParserRelease {
public:
    explicit ParserRelease(simdjson::dom::parser& parser) : parser_(parser) {}
    ~ParserRelease()
    {
        if (parser_.capacity() > limits::json_parser_bytes) parser_ = simdjson::dom::parser();
    }
    ParserRelease(const ParserRelease&) = delete;
    ParserRelease& operator=(const ParserRelease&) = delete;

private:
    simdjson::dom::parser& parser_;
};

} // namespace

const Json* Json::find(std::string_view name) const
{
    const Object* object = as_object();
    if (object == nullptr) return nullptr;
    for (const auto& member : *object) {
        if (member.name == name) return &member.value;
    }
    return nullptr;
}

Json* Json::find(std::string_view name)
{
    return const_cast<Json*>(std::as_const(*this).find(name));
}

Json& Json::set(std::string_view name, Json value)
{
    if (is_null()) value_ = Object{};
    if (Json* present = find(name)) {
        *present = std::move(value);
        return *present;
    }
    Object& object = std::get<Object>(value_);
    object.push_back({std::string(name), std::move(value)});
    return object.back().value;
}

void Json::erase(std::string_view name)
{
    if (Object* object = as_object()) {
        std::erase_if(*object, [&](const Member& member) { return member.name == name; });
    }
}

void Json::push_back(Json value)
{
    if (is_null()) value_ = Array{};
    std::get<Array>(value_).push_back(std::move(value));
}

std::string Json::text() const
{
    std::string out;
    JsonWriter(out).value(*this);
    return out;
}

std::string_view type_name(const Json& value)
{
    if (value.is_null()) return "null";
    if (value.as_bool() != nullptr) return "a boolean";
    if (value.as_integer() != nullptr || value.as_double() != nullptr) return "a number";
    if (value.as_text() != nullptr) return "text";
    if (value.is_array()) return "a list";
    return "an object";
}

namespace {

Result<Json> parse(std::string_view text, std::size_t max_depth, const TreeConverter& converter)
{
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    // The data() of an empty view may be null, which simdjson would pass to memcpy.
    if (text.empty()) return fail(Code::invalid_value, "body", "is empty, which is not JSON");
    thread_local simdjson::dom::parser parser;
    const ParserRelease release(parser);
    // max_depth() is one more, because simdjson counts a scalar as a level.
    const std::size_t capacity = std::max<std::size_t>(text.size(), 64);
    if (parser.capacity() < capacity || parser.max_depth() != max_depth + 1) {
        if (parser.allocate(capacity, max_depth + 1) != simdjson::SUCCESS) throw std::bad_alloc();
    }
    simdjson::dom::element root;
    const auto error = parser.parse(text.data(), text.size()).get(root);
    if (error == simdjson::NUMBER_ERROR) {
        // Recurses only once: the new text has no such integer any more.
        if (const auto longer = with_long_integers_as_doubles(text))
            return parse(*longer, max_depth, converter);
    }
    if (error == simdjson::DEPTH_ERROR) {
        return fail(Code::too_large, "body",
                    "JSON is nested deeper than " + std::to_string(max_depth) + " levels");
    }
    if (error != simdjson::SUCCESS) {
        return fail(Code::invalid_value, "body", "not valid JSON", simdjson::error_message(error));
    }
    return converter.convert(root);
}

} // namespace

Result<Json> parse_json(std::string_view text, std::size_t max_depth, NameCase names)
{
    return parse(text, max_depth, {names, NumberForm::whole_as_integer});
}

Result<Json> parse_own_json(std::string_view text)
{
    return parse(text, limits::json_depth, {NameCase::exact, NumberForm::as_written});
}

void JsonWriter::separate()
{
    if (comma_) out_ += ',';
    comma_ = true;
}

JsonWriter& JsonWriter::begin_object()
{
    separate();
    out_ += '{';
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::end_object()
{
    out_ += '}';
    comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::begin_array()
{
    separate();
    out_ += '[';
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::end_array()
{
    out_ += ']';
    comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::name(std::string_view name)
{
    separate();
    out_ += '"';
    append_escaped(out_, name);
    out_ += "\":";
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::text(std::string_view value)
{
    separate();
    out_ += '"';
    append_escaped(out_, value);
    out_ += '"';
    return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value)
{
    separate();
    std::array<char, 24> buffer{};
    const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    out_.append(buffer.data(), result.ptr);
    return *this;
}

JsonWriter& JsonWriter::number(double value)
{
    if (!std::isfinite(value)) return null();
    separate();
    const std::string digits = format_number(value);
    out_ += digits;
    // Without a point, readers would take it for an integer and may refuse it as too large.
    if (digits.size() > 18 && digits.find_first_of(".e") == digits.npos) out_ += ".0";
    return *this;
}

JsonWriter& JsonWriter::boolean(bool value)
{
    separate();
    out_ += value ? "true" : "false";
    return *this;
}

JsonWriter& JsonWriter::null()
{
    separate();
    out_ += "null";
    return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json)
{
    separate();
    out_ += json;
    return *this;
}

JsonWriter& JsonWriter::value(const Json& value)
{
    if (const auto* object = value.as_object()) {
        begin_object();
        for (const auto& member : *object) name(member.name).value(member.value);
        return end_object();
    }
    if (const auto* array = value.as_array()) {
        begin_array();
        for (const auto& item : *array) this->value(item);
        return end_array();
    }
    if (const auto* flag = value.as_bool()) return boolean(*flag);
    if (const auto* whole = value.as_integer()) return integer(*whole);
    if (const auto* real = value.as_double()) return number(*real);
    if (const auto* content = value.as_text()) return text(*content);
    return null();
}

} // namespace muster
