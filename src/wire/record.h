// Records: one table says how the members of a C++ object look in the JSON of one API. A row names
// the member, its wire name, its codec, who may set it, what stands for "no value", and one
// sentence for the reference. The same rows write answers, read bodies (create and partial update),
// store and restore JSON, and give the JSON Schema (schema.h). Knows no API.
//
// A table is one constexpr object in one .cpp file; others get it as `const Record<T>&`.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>

#include "base/json.h"
#include "base/limits.h"
#include "model/schema.h"
#include "wire/codec.h"
#include "wire/member_access.h"
#include "wire/selection.h"

namespace muster::wire {

enum class Access {
    read_write,
    read_only,   // written into answers, ignored in bodies
    required,    // read_write, and a create without it is refused
    create_only, // set by a create; an update reads it no more
    write_only,  // accepted, never answered
    hidden,      // neither: the core has it, this API does not show it
};

// What an answer has for a member without a value.
enum class Absent { omitted, null, empty_text, empty_list, zero, no, yes };

enum class RowKind {
    value,     // one value, through a codec
    extra,     // one value, stored in the extras of the record's dialect
    object,    // an object with a record of its own
    list,      // a list of such objects
    values,    // a list of values of one codec
    embedded,  // the members of another record, in the same JSON object
    custom,    // a writer and a reader of its own, with a schema as text
    described, // only in the schema: the handler writes and reads it
};

class AnyRecord;

// One row, its object's type erased: so that the loops are compiled once. Made by the functions
// below; `Row<T>` remembers the type until the record is complete.
struct RecordRow {
    static constexpr int none = -1;

    RowKind kind = RowKind::value;
    std::string_view name; // wire name; "billingPerson.name" lies in an object of that name
    const Codec* codec = nullptr;
    Access access = Access::read_write;
    Absent absent = Absent::omitted;
    int field = none; // enumerator of Schema<E>::Enum, of rows that show a member of the core
    std::size_t max_bytes = limits::line_chars * 4; // of the text; the core judges characters
    // Of object, list, embedded and described rows; null of others.
    const AnyRecord& (*record)() = nullptr;
    MemberAccess member{};
    std::string_view description{}; // one sentence
    std::string_view example{};     // JSON
    std::string_view schema{};      // JSON Schema, of custom and described rows that need one
};

template <class T>
struct Row : RecordRow {
    constexpr Row<T> with(Absent value) const
    {
        Row<T> row = *this;
        row.absent = value;
        return row;
    }
    constexpr Row<T> at_most(std::size_t bytes) const
    {
        Row<T> row = *this;
        row.max_bytes = bytes;
        return row;
    }
    constexpr Row<T> about(std::string_view sentence, std::string_view json_example = {}) const
    {
        Row<T> row = *this;
        row.description = sentence;
        row.example = json_example;
        return row;
    }
};

// The rows of one object, its type erased.
class AnyRecord {
public:
    std::string_view title;   // names the schema in API documents: "Group"; empty: stays inline
    std::string_view dialect; // whose extras hold the `extra` rows
    // The extras of the object, where rows lie in them; else null.
    const model::Extras* (*extras)(const void* object) = nullptr;
    void (*set_extras)(void* object, std::string_view dialect, std::string json) = nullptr;

    virtual constexpr std::span<const RecordRow> rows() const = 0;

protected:
    constexpr AnyRecord(std::string_view schema_title, std::string_view extras_of)
        : title(schema_title), dialect(extras_of)
    {}
    AnyRecord(const AnyRecord&) = default;
    constexpr ~AnyRecord() = default;
};

template <class T>
class Record : public AnyRecord {
public:
    using Object = T;

protected:
    using AnyRecord::AnyRecord;
    Record(const Record&) = default;
    constexpr ~Record() = default;
};

template <class T, std::size_t size>
class RecordTable final : public Record<T> {
public:
    consteval RecordTable(std::string_view schema_title, std::string_view extras_of,
                          std::array<RecordRow, size> rows)
        : Record<T>(schema_title, extras_of), rows_(rows)
    {
        if constexpr (requires(T & object) { object.extras; }) {
            for (const auto& row : rows) {
                if (row.kind != RowKind::extra) continue;
                this->extras = [](const void* object) {
                    return &static_cast<const T*>(object)->extras;
                };
                this->set_extras = [](void* object, std::string_view name, std::string json) {
                    static_cast<T*>(object)->extras.set(name, std::move(json));
                };
            }
        }
    }
    constexpr std::span<const RecordRow> rows() const override { return rows_; }

private:
    std::array<RecordRow, size> rows_;
};

// A record is named where it is used: the constexpr table itself in the file that has it, or, in
// others, a function that gives it: const Record<Group>& group_record();
template <auto& of>
const AnyRecord& get_record()
{
    if constexpr (std::is_function_v<std::remove_reference_t<decltype(of)>>) {
        return of();
    } else {
        return of;
    }
}
template <class Table>
struct DescribedObject {
    using type = typename Table::Object;
};
template <class T>
struct DescribedObject<const Record<T>&()> {
    using type = T;
};
// The type of the objects that a record describes.
template <auto& of>
using ObjectIn = typename DescribedObject<std::remove_cvref_t<decltype(of)>>::type;

struct RecordName {
    std::string_view title;
    std::string_view dialect{};
};

// constexpr auto group_record = record({"Group", "some_dialect"}, row(...), row(...), omit(...));
// Of a core entity each member stands in it exactly once, in a row or omitted with a reason.
template <class T, class... More>
consteval auto record(RecordName name, Row<T> first, More... more)
{
    const std::array<RecordRow, 1 + sizeof...(More)> rows{first, more...};
    if constexpr (requires { model::Schema<T>::size; }) {
        std::array<int, model::Schema<T>::size> seen{};
        for (const auto& row : rows) {
            if (row.field != RecordRow::none) ++seen[static_cast<std::size_t>(row.field)];
        }
        for (const int count : seen) {
            if (count != 1) throw "each core member stands in the record exactly once";
        }
    }
    return RecordTable<T, 1 + sizeof...(More)>(name.title, name.dialect, rows);
}

// A record that shows some members of a core entity only: for a short form inside another object.
template <class T, class... More>
consteval auto partial_record(RecordName name, Row<T> first, More... more)
{
    return RecordTable<T, 1 + sizeof...(More)>(name.title, name.dialect, {first, more...});
}

// A member of a core entity.
template <class Enum>
consteval auto row(Enum field, std::string_view name, const Codec& codec,
                   Access access = Access::read_write)
{
    using E = typename EntityOf<Enum>::type;
    Row<E> row;
    row.name = name;
    row.codec = &codec;
    row.access = access;
    row.field = static_cast<int>(field);
    row.member.get = get_core_member<E>;
    row.member.set = set_core_member<E>;
    return row;
}

// A core member that this API does not have in this object; says why.
template <class Enum>
consteval auto omit(Enum field, [[maybe_unused]] std::string_view reason)
{
    Row<typename EntityOf<Enum>::type> row;
    row.access = Access::hidden;
    row.field = static_cast<int>(field);
    return row;
}

// A member that the core has no word for; it lives in the extras of the record's dialect.
template <class E>
consteval Row<E> extra(std::string_view name, const Codec& codec,
                       Access access = Access::read_write)
{
    Row<E> row;
    row.kind = RowKind::extra;
    row.name = name;
    row.codec = &codec;
    row.access = access;
    return row;
}

// A member of any struct: row<&Address::city>("city", text_codec); or a value made from it, by a
// function or lambda: row<country_name>("country", text_codec, Access::read_only); or both ways:
// row<get_role, set_role>(...). Texts, numbers, booleans, times, dates, lists of texts, ids and
// optionals of them convert to model::Value by themselves.
template <auto get, auto set = nullptr>
consteval auto row(std::string_view name, const Codec& codec, Access access = Access::read_write)
{
    Row<ObjectOf<get>> row;
    row.name = name;
    row.codec = &codec;
    row.access = access;
    row.member.get = get_value<get>;
    if constexpr (is_settable<get, set>) row.member.set = set_value<get, set>;
    return row;
}

// An object with a record of its own: object<&Customer::address, address_record>("address"). The
// member is a struct, an optional of one, or a function that gives a reference or a pointer (null:
// there is none).
template <auto get, auto& of>
consteval auto object(std::string_view name, Access access = Access::read_write)
{
    static_assert(std::is_same_v<PartOf<get>, ObjectIn<of>>, "the record is of another type");
    Row<ObjectOf<get>> row;
    row.kind = RowKind::object;
    row.name = name;
    row.record = get_record<of>;
    row.access = access;
    row.member.part = part_of<get>;
    if constexpr (is_settable<get, nullptr>) {
        row.member.make_part = make_part<get>;
        row.member.clear = clear_member<get>;
    }
    return row;
}

// A list of such objects: list<&Plan::columns, column_record>("columns").
template <auto get, auto& of>
consteval auto list(std::string_view name, Access access = Access::read_write)
{
    static_assert(std::is_same_v<ItemOf<get>, ObjectIn<of>>, "the record is of another type");
    Row<ObjectOf<get>> row;
    row.kind = RowKind::list;
    row.name = name;
    row.record = get_record<of>;
    row.access = access;
    row.absent = Absent::empty_list;
    row.member.size = list_size<get>;
    row.member.item = list_item<get>;
    if constexpr (is_settable<get, nullptr>) {
        row.member.add_item = add_item<get>;
        row.member.clear = clear_member<get>;
    }
    return row;
}

// A list of plain values: values<&Selection::ids>("ids", integer_codec).
template <auto get>
consteval auto values(std::string_view name, const Codec& codec, Access access = Access::read_write)
{
    Row<ObjectOf<get>> row;
    row.kind = RowKind::values;
    row.name = name;
    row.codec = &codec;
    row.access = access;
    row.absent = Absent::empty_list;
    row.member.size = list_size<get>;
    row.member.item_value = item_value<get>;
    if constexpr (is_settable<get, nullptr>) {
        row.member.add_value = add_value<get>;
        row.member.clear = clear_member<get>;
    }
    return row;
}

// The members of another record, in the same JSON object.
template <auto get, auto& of>
consteval auto embed()
{
    static_assert(std::is_same_v<PartOf<get>, ObjectIn<of>>, "the record is of another type");
    Row<ObjectOf<get>> row;
    row.kind = RowKind::embedded;
    row.record = get_record<of>;
    row.member.part = part_of<get>;
    if constexpr (is_settable<get, nullptr>) row.member.make_part = make_part<get>;
    return row;
}

// A member with functions of its own: write(JsonWriter&, const T&) writes the value; a third
// parameter, const Selection&, says which members of it the caller asked for;
// read(const Json&, T&) gives Result<void>, has(const T&) says whether an answer has the member.
// `schema` is its JSON Schema.
template <auto write, auto read = nullptr, auto has = nullptr>
consteval auto custom(std::string_view name, std::string_view schema,
                      Access access = read == nullptr ? Access::read_only : Access::read_write)
{
    using T = ObjectOfWriter<write>;
    Row<T> row;
    row.kind = RowKind::custom;
    row.name = name;
    row.schema = schema;
    row.access = access;
    row.member.write = [](JsonWriter& out, const void* object, const Selection& selection) {
        const T& known = *static_cast<const T*>(object);
        if constexpr (std::is_invocable_v<decltype(write), JsonWriter&, const T&,
                                          const Selection&>) {
            write(out, known, selection);
        } else {
            write(out, known);
        }
    };
    if constexpr (!std::is_null_pointer_v<decltype(read)>) {
        row.member.read = [](const Json& json, void* object) -> Result<void> {
            return read(json, *static_cast<T*>(object));
        };
    }
    if constexpr (!std::is_null_pointer_v<decltype(has)>) {
        row.member.has = [](const void* object) { return has(*static_cast<const T*>(object)); };
    }
    return row;
}

// Members that only the schema shows, because the handler writes or reads them by itself.
template <class T>
consteval Row<T> described(std::string_view name, const Codec& codec,
                           Access access = Access::read_only)
{
    Row<T> row;
    row.kind = RowKind::described;
    row.name = name;
    row.codec = &codec;
    row.access = access;
    return row;
}
enum class Many { no, yes };
template <class T, auto& of>
consteval Row<T> described(std::string_view name, Many many = Many::no,
                           Access access = Access::read_only)
{
    Row<T> row;
    row.kind = RowKind::described;
    row.name = name;
    row.record = get_record<of>;
    row.absent = many == Many::yes ? Absent::empty_list : Absent::omitted;
    row.access = access;
    return row;
}
template <class T>
consteval Row<T> described(std::string_view name, std::string_view schema,
                           Access access = Access::read_only)
{
    Row<T> row;
    row.kind = RowKind::described;
    row.name = name;
    row.schema = schema;
    row.access = access;
    return row;
}

// Of objects that have no struct: the envelope around an answer, all of it described.
struct Envelope {};

enum class Purpose {
    create,  // required members must be there
    update,  // only what is there changes
    restore, // JSON that we have stored: every row counts, what is not there keeps its default
};

struct Reading {
    Purpose purpose = Purpose::update;
    bool refuses_unknown = false; // members that no row names, also inside nested objects, and
                                  // those that the body cannot set; an update may have them with
                                  // their present value
    bool ignores_case = false;    // in names
    bool null_means_absent = false;
};

// Row numbers of the table that the body named.
using Touched = std::bitset<64>;

// The loops themselves, once for all types.
namespace erased {
enum class Shown { answer, stored };
void write_members(JsonWriter& out, const AnyRecord& record, const void* object,
                   const Selection& selection, Shown shown);
Result<Touched> read_members(const Json& body, const AnyRecord& record, void* object,
                             const Reading& reading);
} // namespace erased

// Writes the members, in the order of the rows, into the object that the caller has begun; members
// of dotted names that share an object must stand together. Empty dotted objects are left out.
template <class T>
void write_members(JsonWriter& out, const Record<T>& record, const T& object,
                   const Selection& selection = everything)
{
    erased::write_members(out, record, &object, selection, erased::Shown::answer);
}

// The same as a whole JSON object.
template <class T>
void write_object(JsonWriter& out, const Record<T>& record, const T& object,
                  const Selection& selection = everything)
{
    out.begin_object();
    write_members(out, record, object, selection);
    out.end_object();
}

// Reads the members of body that the record knows into object; null clears. All problems at once:
// the first is the error, the rest are in Error::further; `subject` is the wire name of the row,
// with the names of the objects around it. body not an object: invalid_value "body".
template <class T>
Result<Touched> read_members(const Json& body, const Record<T>& record, T& object,
                             const Reading& reading = {})
{
    return erased::read_members(body, record, &object, reading);
}

// JSON that a dialect or a job stores: all rows but the hidden ones, both ways. What cannot be read
// keeps its default, so that stored text never makes a row unreadable.
template <class T>
std::string stored_text(const Record<T>& record, const T& object)
{
    std::string text;
    JsonWriter out(text);
    out.begin_object();
    erased::write_members(out, record, &object, everything, erased::Shown::stored);
    out.end_object();
    return text;
}
template <class T>
T restored(const Record<T>& record, std::string_view text)
{
    T object{};
    const auto json = parse_json(text);
    if (json && json->is_object()) {
        [[maybe_unused]] const auto read =
            erased::read_members(*json, record, &object, {.purpose = Purpose::restore});
    }
    return object;
}

} // namespace muster::wire
