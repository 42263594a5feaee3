// What field tables of every entity share, compiled once. Knows no API.
#include "wire/fields.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace muster::wire {

namespace {

using model::Value;

// "billingPerson.name" is the member "name" of the object "billingPerson".
struct Path {
    std::string_view object;
    std::string_view member;
};

Path path_of(std::string_view name)
{
    const auto dot = name.find('.');
    if (dot == name.npos) return {{}, name};
    return {name.substr(0, dot), name.substr(dot + 1)};
}

template <class E>
bool is_written(const Row<E>& row)
{
    return row.access != Access::hidden && row.access != Access::write_only;
}

template <class E>
bool is_read(const Row<E>& row)
{
    return row.access != Access::hidden && row.access != Access::read_only;
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
Json extras_object(const model::Extras& extras, std::string_view dialect)
{
    const auto text = extras.of(dialect);
    if (text.empty()) return Json::object();
    auto parsed = parse_json(text);
    return parsed && parsed->is_object() ? *std::move(parsed) : Json::object();
}

// Writes members, opening and closing nested objects as their first and last member come by.
class Members {
public:
    explicit Members(JsonWriter& out) : out_(out) {}
    ~Members() { close(); }
    Members(const Members&) = delete;
    Members& operator=(const Members&) = delete;

    void name(const Path& path)
    {
        if (path.object != open_) {
            close();
            if (!path.object.empty()) out_.name(path.object).begin_object();
            open_ = path.object;
        }
        out_.name(path.member);
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

bool is_selected(const Selection& selection, const Path& path)
{
    if (path.object.empty()) return selection.has(path.member);
    return selection.has(path.object) && selection.inside(path.object).has(path.member);
}

template <class E>
bool has_extra_rows(TableView<E> table)
{
    return std::any_of(table.rows.begin(), table.rows.end(),
                       [](const Row<E>& row) { return row.field == Row<E>::none; });
}

} // namespace

template <class E>
void write_members(JsonWriter& out, TableView<E> table, const E& entity, const Selection& selection)
{
    const Json extras =
        has_extra_rows(table) ? extras_object(entity.extras, table.dialect) : Json();
    Members members(out);
    for (const auto& row : table.rows) {
        if (!is_written(row)) continue;
        const Path path = path_of(row.name);
        if (!is_selected(selection, path)) continue;
        if (row.field == Row<E>::none) {
            const Json* kept = extras.find(row.name);
            if (kept == nullptr && row.absent == Absent::omitted) continue;
            members.name(path);
            kept == nullptr ? write_absent(out, row.absent) : void(out.value(*kept));
            continue;
        }
        const auto& member = model::Schema<E>::members[static_cast<std::size_t>(row.field)];
        const Value value = member.get(entity);
        if (is_null(value) && row.absent == Absent::omitted) continue;
        members.name(path);
        is_null(value) ? write_absent(out, row.absent) : row.form->write(out, value);
    }
}

namespace {

// Collects problems: the first becomes the error, the others its company.
class Problems {
public:
    void add(Error error, std::string_view subject)
    {
        error.subject = std::string(subject);
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
    void add(Code code, std::string_view subject, std::string message)
    {
        add(Error{code, {}, std::move(message), {}, {}, {}}, subject);
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

const Json* find_path(const Json& body, const Path& path, bool ignores_case)
{
    if (path.object.empty()) return find_member(body, path.member, ignores_case);
    const Json* object = find_member(body, path.object, ignores_case);
    return object == nullptr ? nullptr : find_member(*object, path.member, ignores_case);
}

template <class E>
const Row<E>* find_row(TableView<E> table, const Path& path)
{
    for (const auto& row : table.rows) {
        if (row.access == Access::hidden) continue;
        const Path known = path_of(row.name);
        if (known.object == path.object && known.member == path.member) return &row;
    }
    return nullptr;
}

template <class E>
bool has_object(TableView<E> table, std::string_view name)
{
    return !name.empty() &&
           std::any_of(table.rows.begin(), table.rows.end(), [&](const Row<E>& row) {
               return row.access != Access::hidden && path_of(row.name).object == name;
           });
}

// Of the body, or of the nested object of that name.
template <class E>
void refuse_unknown(const Json& body, std::string_view object, TableView<E> table,
                    Problems& problems)
{
    for (const auto& member : *body.as_object()) {
        const std::string name =
            object.empty() ? member.name : std::string(object) + '.' + member.name;
        if (object.empty() && has_object(table, member.name)) {
            if (member.value.is_object()) {
                refuse_unknown(member.value, member.name, table, problems);
            } else if (!member.value.is_null()) {
                problems.add(Code::invalid_value, name, "must be an object");
            }
            continue;
        }
        const Row<E>* row = find_row(table, Path{object, member.name});
        if (row == nullptr) {
            problems.add(Code::unknown_field, name, "there is no such member");
        } else if (row->access == Access::read_only) {
            problems.add(Code::invalid_value, name, "is kept by the server; leave it out");
        }
    }
}

// Bodies that came as forms bring bytes which nobody has judged yet.
bool is_readable(const Value& value)
{
    if (const auto* list = std::get_if<model::TextList>(&value)) {
        return std::all_of(list->begin(), list->end(),
                           [](const auto& item) { return is_utf8(item); });
    }
    return is_utf8(model::text_of(value));
}

// The value of one member, fitted; null when it was null or empty.
template <class E>
Result<Value> read_value(const Row<E>& row, const Json& json)
{
    if (json.is_null()) return Value{};
    auto value = TRY(row.form->read(json));
    if (model::text_of(value).size() > row.max_bytes) {
        return fail(Code::invalid_value, "value",
                    "must have at most " + std::to_string(row.max_bytes) + " bytes");
    }
    if (!is_readable(value)) return fail(Code::invalid_value, "value", "must be UTF-8");
    return value;
}

template <class E>
void store_value(const Row<E>& row, const Value& value, E& entity, Json& extras)
{
    if (row.field != Row<E>::none) {
        model::Schema<E>::members[static_cast<std::size_t>(row.field)].set(entity, value);
    } else if (is_null(value)) {
        extras.erase(row.name);
    } else {
        std::string written;
        JsonWriter writer(written);
        row.form->write(writer, value);
        extras.set(row.name, parse_json('[' + written + ']').value().as_array()->front());
    }
}

} // namespace

template <class E>
Result<Touched> read_members(const Json& body, TableView<E> table, E& entity,
                             const Reading& reading)
{
    if (!body.is_object()) {
        return fail(Code::invalid_value, "body",
                    "must be an object, not " + std::string(type_name(body)));
    }
    Problems problems;
    Touched touched;
    Json extras =
        has_extra_rows(table) ? extras_object(entity.extras, table.dialect) : Json::object();
    if (reading.refuses_unknown) refuse_unknown(body, {}, table, problems);
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const Row<E>& row = table.rows[i];
        if (!is_read(row)) continue;
        const Json* json = find_path(body, path_of(row.name), reading.ignores_case);
        if (json != nullptr && json->is_null() && reading.null_means_absent) json = nullptr;
        const bool is_required = row.access == Access::required;
        if (json == nullptr) {
            if (is_required && reading.purpose == Purpose::create) {
                problems.add(Code::missing_field, row.name, "is required");
            }
            continue;
        }
        auto value = read_value(row, *json);
        if (!value) {
            problems.add(std::move(value).error(), row.name);
        } else if (is_required && is_null(*value)) {
            problems.add(Code::missing_field, row.name, "is required");
        } else {
            touched.set(i);
            store_value(row, *value, entity, extras);
        }
    }
    if (problems.first()) return fail(std::move(*problems.first()));
    if (has_extra_rows(table)) {
        entity.extras.set(table.dialect, extras.as_object()->empty() ? "" : extras.text());
    }
    return touched;
}

#define MUSTER_INSTANTIATE(Entity)                                                                 \
    template void write_members<Entity>(JsonWriter&, TableView<Entity>, const Entity&,             \
                                        const Selection&);                                         \
    template Result<Touched> read_members<Entity>(const Json&, TableView<Entity>, Entity&,         \
                                                  const Reading&);
MUSTER_INSTANTIATE(model::Account)
MUSTER_INSTANTIATE(model::Tenant)
MUSTER_INSTANTIATE(model::Credential)
MUSTER_INSTANTIATE(model::CustomField)
MUSTER_INSTANTIATE(model::Customer)
MUSTER_INSTANTIATE(model::Group)
MUSTER_INSTANTIATE(model::Membership)
#undef MUSTER_INSTANTIATE

} // namespace muster::wire
