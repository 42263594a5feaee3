// Writes objects by the rows of their records; compiled once for all types. Knows no API.
#include "wire/record_paths.h"

namespace muster::wire::erased {

namespace {

using model::Value;

bool is_written(const RecordRow& row, Shown shown)
{
    if (row.kind == RowKind::described || row.access == Access::hidden) return false;
    return shown == Shown::stored || row.access != Access::write_only;
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

// The extras of one dialect as an object; empty when there are none.
Json extras_object(const AnyRecord& record, const void* object)
{
    if (record.extras == nullptr) return Json::object();
    const auto text = record.extras(object)->of(record.dialect);
    if (text.empty()) return Json::object();
    auto parsed = parse_json(text);
    return parsed && parsed->is_object() ? *std::move(parsed) : Json::object();
}

void write_members(JsonWriter& out, const AnyRecord& record, const void* object,
                   const Selection& selection, Shown shown)
{
    RecordWriter(out, shown).write(record, object, selection);
}

} // namespace muster::wire::erased
