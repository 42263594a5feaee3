// Builds schemas as JSON.
#include "wire/schema.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace muster::wire {

namespace {

bool is_shown(Access access, Side side)
{
    switch (access) {
    case Access::read_write:
    case Access::required: return true;
    case Access::create_only: return side != Side::patch;
    case Access::read_only: return side == Side::answer;
    case Access::write_only: return side != Side::answer;
    case Access::hidden: return false;
    }
    return false;
}

std::string_view suffix_of(Side side)
{
    switch (side) {
    case Side::answer: return "";
    case Side::body: return "Input";
    case Side::patch: return "Patch";
    }
    return "";
}

// What stands in an answer in place of a value, as a schema type; empty: nothing does.
std::string_view type_of(Absent absent)
{
    switch (absent) {
    case Absent::omitted: return "";
    case Absent::null: return "null";
    case Absent::empty_text: return "string";
    case Absent::empty_list: return "array";
    case Absent::zero: return "integer";
    case Absent::no:
    case Absent::yes: return "boolean";
    }
    return "";
}

Json value_of(Absent absent) { return absent == Absent::empty_text ? Json("") : Json(); }

// One more type that the value may have: "string" becomes ["string", "null"].
void allow_type(Json& schema, std::string_view more)
{
    Json* type = schema.find("type");
    if (more.empty() || type == nullptr) return;
    const auto is_same = [&](const Json& known) {
        const bool covers = *known.as_text() == "number" && more == "integer";
        return *known.as_text() == more || covers;
    };
    if (auto* types = type->as_array()) {
        if (std::none_of(types->begin(), types->end(), is_same)) types->push_back(Json(more));
    } else if (!is_same(*type)) {
        schema.set("type", Json(Json::Array{*type, Json(more)}));
    }
}

void allow_absent(Json& schema, Absent absent)
{
    const auto more = type_of(absent);
    if (more.empty()) return;
    if (schema.find("$ref") != nullptr) {
        Json either = Json::array();
        either.push_back(std::move(schema));
        either.push_back(muster::wire::schema(more));
        schema = Json::object();
        schema.set("anyOf", std::move(either));
        return;
    }
    allow_type(schema, more);
    Json* choices = schema.find("enum");
    const bool is_choice = absent == Absent::null || absent == Absent::empty_text;
    if (choices != nullptr && is_choice) choices->push_back(value_of(absent));
}

// The object in which a dotted name lies, made when it is not there yet.
Json& dotted_object(Json& schema, std::string_view name)
{
    Json& properties = *schema.find("properties");
    if (properties.find(name) == nullptr) {
        Json inner = muster::wire::schema("object");
        inner.set("properties", Json::object());
        properties.set(name, std::move(inner));
    }
    return *properties.find(name);
}

void require(Json& schema, std::string_view name)
{
    if (schema.find("required") == nullptr) schema.set("required", Json::array());
    schema.find("required")->push_back(Json(name));
}

} // namespace

Json schema(std::string_view type)
{
    Json json = Json::object();
    json.set("type", type);
    return json;
}

Json schema_of(const Codec& codec)
{
    if (codec.type.empty()) return Json::object();
    if (codec.type == "array") return list_of(schema("string"));
    Json json = schema(codec.type);
    if (!codec.format.empty()) json.set("format", codec.format);
    if (!codec.choices.empty()) {
        Json choices = Json::array();
        for (const auto choice : codec.choices) choices.push_back(Json(choice));
        json.set("enum", std::move(choices));
    }
    return json;
}

Json list_of(Json items)
{
    Json json = schema("array");
    json.set("items", std::move(items));
    return json;
}

Json SchemaSet::row_schema(const RecordRow& row, Side side)
{
    Json json;
    if (!row.schema.empty()) {
        json = parse_json(row.schema).value();
    } else if (row.record != nullptr) {
        json = schema_of(row.record(), side);
    } else {
        json = muster::wire::schema_of(*row.codec);
        if (side != Side::answer) allow_type(json, row.codec->also_reads);
    }
    const bool is_list = row.kind == RowKind::list || row.kind == RowKind::values ||
                         (row.kind == RowKind::described && row.record != nullptr &&
                          row.absent == Absent::empty_list);
    if (is_list) json = list_of(std::move(json));
    return json;
}

void SchemaSet::add_row(Json& schema, const RecordRow& row, Side side)
{
    Json json = row_schema(row, side);
    if (side == Side::answer) {
        allow_absent(json, row.absent);
    } else if (row.access != Access::required) {
        allow_absent(json, Absent::null);
    }
    if (!row.description.empty()) json.set("description", row.description);
    if (!row.example.empty()) {
        Json examples = Json::array();
        examples.push_back(
            parse_json('[' + std::string(row.example) + ']').value().as_array()->front());
        json.set("examples", std::move(examples));
    }
    const auto dot = row.name.find('.');
    Json& around = dot == row.name.npos ? schema : dotted_object(schema, row.name.substr(0, dot));
    const auto name = dot == row.name.npos ? row.name : row.name.substr(dot + 1);
    around.find("properties")->set(name, std::move(json));
    if (side == Side::body && row.access == Access::required) {
        require(around, name);
        if (dot != row.name.npos) require(schema, row.name.substr(0, dot));
    }
}

void SchemaSet::add_rows(Json& schema, const AnyRecord& record, Side side)
{
    for (const auto& row : record.rows()) {
        if (!is_shown(row.access, side)) continue;
        if (row.kind == RowKind::embedded) {
            add_rows(schema, row.record(), side);
        } else {
            add_row(schema, row, side);
        }
    }
}

Json SchemaSet::object_schema(const AnyRecord& record, Side side)
{
    Json schema = muster::wire::schema("object");
    schema.set("properties", Json::object());
    add_rows(schema, record, side);
    return schema;
}

Json SchemaSet::schema_of(const AnyRecord& record, Side side)
{
    if (record.title.empty()) return object_schema(record, side);
    const std::string name = std::string(record.title) + std::string(suffix_of(side));
    const auto known = std::find_if(components_.begin(), components_.end(),
                                    [&](const Component& one) { return one.name == name; });
    if (known == components_.end()) {
        Json schema = object_schema(record, side); // may add components of its own
        components_.push_back({&record, name, std::move(schema)});
    } else if (known->record != &record) {
        throw std::logic_error("two records have the title " + name);
    }
    Json reference = Json::object();
    reference.set("$ref", "#/components/schemas/" + name);
    return reference;
}

Json SchemaSet::components() const
{
    auto sorted = components_;
    std::sort(sorted.begin(), sorted.end(),
              [](const Component& a, const Component& b) { return a.name < b.name; });
    Json json = Json::object();
    for (auto& component : sorted) json.set(component.name, std::move(component.schema));
    return json;
}

} // namespace muster::wire
