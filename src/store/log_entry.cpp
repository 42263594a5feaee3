// Compares the rows before and after by the member tables and writes the members that differ.
#include "store/log_entry.h"

#include "base/json.h"
#include "model/schema.h"

namespace muster::store {

using namespace model;

namespace {

struct LogValueWriter {
    JsonWriter& json;

    void operator()(std::monostate) const { json.null(); }
    void operator()(bool flag) const { json.boolean(flag); }
    void operator()(std::int64_t whole) const { json.integer(whole); }
    void operator()(double real) const { json.number(real); }
    void operator()(const Decimal& decimal) const { json.raw(format_decimal(decimal)); }
    void operator()(const std::string& text) const { json.text(text); }
    void operator()(Date date) const { json.text(format_date(date)); }
    void operator()(Time time) const { json.text(format_rfc3339(time)); }
    void operator()(const TextList& list) const
    {
        json.begin_array();
        for (const auto& text : list) json.text(text);
        json.end_array();
    }
};

template <class E>
bool is_logged(const Member<E>& member)
{
    return member.keeping == Keeping::plain && member.name != "revision";
}

template <class E>
constexpr bool has_fields = requires(const E& entity)
{
    entity.fields;
};

Value value_of(const FieldValues& fields, std::string_view key)
{
    const Value* value = fields.find(key);
    return value == nullptr ? Value{} : *value;
}

// The keys of declared fields whose values differ (only the keys of the result matter).
FieldValues differing_keys(const FieldValues& one, const FieldValues& two)
{
    FieldValues keys;
    for (const auto& [key, value] : one) {
        if (value_of(two, key) != value) keys.set(key, true);
    }
    for (const auto& [key, value] : two) {
        if (value_of(one, key) != value) keys.set(key, true);
    }
    return keys;
}

void write_fields(JsonWriter& json, const FieldValues& keys, const FieldValues& shown)
{
    if (keys.empty()) return;
    json.name("fields").begin_object();
    for (const auto& [key, unused] : keys) {
        json.name(key);
        std::visit(LogValueWriter{json}, value_of(shown, key));
    }
    json.end_object();
}

// All members of `shown` that have a value.
template <class E>
std::string write_whole(const E& shown)
{
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    for (const auto& member : Schema<E>::members) {
        const Value value = member.get(shown);
        if (!is_logged(member) || is_null(value)) continue;
        json.name(member.name);
        std::visit(LogValueWriter{json}, value);
    }
    if constexpr (has_fields<E>) write_fields(json, shown.fields, shown.fields);
    json.end_object();
    return out;
}

// The members of `shown` whose values differ from those of `other`.
template <class E>
std::string write_differing(const E& shown, const E& other)
{
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    for (const auto& member : Schema<E>::members) {
        const Value value = member.get(shown);
        if (!is_logged(member) || value == member.get(other)) continue;
        json.name(member.name);
        std::visit(LogValueWriter{json}, value);
    }
    if constexpr (has_fields<E>) {
        write_fields(json, differing_keys(shown.fields, other.fields), shown.fields);
    }
    json.end_object();
    return out;
}

template <class E>
LogEntry entry_of(Action action, const std::optional<Entity>& before, const E& after)
{
    if (action == Action::created || !before) return {{}, write_whole(after)};
    const E& earlier = std::get<E>(*before);
    if (action == Action::removed) return {write_whole(earlier), {}};
    return {write_differing(earlier, after), write_differing(after, earlier)};
}

} // namespace

LogEntry log_entry(Action action, const std::optional<Entity>& before, const Entity& after)
{
    if (action == Action::removed && kind_of(after) == Kind::customer) return {};
    return std::visit([&](const auto& entity) { return entry_of(action, before, entity); }, after);
}

} // namespace muster::store
