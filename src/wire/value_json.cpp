// Knows no types of declared fields: the directory converts values to them.
#include "wire/value_json.h"

#include "base/instant.h"

namespace muster::wire {

using namespace model;

namespace {

struct ValueToJson {
    JsonWriter& out;

    void operator()(std::monostate) const { out.null(); }
    void operator()(bool value) const { out.boolean(value); }
    void operator()(std::int64_t value) const { out.integer(value); }
    void operator()(double value) const { out.number(value); }
    void operator()(const Decimal& value) const { out.raw(format_decimal(value)); }
    void operator()(const std::string& value) const { out.text(value); }
    void operator()(Date value) const { out.text(format_date(value)); }
    void operator()(Time value) const { out.text(format_rfc3339(value)); }
    void operator()(const TextList& values) const
    {
        out.begin_array();
        for (const auto& value : values) out.text(value);
        out.end_array();
    }
};

} // namespace

void write_value(JsonWriter& out, const Value& value) { std::visit(ValueToJson{out}, value); }

Result<Value> read_value(const Json& json, std::string_view subject)
{
    if (json.is_null()) return Value{};
    if (const auto* flag = json.as_bool()) return Value{*flag};
    if (const auto* whole = json.as_integer()) return Value{*whole};
    if (const auto* real = json.as_double()) return Value{*real};
    if (const auto* text = json.as_text()) return text->empty() ? Value{} : Value{*text};
    const auto* array = json.as_array();
    TextList list;
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
        const auto* text = (*array)[i].as_text();
        if (text == nullptr) break;
        list.push_back(*text);
    }
    if (array == nullptr || list.size() != array->size()) {
        return fail(Code::invalid_value, std::string(subject),
                    "must be a text, a number, a boolean, null or a list of texts");
    }
    return list.empty() ? Value{} : Value{std::move(list)};
}

} // namespace muster::wire
