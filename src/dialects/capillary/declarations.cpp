// The handlers of declarations and of their configuration. A configuration is stored in the extras
// of its field and listed again; the server itself does not act on it.
#include "dialects/capillary/declarations.h"

#include "base/text.h"
#include "dialects/capillary/answers.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/codecs.h"
#include "dialects/capillary/error_mapping.h"
#include "dialects/capillary/inputs.h"
#include "dialects/capillary/settings.h"
#include "dialects/capillary/timestamps.h"
#include "directory/fields.h"

namespace muster::dialects::capillary {

namespace {

constexpr std::int64_t made_by_system = -1; // the user id of the vendor's system user

using wire::Access;
using wire::row;

constexpr std::string_view data_types[]{"STRING",   "INTEGER",     "DOUBLE",
                                        "DATETIME", "CUSTOM_ENUM", "LIST"};
constexpr wire::Codec data_type_codec{.name = "a data type",
                                      .write = write_text_value,
                                      .read = read_text_value,
                                      .choices = data_types};

struct EntityName {
    model::FieldEntity entity;
    std::string_view name;
};
constexpr EntityName entities[]{{model::FieldEntity::customer, "customer"},
                                {model::FieldEntity::group, "usergroup2"}};

// The vendor has no data type for booleans: a boolean field is shown as STRING, but its values are
// JSON booleans.
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

std::int64_t system_user(const DeclarationView&) { return made_by_system; }

constexpr auto declaration_table = wire::record(
    {"ExtendedField"},
    row<[](const DeclarationView& view) { return view.field.id.value; }>("id", wire::integer_codec,
                                                                         Access::read_only),
    row<[](const DeclarationView& view) { return view.field.key; }>("name", wire::text_codec,
                                                                    Access::read_only)
        .about("The name that bodies and answers use.", R"("segment")"),
    row<system_user>("createdBy", wire::integer_codec, Access::read_only),
    row<[](const DeclarationView& view) { return date_text(view.field.created_at, view.offset); }>(
        "createdOn", wire::text_codec, Access::read_only),
    row<[](const DeclarationView& view) {
        return instant_text(view.field.created_at, view.offset);
    }>("createdOnISO", wire::text_codec, Access::read_only),
    row<system_user>("modifiedBy", wire::integer_codec, Access::read_only),
    row<[](const DeclarationView& view) { return date_text(view.field.updated_at, view.offset); }>(
        "modifiedOn", wire::text_codec, Access::read_only),
    row<[](const DeclarationView& view) {
        return instant_text(view.field.updated_at, view.offset);
    }>("modifiedOnISO", wire::text_codec, Access::read_only),
    row<[](const DeclarationView& view) { return view.field.label; }>("label", wire::text_codec,
                                                                      Access::read_only)
        .with(wire::Absent::empty_text),
    row<[](const DeclarationView& view) { return view.entity; }>("baseEntityType", wire::text_codec,
                                                                 Access::read_only)
        .about("customer or usergroup2."),
    row<[](const DeclarationView& view) { return type_name(view.field.type); }>(
        "dataType", data_type_codec, Access::read_only));

Result<model::Value> read_flag_value(const Json& json)
{
    const auto flag = flag_of(json);
    if (!flag) return fail(Code::invalid_value, {}, "must be a boolean");
    return model::Value{*flag};
}
void write_flag_value(JsonWriter& out, const model::Value& value)
{
    out.boolean(std::get<bool>(value));
}
// A position that is not a number is ignored.
Result<model::Value> read_position(const Json& json)
{
    const auto number = integer_of(json);
    return number ? model::Value{*number} : model::Value{};
}
void write_position(JsonWriter& out, const model::Value& value)
{
    out.integer(std::get<std::int64_t>(value));
}
constexpr wire::Codec flag_codec{.name = "a boolean",
                                 .write = write_flag_value,
                                 .read = read_flag_value,
                                 .type = "boolean",
                                 .also_reads = "string"};
constexpr wire::Codec position_codec{.name = "an integer",
                                     .write = write_position,
                                     .read = read_position,
                                     .type = "integer",
                                     .also_reads = "string"};

// The body of the call; also the JSON that is stored in the extras of the field.
constexpr auto configuration_table =
    wire::record({"ExtendedFieldConfiguration"},
                 wire::described<FieldConfiguration>("extendedFieldId", wire::lenient_integer_codec,
                                                     Access::write_only)
                     .about("The id of the field, from its declaration."),
                 row<&FieldConfiguration::hide_display>("hideDisplay", flag_codec, Access::required)
                     .about("Whether clients hide the field."),
                 row<&FieldConfiguration::is_mandatory>("mandatory", flag_codec),
                 row<&FieldConfiguration::is_updatable>("updatable", flag_codec),
                 row<&FieldConfiguration::is_pii>("isPiiData", flag_codec)
                     .about("Whether the field identifies a person."),
                 row<&FieldConfiguration::is_psi>("isPsiData", flag_codec)
                     .about("Whether the field is sensitive."),
                 row<&FieldConfiguration::position>("position", position_codec)
                     .about("The place of the field among the others."));

const FieldConfiguration& itself(const FieldConfiguration& one) { return one; }
std::int64_t field_of(const FieldConfiguration& one) { return one.field.value; }
bool not_offered(const FieldConfiguration&) { return false; }
std::int64_t system_user_of(const FieldConfiguration&) { return made_by_system; }

// Members of both answers. Muster neither rejects transactions nor audits values.
constexpr auto configured_table = wire::record(
    {{}}, row<field_of>("extendedFieldId", wire::integer_codec, Access::read_only),
    wire::embed<itself, configuration_table>(),
    row<not_offered>("rejectTxnOnInvalidValue", wire::boolean_codec, Access::read_only),
    row<not_offered>("auditTrailEnabled", wire::boolean_codec, Access::read_only));

constexpr auto listed_configuration_table =
    wire::record({"ListedConfiguration"}, wire::embed<itself, configured_table>(),
                 row<system_user_of>("createdBy", wire::integer_codec, Access::read_only),
                 row<system_user_of>("modifiedBy", wire::integer_codec, Access::read_only),
                 row<&FieldConfiguration::is_updatable>("fieldUpdatable", wire::boolean_codec,
                                                        Access::read_only),
                 row<not_offered>("computeEnabled", wire::boolean_codec, Access::read_only));

// The numbered problem for the first invalid member.
Error configuration_problem(const Error& error)
{
    if (error.code == Code::missing_field) return error_of(problems::mandatory, error.subject);
    return error_of(problems::unusable, error.subject + " must be a boolean");
}

Result<FieldConfiguration> read_configuration(const RequestContext& call)
{
    const auto body = TRY(read_body(call));
    if (!body || !body->is_object()) return refuse(problems::unusable, "body must be an object");
    const auto* id = member(*body, "extendedFieldId");
    if (id == nullptr) return refuse(problems::mandatory, "extendedFieldId");
    const auto number = integer_of(*id);
    if (!number) return refuse(problems::unusable, "extendedFieldId must be an integer");
    FieldConfiguration configuration;
    configuration.field = {entity_id(*number).value_or(0)};
    const auto read = wire::read_members(
        *body, configuration_table, configuration,
        {.purpose = wire::Purpose::create, .ignores_case = true, .null_means_absent = true});
    if (!read) return fail(configuration_problem(read.error()));
    return configuration;
}

} // namespace

const wire::Record<DeclarationView>& declaration_record() { return declaration_table; }
const wire::Record<FieldConfiguration>& configuration_record() { return configuration_table; }
const wire::Record<FieldConfiguration>& configured_record() { return configured_table; }
const wire::Record<FieldConfiguration>& listed_configuration_record()
{
    return listed_configuration_table;
}

Result<std::string> list_declarations(RequestContext& call)
{
    const auto offset = settings_of(call.tenant).utc_offset;
    const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("entity").begin_object();
    for (const auto& [entity, name] : entities) {
        out.name(name).begin_array();
        for (const auto* field : declared.of(entity)) {
            wire::write_object(out, declaration_table, DeclarationView{*field, name, offset});
        }
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
        field.extras.set(dialect_name, wire::stored_text(configuration_table, configuration));
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
    wire::write_members(out, configured_table, configuration);
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
    for (const auto& named : entities) {
        for (const auto* field : declared.of(named.entity)) {
            const auto stored = field->extras.of(dialect_name);
            if (stored.empty()) continue; // never configured
            auto configuration = wire::restored(configuration_table, stored);
            configuration.field = field->id;
            wire::write_object(out, listed_configuration_table, configuration);
        }
    }
    out.end_array();
    end_list(out);
    return answer;
}

} // namespace muster::dialects::capillary
