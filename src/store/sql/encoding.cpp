// Writes and reads the JSON of columns, and cuts single members out without parsing the rest.
#include "store/sql/encoding.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace muster::store::sql {

using namespace model;

namespace {

void write_real(JsonWriter& json, double real)
{
    std::string text = format_number(real);
    if (text.find_first_of(".e") == text.npos) text += ".0";
    json.raw(text);
}

void write_list(JsonWriter& json, const TextList& list)
{
    json.begin_array();
    for (const auto& text : list) json.text(text);
    json.end_array();
}

struct ColumnValueWriter {
    JsonWriter& json;

    void operator()(std::monostate) const { json.null(); }
    void operator()(bool flag) const { json.boolean(flag); }
    void operator()(std::int64_t whole) const { json.integer(whole); }
    void operator()(double real) const { write_real(json, real); }
    void operator()(const std::string& text) const { json.text(text); }
    void operator()(const TextList& list) const { write_list(json, list); }
    void operator()(const Decimal& decimal) const
    {
        json.begin_object().name("decimal").text(format_decimal(decimal)).end_object();
    }
    void operator()(Date date) const
    {
        json.begin_object().name("date").integer(date.time_since_epoch().count()).end_object();
    }
    void operator()(Time time) const
    {
        json.begin_object().name("time").integer(time.time_since_epoch().count()).end_object();
    }
};

std::optional<Value> read_decimal(std::string_view text)
{
    const auto point = text.find('.');
    const std::size_t scale = point == text.npos ? 0 : text.size() - point - 1;
    if (const auto decimal = parse_decimal(text, static_cast<std::uint8_t>(scale))) return *decimal;
    return std::nullopt;
}

// {"decimal":…}, {"date":…} and {"time":…}
std::optional<Value> read_tagged(const Json::Object& object)
{
    if (object.size() != 1) return std::nullopt;
    const auto& [tag, content] = object.front();
    const std::int64_t* whole = content.as_integer();
    if (tag == "decimal" && content.as_text() != nullptr) return read_decimal(*content.as_text());
    if (tag == "date" && whole != nullptr) {
        return Date{std::chrono::days{static_cast<std::chrono::days::rep>(*whole)}};
    }
    if (tag == "time" && whole != nullptr) return Time{std::chrono::microseconds{*whole}};
    return std::nullopt;
}

std::optional<TextList> read_list(const Json::Array& array)
{
    TextList list;
    list.reserve(array.size());
    for (const auto& item : array) {
        if (item.as_text() == nullptr) return std::nullopt;
        list.push_back(*item.as_text());
    }
    return list;
}

std::optional<Value> read_value(const Json& json)
{
    if (const auto* text = json.as_text()) return *text;
    if (const auto* whole = json.as_integer()) return *whole;
    if (const auto* real = json.as_double()) return *real;
    if (const auto* flag = json.as_bool()) return *flag;
    if (const auto* object = json.as_object()) return read_tagged(*object);
    if (const auto* array = json.as_array()) {
        if (auto list = read_list(*array)) return *std::move(list);
    }
    return std::nullopt;
}

// Scans a JSON text that is known to be valid, to cut pieces out of it without parsing them.
class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    bool take(char wanted)
    {
        if (at_ >= text_.size() || text_[at_] != wanted) return false;
        ++at_;
        return true;
    }

    // The text of the next value; empty at the end.
    std::string_view value()
    {
        const std::size_t start = at_;
        std::size_t depth = 0;
        for (bool quoted = false; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (quoted) {
                if (c == '\\') ++at_;
                if (c == '"') quoted = false;
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                ++depth;
            } else if (depth == 0 && (c == ',' || c == ':' || c == '}' || c == ']')) {
                break;
            } else if (c == '}' || c == ']') {
                --depth;
            }
        }
        at_ = std::min(at_, text_.size());
        return text_.substr(start, at_ - start);
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

std::string_view unquoted(std::string_view text)
{
    return text.size() < 2 ? std::string_view{} : text.substr(1, text.size() - 2);
}

// Calls visit(name, value) for the members of an object. Names are compared as they are written:
// keys and names of dialects need no escapes. False when the text is not an object.
template <class Visit>
bool each_member(std::string_view text, Visit visit)
{
    Scanner scanner(text);
    if (!scanner.take('{')) return false;
    if (scanner.take('}')) return true;
    do {
        const std::string_view name = scanner.value();
        if (name.size() < 2 || !scanner.take(':')) return false;
        visit(name, scanner.value());
    } while (scanner.take(','));
    return scanner.take('}');
}

} // namespace

std::string encode_list(const TextList& list)
{
    std::string out;
    JsonWriter json(out);
    write_list(json, list);
    return out;
}

std::string encode_key(const Key& key)
{
    const auto kind = name_of(key.kind);
    std::string line;
    line.reserve(kind.size() + key.name.size() + key.text.size() + 2);
    line.append(kind).append(1, '\n').append(key.name).append(1, '\n').append(key.text);
    return line;
}

std::string encode_fields(const FieldValues& fields)
{
    constexpr std::size_t usual = 32; // bytes of one field, on average
    std::string out;
    out.reserve(fields.size() * usual);
    JsonWriter json(out);
    json.begin_object();
    for (const auto& [key, value] : fields) {
        json.name(key);
        std::visit(ColumnValueWriter{json}, value);
    }
    json.end_object();
    return out;
}

std::string encode_extras(const Extras& extras)
{
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    for (const auto& [dialect, content] : extras) json.name(dialect).raw(content);
    json.end_object();
    return out;
}

std::optional<TextList> decode_list(std::string_view text)
{
    const auto json = parse_json(text);
    if (!json || !json->is_array()) return std::nullopt;
    return read_list(*json->as_array());
}

std::optional<FieldValues> decode_fields(std::string_view text)
{
    const auto json = parse_own_json(text);
    if (!json || !json->is_object()) return std::nullopt;
    FieldValues fields;
    for (const auto& [key, content] : *json->as_object()) {
        auto value = read_value(content);
        if (!value) return std::nullopt;
        fields.set(key, *std::move(value));
    }
    return fields;
}

std::optional<Extras> decode_extras(std::string_view text)
{
    Extras extras;
    const bool sound = each_member(text, [&](std::string_view name, std::string_view content) {
        extras.set(unquoted(name), std::string(content));
    });
    if (!sound) return std::nullopt;
    return extras;
}

Value field_of(std::string_view encoded_fields, std::string_view key)
{
    std::string quoted;
    JsonWriter(quoted).text(key);
    std::string_view found;
    each_member(encoded_fields, [&](std::string_view name, std::string_view content) {
        if (name == quoted) found = content;
    });
    if (found.empty()) return {};
    const auto json = parse_own_json(found);
    return json ? read_value(*json).value_or(Value{}) : Value{};
}

Value extra_of(std::string_view encoded_extras, std::string_view path)
{
    const auto dot = path.find('.');
    if (dot == path.npos) return {};
    std::string_view found;
    each_member(encoded_extras, [&](std::string_view name, std::string_view content) {
        if (unquoted(name) == path.substr(0, dot)) found = content;
    });
    if (found.empty()) return {};
    const auto json = parse_json(found);
    if (!json) return {};
    const Json* place = &*json;
    for (const auto step : split(path.substr(dot + 1), '.')) {
        place = place->find(step);
        if (place == nullptr) return {};
    }
    if (place->is_null()) return {};
    if (place->is_object() || place->is_array()) return TextList{};
    if (place->as_text() != nullptr && place->as_text()->empty()) return {};
    return read_value(*place).value_or(Value{});
}

double number_of(const Decimal& decimal)
{
    double power = 1;
    for (int i = 0; i < decimal.scale; ++i) power *= 10;
    return static_cast<double>(decimal.units) / power;
}

} // namespace muster::store::sql
