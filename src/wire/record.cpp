// The loops over the rows of records, compiled once for all types. Knows no API.
#include "wire/record.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace muster::wire::erased {

namespace {

using model::Value;

// "billingPerson.name" is the member "name" of the object "billingPerson".
struct MemberPath {
    std::string_view object;
    std::string_view member;
};

MemberPath path_of(std::string_view name)
{
    const auto dot = name.find('.');
    if (dot == name.npos) return {{}, name};
    return {name.substr(0, dot), name.substr(dot + 1)};
}

bool is_written(const RecordRow& row, Shown shown)
{
    if (row.kind == RowKind::described || row.access == Access::hidden) return false;
    return shown == Shown::stored || row.access != Access::write_only;
}

bool is_read(const RecordRow& row, Purpose purpose)
{
    if (row.kind == RowKind::described || row.access == Access::hidden) return false;
    return purpose == Purpose::restore || row.access != Access::read_only;
}

void write_absent(JsonWriter& out, Absent absent)
{
    switch (absent) {
    case Absent::omitted: break;
    case Absent::null: out.null(); break;
    case Absent::empty_text: out.text(""); break;
    case Absent::empty_list: out.begin_array().end_array(); break;
    case Absent::zero: out.integer(0); break;
    case Absent::no: out.boolean(false); break;
    case Absent::yes: out.boolean(true); break;
    }
}

// The extras of one dialect as an object; empty when there are none.
Json extras_object(const AnyRecord& record, const void* object)
{
    if (record.extras == nullptr) return Json::object();
    const auto text = record.extras(object)->of(record.dialect);
    if (text.empty()) return Json::object();
    auto parsed = parse_json(text);
    return parsed && parsed->is_object() ? *std::move(parsed) : Json::object();
}

// Opens the JSON object of a dotted name before its first member and closes it after its last.
class DottedObjects {
public:
    explicit DottedObjects(JsonWriter& out) : out_(out) {}
    ~DottedObjects() { close(); }
    DottedObjects(const DottedObjects&) = delete;
    DottedObjects& operator=(const DottedObjects&) = delete;

    JsonWriter& name(const MemberPath& path)
    {
        if (path.object != open_) {
            close();
            if (!path.object.empty()) out_.name(path.object).begin_object();
            open_ = path.object;
        }
        return out_.name(path.member);
    }

private:
    void close()
    {
        if (!open_.empty()) out_.end_object();
        open_ = {};
    }

    JsonWriter& out_;
    std::string_view open_;
};

// Writes the rows of one object into a JSON object that is open already.
class RecordWriter {
public:
    RecordWriter(JsonWriter& out, Shown shown) : out_(out), members_(out), shown_(shown) {}

    void write(const AnyRecord& record, const void* object, const Selection& selection)
    {
        const Json extras = record.extras == nullptr ? Json() : extras_object(record, object);
        for (const auto& row : record.rows()) {
            if (!is_written(row, shown_)) continue;
            if (row.kind == RowKind::embedded) {
                if (const void* part = row.member.part(object))
                    write(row.record(), part, selection);
                continue;
            }
            const MemberPath path = path_of(row.name);
            const Selection& around =
                path.object.empty() ? selection : selection.inside(path.object);
            if (!path.object.empty() && !selection.has(path.object)) continue;
            if (!around.has(path.member)) continue;
            if (row.kind == RowKind::value) {
                write_value(row, path, row.member.get(object, row.field));
            } else {
                write_other(row, path, object, extras, around.inside(path.member));
            }
        }
    }

private:
    void write_value(const RecordRow& row, const MemberPath& path, const Value& value)
    {
        if (is_null(value)) {
            write_nothing(row, path);
        } else {
            row.codec->write(members_.name(path), value);
        }
    }

    void write_nothing(const RecordRow& row, const MemberPath& path)
    {
        if (row.absent != Absent::omitted) write_absent(members_.name(path), row.absent);
    }

    void write_other(const RecordRow& row, const MemberPath& path, const void* object,
                     const Json& extras, const Selection& inside)
    {
        if (row.kind == RowKind::extra) {
            const Json* stored = extras.find(row.name);
            if (stored == nullptr) return write_nothing(row, path);
            members_.name(path).value(*stored);
        } else if (row.kind == RowKind::object) {
            const void* part = row.member.part(object);
            if (part == nullptr) return write_nothing(row, path);
            write_part(members_.name(path), row.record(), part, inside);
        } else if (row.kind == RowKind::custom) {
            if (row.member.has != nullptr && !row.member.has(object))
                return write_nothing(row, path);
            row.member.write(members_.name(path), object, inside);
        } else {
            const std::size_t size = row.member.size(object);
            if (size == 0) return write_nothing(row, path);
            members_.name(path).begin_array();
            for (std::size_t i = 0; i < size; ++i) {
                if (row.kind == RowKind::list) {
                    write_part(out_, row.record(), row.member.item(object, i), inside);
                } else {
                    row.codec->write(out_, row.member.item_value(object, i));
                }
            }
            out_.end_array();
        }
    }

    void write_part(JsonWriter& out, const AnyRecord& record, const void* part,
                    const Selection& selection)
    {
        out.begin_object();
        RecordWriter(out, shown_).write(record, part, selection);
        out.end_object();
    }

    JsonWriter& out_;
    DottedObjects members_;
    Shown shown_;
};

} // namespace

void write_members(JsonWriter& out, const AnyRecord& record, const void* object,
                   const Selection& selection, Shown shown)
{
    RecordWriter(out, shown).write(record, object, selection);
}

namespace {

// Collects problems: the first becomes the error, the others its company.
class ProblemList {
public:
    void add(Error error, std::string subject)
    {
        error.subject = std::move(subject);
        if (error.where.empty()) {
            error.where = '/' + error.subject;
            std::replace(error.where.begin(), error.where.end(), '.', '/');
        }
        if (first_) {
            first_->further.push_back(std::move(error));
        } else {
            first_ = std::move(error);
        }
    }
    void add(Code code, std::string subject, std::string message)
    {
        add(Error{code, {}, std::move(message), {}, {}, {}}, std::move(subject));
    }
    std::optional<Error>& first() { return first_; }

private:
    std::optional<Error> first_;
};

const Json* find_member(const Json& object, std::string_view name, bool ignores_case)
{
    if (!ignores_case) return object.find(name);
    const auto* members = object.as_object();
    if (members == nullptr) return nullptr;
    for (const auto& member : *members) {
        if (equal_ignoring_ascii_case(member.name, name)) return &member.value;
    }
    return nullptr;
}

const Json* find_path(const Json& body, const MemberPath& path, bool ignores_case)
{
    if (path.object.empty()) return find_member(body, path.member, ignores_case);
    const Json* object = find_member(body, path.object, ignores_case);
    return object == nullptr ? nullptr : find_member(*object, path.member, ignores_case);
}

const RecordRow* find_row(const AnyRecord& record, const MemberPath& path)
{
    for (const auto& row : record.rows()) {
        if (row.access == Access::hidden) continue;
        if (row.kind == RowKind::embedded) {
            if (const auto* inner = find_row(row.record(), path)) return inner;
            continue;
        }
        const MemberPath known = path_of(row.name);
        if (known.object == path.object && known.member == path.member) return &row;
    }
    return nullptr;
}

// Whether dotted names of the record lie in a JSON object of that name.
bool has_dotted_object(const AnyRecord& record, std::string_view name)
{
    if (name.empty()) return false;
    const auto rows = record.rows();
    return std::any_of(rows.begin(), rows.end(), [&](const RecordRow& row) {
        if (row.access == Access::hidden) return false;
        if (row.kind == RowKind::embedded) return has_dotted_object(row.record(), name);
        return path_of(row.name).object == name;
    });
}

// Bodies that came as forms bring bytes that no JSON parser has checked.
bool is_readable(const Value& value)
{
    if (const auto* list = std::get_if<model::TextList>(&value)) {
        return std::all_of(list->begin(), list->end(),
                           [](const auto& item) { return is_utf8(item); });
    }
    return is_utf8(model::text_of(value));
}

// The value of one member; null when it was null or empty.
Result<Value> read_value(const RecordRow& row, const Json& json)
{
    if (json.is_null()) return Value{};
    auto value = TRY(row.codec->read(json));
    if (model::text_of(value).size() > row.max_bytes) {
        return fail(Code::invalid_value, "value",
                    "must have at most " + std::to_string(row.max_bytes) + " bytes");
    }
    if (!is_readable(value)) return fail(Code::invalid_value, "value", "must be UTF-8");
    return value;
}

void store_extra(const RecordRow& row, const Value& value, Json& extras)
{
    if (is_null(value)) return extras.erase(row.name);
    std::string written;
    JsonWriter writer(written);
    row.codec->write(writer, value);
    extras.set(row.name, parse_json('[' + written + ']').value().as_array()->front());
}

std::string misfit_text(std::string_view expected, const Json& json)
{
    return "must be " + std::string(expected) + ", not " + std::string(type_name(json));
}

// Reads one JSON object and those inside it; `prefix` names the objects around it: "columns.2.".
class RecordReader {
public:
    RecordReader(const Reading& reading, ProblemList& problems)
        : reading_(reading), problems_(problems)
    {}

    Touched read(const Json& body, const AnyRecord& record, void* object, const std::string& prefix)
    {
        if (reading_.refuses_unknown) refuse_unknown(body, {}, record, prefix);
        return read_rows(body, record, object, prefix);
    }

private:
    Touched read_rows(const Json& body, const AnyRecord& record, void* object,
                      const std::string& prefix)
    {
        Touched touched;
        Json extras = extras_object(record, object);
        const auto rows = record.rows();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const RecordRow& row = rows[i];
            if (!is_read(row, reading_.purpose)) continue;
            if (row.kind == RowKind::embedded) {
                if (row.member.make_part == nullptr) continue;
                if (read_rows(body, row.record(), row.member.make_part(object), prefix).any())
                    touched.set(i);
                continue;
            }
            const Json* json = find_path(body, path_of(row.name), reading_.ignores_case);
            if (json != nullptr && json->is_null() && reading_.null_means_absent) json = nullptr;
            if (json == nullptr) {
                if (row.access == Access::required && reading_.purpose == Purpose::create) {
                    problems_.add(Code::missing_field, prefix + std::string(row.name),
                                  "is required");
                }
            } else if (read_row(row, *json, object, extras, prefix)) {
                touched.set(i);
            }
        }
        const bool counts = !problems_.first() || reading_.purpose == Purpose::restore;
        if (record.set_extras != nullptr && counts) {
            record.set_extras(object, record.dialect,
                              extras.as_object()->empty() ? "" : extras.text());
        }
        return touched;
    }

    // Whether the member was taken over.
    bool read_row(const RecordRow& row, const Json& json, void* object, Json& extras,
                  const std::string& prefix)
    {
        const std::string name = prefix + std::string(row.name);
        switch (row.kind) {
        case RowKind::value:
        case RowKind::extra: return read_plain(row, json, object, extras, name);
        case RowKind::object: return read_part(row, json, object, name);
        case RowKind::list:
        case RowKind::values: return read_list(row, json, object, name);
        case RowKind::custom: {
            if (row.member.read == nullptr) return false;
            auto read = row.member.read(json, object);
            if (read) return true;
            problems_.add(std::move(read).error(), name);
            return false;
        }
        case RowKind::embedded:
        case RowKind::described: break;
        }
        return false;
    }

    bool read_plain(const RecordRow& row, const Json& json, void* object, Json& extras,
                    const std::string& name)
    {
        auto value = read_value(row, json);
        if (!value) {
            problems_.add(std::move(value).error(), name);
            return false;
        }
        if (is_null(*value) && row.access == Access::required &&
            reading_.purpose != Purpose::restore) {
            problems_.add(Code::missing_field, name, "is required");
            return false;
        }
        if (row.kind == RowKind::extra) {
            store_extra(row, *value, extras);
        } else if (row.member.set != nullptr) {
            row.member.set(object, row.field, *value);
        }
        return true;
    }

    bool read_part(const RecordRow& row, const Json& json, void* object, const std::string& name)
    {
        if (row.member.make_part == nullptr) return false;
        if (json.is_null()) {
            row.member.clear(object);
            return true;
        }
        if (!json.is_object()) {
            problems_.add(Code::invalid_value, name, misfit_text("an object", json));
            return false;
        }
        read(json, row.record(), row.member.make_part(object), name + '.');
        return true;
    }

    // A list is replaced as a whole.
    bool read_list(const RecordRow& row, const Json& json, void* object, const std::string& name)
    {
        if (row.member.clear == nullptr) return false;
        const auto* items = json.as_array();
        if (items == nullptr && !json.is_null()) {
            problems_.add(Code::invalid_value, name, misfit_text("a list", json));
            return false;
        }
        row.member.clear(object);
        Reading item_reading = reading_;
        if (item_reading.purpose == Purpose::update) item_reading.purpose = Purpose::create;
        for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
            read_item(row, (*items)[i], object, name + '.' + std::to_string(i), item_reading);
        }
        return true;
    }

    void read_item(const RecordRow& row, const Json& item, void* object, const std::string& name,
                   const Reading& reading)
    {
        if (row.kind == RowKind::list) {
            if (!item.is_object()) {
                problems_.add(Code::invalid_value, name, misfit_text("an object", item));
                return;
            }
            RecordReader(reading, problems_)
                .read(item, row.record(), row.member.add_item(object), name + '.');
            return;
        }
        auto value = read_value(row, item);
        if (!value) {
            problems_.add(std::move(value).error(), name);
        } else if (is_null(*value)) {
            problems_.add(Code::invalid_value, name,
                          "must be " + std::string(row.codec->name) + ", not empty");
        } else {
            row.member.add_value(object, *value);
        }
    }

    // Of the body, or of the dotted object of that name in it.
    void refuse_unknown(const Json& body, std::string_view object, const AnyRecord& record,
                        const std::string& prefix)
    {
        for (const auto& member : *body.as_object()) {
            const std::string name =
                object.empty() ? member.name : std::string(object) + '.' + member.name;
            if (object.empty() && has_dotted_object(record, member.name)) {
                if (member.value.is_object()) {
                    refuse_unknown(member.value, member.name, record, prefix);
                } else if (!member.value.is_null()) {
                    problems_.add(Code::invalid_value, prefix + name, "must be an object");
                }
                continue;
            }
            const RecordRow* row = find_row(record, MemberPath{object, member.name});
            if (row == nullptr) {
                problems_.add(Code::unknown_field, prefix + name, "there is no such member");
            } else if (row->access == Access::read_only && row->kind != RowKind::described) {
                problems_.add(Code::invalid_value, prefix + name,
                              "is kept by the server; leave it out");
            }
        }
    }

    const Reading reading_;
    ProblemList& problems_;
};

} // namespace

Result<Touched> read_members(const Json& body, const AnyRecord& record, void* object,
                             const Reading& reading)
{
    if (!body.is_object()) {
        return fail(Code::invalid_value, "body",
                    "must be an object, not " + std::string(type_name(body)));
    }
    ProblemList problems;
    const Touched touched = RecordReader(reading, problems).read(body, record, object, {});
    if (problems.first()) return fail(std::move(*problems.first()));
    return touched;
}

} // namespace muster::wire::erased
