// Writes the members that a mutation has changed, by the member tables.
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

void write_field(JsonWriter& json, std::string_view key, const Value& value)
{
    json.name(key);
    std::visit(LogValueWriter{json}, value);
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
    if constexpr (has_fields<E>) {
        if (!shown.fields.empty()) {
            json.name("fields").begin_object();
            for (const auto& [key, value] : shown.fields) write_field(json, key, value);
            json.end_object();
        }
    }
    json.end_object();
    return out;
}

// The members of `shown` that the list names; null where there is no value.
template <class E>
std::string write_changed(const E& shown, const ChangedMembers& changed)
{
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    for (std::size_t i = 0; i < Schema<E>::size; ++i) {
        const auto& member = Schema<E>::members[i];
        if ((changed.columns >> i & 1U) == 0 || !is_logged(member)) continue;
        json.name(member.name);
        std::visit(LogValueWriter{json}, member.get(shown));
    }
    if constexpr (has_fields<E>) {
        if (!changed.fields.empty()) {
            json.name("fields").begin_object();
            for (const auto& key : changed.fields) {
                write_field(json, key, value_of(shown.fields, key));
            }
            json.end_object();
        }
    }
    json.end_object();
    return out;
}

template <class E>
LogEntry entry_of(Mutation& mutation, const E& after)
{
    if (mutation.action == Action::created || !mutation.before) return {{}, write_whole(after)};
    const E& before = std::get<E>(*mutation.before);
    if (mutation.action == Action::removed) return {write_whole(before), {}};
    const auto& changed = mutation.difference();
    return {write_changed(before, changed), write_changed(after, changed)};
}

} // namespace

LogEntry log_entry(Mutation& mutation)
{
    const bool is_removal = mutation.action == Action::removed;
    if (is_removal && kind_of(mutation.after) == Kind::customer) return {};
    return std::visit([&](const auto& after) { return entry_of(mutation, after); }, mutation.after);
}

std::vector<Mutation> single_mutations(const Mutation& mutation)
{
    if (mutation.customers.empty()) return {mutation};
    Mutation of_nobody = mutation;
    of_nobody.customers.clear();
    std::vector<Mutation> singles;
    for (const auto id : mutation.customers) {
        auto& single = singles.emplace_back(of_nobody);
        std::get<Membership>(single.after).customer = {id};
        if (single.before) std::get<Membership>(*single.before).customer = {id};
    }
    return singles;
}

std::string creation_entry(const Entity& row)
{
    return std::visit([](const auto& entity) { return write_whole(entity); }, row);
}

} // namespace muster::store
