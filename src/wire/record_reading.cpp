// Reads objects by the rows of their records; compiled once for all types. Knows no API.
#include <algorithm>
#include <optional>

#include "base/text.h"
#include "wire/record_paths.h"

namespace muster::wire::erased {

namespace {

using model::Value;

bool is_read(const RecordRow& row, Purpose purpose)
{
    if (row.kind == RowKind::described || row.access == Access::hidden) return false;
    if (purpose == Purpose::restore) return true;
    if (row.access == Access::create_only) return purpose == Purpose::create;
    return row.access != Access::read_only;
}

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
        if (reading_.refuses_unknown) refuse_unknown(body, {}, record, object, prefix);
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
    void refuse_unknown(const Json& body, std::string_view dotted, const AnyRecord& record,
                        const void* object, const std::string& prefix)
    {
        for (const auto& member : *body.as_object()) {
            const MemberPath path{dotted, member.name};
            const std::string name =
                dotted.empty() ? member.name : std::string(dotted) + '.' + member.name;
            if (dotted.empty() && has_dotted_object(record, member.name)) {
                if (member.value.is_object()) {
                    refuse_unknown(member.value, member.name, record, object, prefix);
                } else if (!member.value.is_null()) {
                    problems_.add(Code::invalid_value, prefix + name, "must be an object");
                }
                continue;
            }
            const RecordRow* row = find_row(record, path);
            if (row == nullptr) {
                problems_.add(Code::unknown_field, prefix + name, "there is no such member");
            } else if (row->kind != RowKind::described && !is_read(*row, reading_.purpose) &&
                       !is_present_value(member.value, path, record, object)) {
                problems_.add(Code::invalid_value, prefix + name,
                              row->access == Access::create_only
                                  ? "is set once, on create; leave it out"
                                  : "is kept by the server; leave it out");
            }
        }
    }

    // An update may send back what it read: members that it cannot change, as they are.
    bool is_present_value(const Json& value, const MemberPath& path, const AnyRecord& record,
                          const void* object) const
    {
        if (reading_.purpose != Purpose::update) return false;
        std::string text;
        JsonWriter out(text);
        out.begin_object();
        write_members(out, record, object, everything, Shown::answer);
        out.end_object();
        const auto shown = parse_json(text);
        const Json* present = shown ? find_path(*shown, path, false) : nullptr;
        return present != nullptr && *present == value;
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
