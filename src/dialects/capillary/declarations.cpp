// The handlers of declarations and of their configuration. A configuration is stored in the extras
// of its field and listed again; the server itself does not act on it.
#include "dialects/capillary/declarations.h"

#include "base/text.h"
#include "dialects/capillary/answers.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/error_mapping.h"
#include "dialects/capillary/inputs.h"
#include "dialects/capillary/settings.h"
#include "dialects/capillary/timestamps.h"
#include "directory/fields.h"

namespace muster::dialects::capillary {

namespace {

constexpr std::int64_t made_by_system = -1; // the user id that the vendor shows for its own acts

struct EntityName {
    model::FieldEntity entity;
    std::string_view name;
};
constexpr EntityName entities[]{{model::FieldEntity::customer, "customer"},
                                {model::FieldEntity::group, "usergroup2"}};

// Flags of a configuration.
struct ConfigFlag {
    std::string_view name;
    bool is_required; // clients must send it
};
constexpr ConfigFlag config_flags[]{{"hideDisplay", true},
                                    {"mandatory", false},
                                    {"updatable", false},
                                    {"isPiiData", false},
                                    {"isPsiData", false}};

// The vendor has no data type for booleans: they are declared as STRING, their values are JSON
// booleans.
std::string_view type_name(model::Type type)
{
    switch (type) {
    case model::Type::text:
    case model::Type::boolean: return "STRING";
    case model::Type::integer: return "INTEGER";
    case model::Type::number:
    case model::Type::decimal: return "DOUBLE";
    case model::Type::date:
    case model::Type::datetime: return "DATETIME";
    case model::Type::enumeration: return "CUSTOM_ENUM";
    case model::Type::list: return "LIST";
    }
    return "STRING";
}

void write_declaration(JsonWriter& out, const model::CustomField& field, std::string_view entity,
                       std::chrono::minutes offset)
{
    out.begin_object().name("id").integer(field.id.value).name("name").text(field.key);
    out.name("createdBy").integer(made_by_system);
    out.name("createdOn").text(date_text(field.created_at, offset));
    out.name("createdOnISO").text(instant_text(field.created_at, offset));
    out.name("modifiedBy").integer(made_by_system);
    out.name("modifiedOn").text(date_text(field.updated_at, offset));
    out.name("modifiedOnISO").text(instant_text(field.updated_at, offset));
    out.name("label").text(field.label).name("baseEntityType").text(entity);
    out.name("dataType").text(type_name(field.type)).end_object();
}

struct FieldConfiguration {
    model::FieldId field;
    Json members = Json::object(); // the flags as booleans, and "position"
};

Result<FieldConfiguration> read_configuration(const RequestContext& call)
{
    const auto body = TRY(read_body(call));
    if (!body || !body->is_object()) return refuse(problems::unusable, "body must be an object");
    const auto* id = member(*body, "extendedFieldId");
    if (id == nullptr) return refuse(problems::mandatory, "extendedFieldId");
    const auto number = integer_of(*id);
    if (!number) return refuse(problems::unusable, "extendedFieldId must be an integer");
    FieldConfiguration configuration{model::FieldId{entity_id(*number).value_or(0)}};
    for (const auto& [name, is_required] : config_flags) {
        const auto* given = member(*body, name);
        if (given == nullptr && is_required) return refuse(problems::mandatory, name);
        const auto flag = given == nullptr ? std::optional(false) : flag_of(*given);
        if (!flag) return refuse(problems::unusable, std::string(name) + " must be a boolean");
        configuration.members.set(name, *flag);
    }
    const auto* position = member(*body, "position");
    if (position != nullptr && integer_of(*position)) {
        configuration.members.set("position", *integer_of(*position));
    }
    return configuration;
}

void write_configuration(JsonWriter& out, model::FieldId field, const Json& members)
{
    out.name("extendedFieldId").integer(field.value);
    for (const auto& [name, value] : *members.as_object()) out.name(name).value(value);
    out.name("rejectTxnOnInvalidValue").boolean(false);
    out.name("auditTrailEnabled").boolean(false);
}

} // namespace

Result<std::string> list_declarations(RequestContext& call)
{
    const auto offset = settings_of(call.tenant).utc_offset;
    const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("entity").begin_object();
    for (const auto& [entity, name] : entities) {
        out.name(name).begin_array();
        for (const auto* field : declared.of(entity)) write_declaration(out, *field, name, offset);
        out.end_array();
    }
    out.end_object();
    write_issues(out, "warnings", {});
    write_issues(out, "errors", {});
    out.name("success").boolean(true).end_object();
    return answer;
}

Result<std::string> configure_field(RequestContext& call)
{
    const auto configuration = TRY(read_configuration(call));
    const auto unknown = error_of(problems::unusable, "extendedFieldId is not valid");
    if (!configuration.field) return fail(unknown);
    const auto edit = [&](model::CustomField& field) -> Result<void> {
        field.extras.set(dialect_name, configuration.members.text());
        return {};
    };
    const auto changed = call.write([&](directory::Transaction& transaction) {
        return directory::update_field(transaction, configuration.field, edit);
    });
    if (!changed && changed.error().code == Code::not_found) return fail(unknown);
    if (!changed) return fail(to_group_problem(changed.error()));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object();
    write_configuration(out, configuration.field, configuration.members);
    write_issues(out, "warnings", {});
    out.end_object();
    return answer;
}

Result<std::string> list_configurations(RequestContext& call)
{
    const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("data").begin_array();
    for (const auto& [entity, name] : entities) {
        for (const auto* field : declared.of(entity)) {
            const auto text = field->extras.of(dialect_name);
            const auto members = text.empty() ? Result<Json>(Json{}) : parse_json(text);
            if (!members || !members->is_object()) continue; // never configured
            const auto* updatable = members->find("updatable");
            out.begin_object();
            write_configuration(out, field->id, *members);
            out.name("createdBy").integer(made_by_system);
            out.name("modifiedBy").integer(made_by_system);
            out.name("fieldUpdatable").value(updatable == nullptr ? Json(false) : *updatable);
            out.name("computeEnabled").boolean(false).end_object();
        }
    }
    out.end_array();
    end_list(out);
    return answer;
}

} // namespace muster::dialects::capillary
