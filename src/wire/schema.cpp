// Builds schemas as JSON. The type of a form that only one API has is a text.
#include "wire/schema.h"

#include <utility>

namespace muster::wire {

namespace {

struct FormType {
    const Form* form;
    std::string_view type;
};
constexpr FormType form_types[] = {
    {&integer_form, "integer"}, {&lenient_integer_form, "integer"}, {&number_form, "number"},
    {&boolean_form, "boolean"}, {&lenient_boolean_form, "boolean"},
};

} // namespace

Json schema(std::string_view type)
{
    Json json = Json::object();
    json.set("type", type);
    return json;
}

Json schema_of(const Form& form)
{
    if (&form == &text_list_form) return list_of(schema("string"));
    for (const auto& row : form_types) {
        if (row.form == &form) return schema(row.type);
    }
    return schema("string");
}

Json list_of(Json items)
{
    Json json = schema("array");
    json.set("items", std::move(items));
    return json;
}

ObjectSchema& ObjectSchema::add(std::string_view name, Json member)
{
    properties_.set(name, std::move(member));
    return *this;
}

void ObjectSchema::add_nested(std::string_view name, Json member)
{
    const auto dot = name.find('.');
    if (dot == name.npos) {
        add(name, std::move(member));
        return;
    }
    const auto outer = name.substr(0, dot);
    if (properties_.find(outer) == nullptr) add(outer, ObjectSchema().done());
    properties_.find(outer)->find("properties")->set(name.substr(dot + 1), std::move(member));
}

Json ObjectSchema::done() const
{
    Json json = schema("object");
    json.set("properties", properties_);
    return json;
}

bool ObjectSchema::is_shown(Access access, Side side)
{
    switch (access) {
    case Access::read_write:
    case Access::required: return true;
    case Access::read_only: return side == Side::answer;
    case Access::write_only: return side == Side::body;
    case Access::hidden: return false;
    }
    return false;
}

} // namespace muster::wire
