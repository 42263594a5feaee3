// JSON: a value, a parser, and a writer for responses that need no value in memory. All APIs read
// JSON by this parser, so all of them read it the same way. It is strict (RFC 8259): it refuses
// duplicate names, nesting beyond limits::json_depth, invalid UTF-8 and trailing text. It skips a
// byte order mark at the start, which some editors write.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/limits.h"
#include "base/result.h"

namespace muster {

class Json {
public:
    struct Member;
    using Array = std::vector<Json>;
    using Object = std::vector<Member>; // in order of appearance

    Json() = default; // null
    Json(bool value);
    Json(int value);
    Json(std::int64_t value);
    Json(double value);
    Json(std::string value);
    Json(std::string_view value);
    Json(const char* value);
    Json(Array value);
    Json(Object value);

    static Json array();
    static Json object();

    bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
    bool is_object() const { return as_object() != nullptr; }
    bool is_array() const { return as_array() != nullptr; }

    // The value when it has that type, else nullptr.
    const bool* as_bool() const { return std::get_if<bool>(&value_); }
    const std::int64_t* as_integer() const { return std::get_if<std::int64_t>(&value_); }
    const double* as_double() const { return std::get_if<double>(&value_); }
    const std::string* as_text() const { return std::get_if<std::string>(&value_); }
    const Array* as_array() const { return std::get_if<Array>(&value_); }
    const Object* as_object() const { return std::get_if<Object>(&value_); }
    Array* as_array() { return std::get_if<Array>(&value_); }
    Object* as_object() { return std::get_if<Object>(&value_); }

    // The member of an object; nullptr when absent or not an object.
    const Json* find(std::string_view name) const;
    Json* find(std::string_view name);
    // Adds or replaces a member; a null value becomes an empty object first.
    Json& set(std::string_view name, Json value);
    void erase(std::string_view name);
    void push_back(Json value);

    // Compact text.
    std::string text() const;

    bool operator==(const Json& other) const = default;

private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

struct Json::Member {
    std::string name;
    Json value;
    bool operator==(const Member& other) const = default;
};

// Defined after Member: clang needs the complete type to construct the variant.
inline Json::Json(bool value) : value_(value) {}
inline Json::Json(int value) : value_(std::int64_t{value}) {}
inline Json::Json(std::int64_t value) : value_(value) {}
inline Json::Json(double value) : value_(value) {}
inline Json::Json(std::string value) : value_(std::move(value)) {}
inline Json::Json(std::string_view value) : value_(std::string(value)) {}
inline Json::Json(const char* value) : value_(std::string(value)) {}
inline Json::Json(Array value) : value_(std::move(value)) {}
inline Json::Json(Object value) : value_(std::move(value)) {}
inline Json Json::array() { return Json(Array{}); }
inline Json Json::object() { return Json(Object{}); }

// "null", "a boolean", "a number", "text", "a list", "an object": for error messages.
std::string_view type_name(const Json& value);

// Which names of members count as the same name, in an API that reads them so.
enum class NameCase { exact, ignored };

// Fails with subject "body": invalid_value, or too_large when nested too deep. A whole number is an
// integer however it is written: 5, 5.0 and 50e-1 are equal. An integer outside the range of 64
// bits becomes a double. A number outside the range of a double is refused.
Result<Json> parse_json(std::string_view text, std::size_t max_depth = limits::json_depth,
                        NameCase names = NameCase::exact);

// JSON that this program has written, to be read back unchanged: 5.0 stays a double. Otherwise as
// parse_json().
Result<Json> parse_own_json(std::string_view text);

// Appends compact JSON to a string of the caller. The writer adds the commas; the caller pairs each
// begin with its end. Text must be UTF-8.
class JsonWriter {
public:
    explicit JsonWriter(std::string& out) : out_(out) {}

    JsonWriter& begin_object();
    JsonWriter& end_object();
    JsonWriter& begin_array();
    JsonWriter& end_array();
    JsonWriter& name(std::string_view name);
    JsonWriter& text(std::string_view value);
    JsonWriter& integer(std::int64_t value);
    JsonWriter& number(double value);
    JsonWriter& boolean(bool value);
    JsonWriter& null();
    JsonWriter& value(const Json& value);
    // Appends a complete JSON value that is already text, such as stored extras or a decimal.
    JsonWriter& raw(std::string_view json);

private:
    void separate();
    std::string& out_;
    bool comma_ = false; // whether the next value on this level needs a comma before it
};

} // namespace muster
