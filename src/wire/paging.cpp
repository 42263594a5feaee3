// Writes and reads cursors and counts. Knows no parameter names.
#include "wire/paging.h"

#include <algorithm>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"

namespace muster::wire {

namespace {

// What a cursor is bound to: a page of one list means nothing in another.
std::string binding_of(const model::Query& query)
{
    return std::string(model::name_of(query.kind)) + (query.sort.descending ? "-" : "+") +
           query.sort.operand;
}

Json list_json(const model::TextList& list)
{
    Json json = Json::array();
    for (const auto& text : list) json.push_back(text);
    return json;
}

std::int64_t ticks(Time time) { return time.time_since_epoch().count(); }
std::int64_t ticks(Date date) { return date.time_since_epoch().count(); }

// ["type", value]; null when there is none.
struct ValueWriter {
    Json operator()(std::monostate) const { return {}; }
    Json operator()(bool value) const { return tagged("b", value); }
    Json operator()(std::int64_t value) const { return tagged("i", value); }
    Json operator()(double value) const { return tagged("n", value); }
    Json operator()(const model::Decimal& value) const
    {
        return Json(Json::Array{"m", value.units, std::int64_t{value.scale}});
    }
    Json operator()(const std::string& value) const { return tagged("s", value); }
    Json operator()(Date value) const { return tagged("d", ticks(value)); }
    Json operator()(Time value) const { return tagged("t", ticks(value)); }
    Json operator()(const model::TextList& value) const { return tagged("l", list_json(value)); }

    static Json tagged(const char* type, Json value)
    {
        return Json(Json::Array{Json(type), std::move(value)});
    }
};

using MaybeValue = std::optional<model::Value>;

MaybeValue read_list(const Json& json)
{
    if (!json.is_array()) return std::nullopt;
    model::TextList list;
    for (const auto& item : *json.as_array()) {
        if (item.as_text() == nullptr) return std::nullopt;
        list.push_back(*item.as_text());
    }
    return list;
}

// Inside the years that dates can hold.
bool is_day(std::int64_t days) { return days > -720'000 && days < 2'940'000; }

MaybeValue read_integer(std::string_view type, std::int64_t number)
{
    if (type == "i") return number;
    if (type == "n") return static_cast<double>(number); // integral doubles lose their point
    if (type == "t") return Time(std::chrono::microseconds(number));
    if (type == "d" && is_day(number)) return Date(std::chrono::days(number));
    return std::nullopt;
}

MaybeValue read_value(const Json& json)
{
    if (json.is_null()) return model::Value();
    const Json::Array* pair = json.as_array();
    if (pair == nullptr || pair->size() < 2 || (*pair)[0].as_text() == nullptr) return std::nullopt;
    const std::string& type = *(*pair)[0].as_text();
    const Json& value = (*pair)[1];
    if (type == "m") {
        const auto* units = value.as_integer();
        const auto* scale = pair->size() == 3 ? (*pair)[2].as_integer() : nullptr;
        if (units == nullptr || scale == nullptr || *scale < 0 || *scale > 18) return std::nullopt;
        return model::Decimal{*units, static_cast<std::uint8_t>(*scale)};
    }
    if (pair->size() != 2) return std::nullopt;
    if (type == "l") return read_list(value);
    if (const auto* number = value.as_integer()) return read_integer(type, *number);
    if (type == "b" && value.as_bool() != nullptr) return *value.as_bool();
    if (type == "n" && value.as_double() != nullptr) return *value.as_double();
    if (type == "s" && value.as_text() != nullptr && !value.as_text()->empty()) {
        return *value.as_text();
    }
    return std::nullopt;
}

muster::Failure not_ours()
{
    return fail(Code::invalid_value, "cursor",
                "must be the cursor that the page before it gave, for the same list and order");
}

} // namespace

std::string write_cursor(const model::Cursor& cursor, const model::Query& query)
{
    const Json json(
        Json::Array{binding_of(query), cursor.id, std::visit(ValueWriter{}, cursor.value)});
    return to_base64url(json.text());
}

Result<model::Cursor> read_cursor(std::string_view text, const model::Query& query)
{
    if (text.empty() || text.size() > limits::cursor_bytes) return not_ours();
    const auto bytes = from_base64(text);
    if (!bytes || to_base64url(*bytes) != text) return not_ours();
    const auto json = parse_json(*bytes, 4);
    const Json::Array* parts = json ? json->as_array() : nullptr;
    if (parts == nullptr || parts->size() != 3) return not_ours();
    const std::string* binding = (*parts)[0].as_text();
    const std::int64_t* id = (*parts)[1].as_integer();
    const auto value = read_value((*parts)[2]);
    if (binding == nullptr || *binding != binding_of(query)) return not_ours();
    if (id == nullptr || *id < 0 || !value) return not_ours();
    return model::Cursor{*value, *id};
}

Result<std::int64_t> read_count(std::string_view subject, std::optional<std::string_view> text,
                                const Bounds& bounds)
{
    if (!text || trim(*text).empty()) return bounds.fallback;
    const auto number = parse_integer(trim(*text));
    const bool fits = number && *number >= bounds.least && *number <= bounds.greatest;
    if (fits) return *number;
    if (number && bounds.excess == Excess::clamp) {
        return std::clamp(*number, bounds.least, bounds.greatest);
    }
    return fail(Code::invalid_value, std::string(subject),
                "must be a whole number from " + std::to_string(bounds.least) + " to " +
                    std::to_string(bounds.greatest));
}

} // namespace muster::wire
