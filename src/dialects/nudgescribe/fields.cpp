// Profile fields: /v1/cpf (promises 40 to 43).
#include "directory/fields.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/nudgescribe/documents.h"
#include "dialects/nudgescribe/field_extras.h"
#include "dialects/nudgescribe/field_types.h"
#include "dialects/nudgescribe/handlers.h"
#include "dialects/nudgescribe/request.h"

namespace muster::dialects::nudgescribe {

namespace {

using directory::Transaction;
using model::CustomField;

struct FieldObject {
    const model::Tenant& workspace;
    const CustomField& field;
    ProfileShape shape;
    AuditKeys audit;
};

std::optional<model::TextList> shown_values(const FieldObject& object)
{
    auto values = values_of(object.field);
    if (values.empty()) return std::nullopt;
    return values;
}

constexpr auto field_table = wire::record(
    {"ProfileField"},
    wire::row<[](const FieldObject& o) { return id_text(o.field.id.value); }>(
        "customer_profile_field_id", wire::text_codec, wire::Access::read_only),
    wire::row<[](const FieldObject& o) { return account_id_of(o.workspace); }>(
        "account_id", wire::text_codec, wire::Access::read_only),
    wire::row<[](const FieldObject& o) { return workspace_id_of(o.workspace); }>(
        "workspace_id", wire::text_codec, wire::Access::read_only),
    wire::row<[](const FieldObject& o) { return o.field.key; }>("field_name", wire::text_codec,
                                                                wire::Access::read_only),
    wire::row<[](const FieldObject& o) { return o.field.label; }>("display_name", wire::text_codec,
                                                                  wire::Access::read_only),
    wire::row<[](const FieldObject& o) { return std::string(name_of(o.shape.type)); }>(
        "field_type", wire::text_codec, wire::Access::read_only)
        .about("string, number, char, Date, currency or enum."),
    wire::row<[](const FieldObject& o) { return o.shape.format; }>("field_format", wire::text_codec,
                                                                   wire::Access::read_only)
        .with(wire::Absent::null)
        .about("The form of dates, or the ISO 4217 code of the currency."),
    wire::row<[](const FieldObject& o) { return o.field.required; }>(
        "is_required", wire::boolean_codec, wire::Access::read_only),
    wire::row<[](const FieldObject& o) { return o.field.unique; }>("is_unique", wire::boolean_codec,
                                                                   wire::Access::read_only),
    wire::row<shown_values>("enum_values", wire::text_list_codec, wire::Access::read_only)
        .with(wire::Absent::null),
    wire::embed<&FieldObject::audit, audit_record>());

constexpr auto field_key_row =
    body_key("customer_profile_field_id", "A field of the workspace.", wire::Access::required);
constexpr std::string_view name_rule =
    "Unique in the workspace without case; no dots, quotes or backslashes, at most 100 bytes.";
constexpr std::string_view type_rule = "string, number, char, Date, currency or enum, in any case.";
constexpr auto field_format_row = body_key(
    "field_format", "Of Date: its form, such as dd/MM/yyyy. Of currency: its ISO 4217 code.");
constexpr auto display_name_row = body_key("display_name", "The name of the field when absent.");
constexpr auto is_required_row =
    wire::described<wire::Envelope>("is_required", wire::boolean_codec, wire::Access::read_write)
        .about("False when absent.");
constexpr auto is_unique_row =
    wire::described<wire::Envelope>("is_unique", wire::boolean_codec, wire::Access::read_write)
        .about("At most one field of a workspace: its values identify customers.");
constexpr auto enum_values_row =
    wire::described<wire::Envelope>("enum_values", wire::text_list_codec, wire::Access::read_write)
        .about("The values of an enum.");

constexpr auto new_field_table = wire::record(
    {"NewProfileField"}, workspace_key, body_key("field_name", name_rule, wire::Access::required),
    body_key("field_type", type_rule, wire::Access::required), field_format_row, display_name_row,
    is_required_row, is_unique_row, enum_values_row);
constexpr auto field_change_table = wire::record(
    {"ProfileFieldChange"}, workspace_key, field_key_row, body_key("field_name", name_rule),
    body_key("field_type", type_rule), field_format_row, display_name_row, is_required_row,
    is_unique_row, enum_values_row);
constexpr auto named_field_table =
    wire::record({"NamedProfileField"}, workspace_key, field_key_row);

// What a body says about a field. Members that it does not have are absent or empty.
struct FieldChange {
    std::string name;
    std::optional<std::string> label; // empty: as the name
    std::optional<ProfileType> type;
    std::string format;
    std::optional<bool> is_required;
    std::optional<bool> is_unique;
    std::optional<model::TextList> values;
};

Result<std::optional<ProfileType>> read_type(const RequestBody& request)
{
    const auto name = TRY(request.text("field_type"));
    if (trim(name).empty()) return std::nullopt;
    const auto type = parse_profile_type(trim(name));
    if (type) return type;
    return bad_request("field_type", "must be string, number, char, Date, currency or enum");
}

Result<std::optional<model::TextList>> read_enum_values(const RequestBody& request)
{
    const auto wrong = [] {
        return bad_request("enum_values", "must be a list of different texts that are not blank");
    };
    const Json* list = request.find("enum_values");
    if (list == nullptr) return std::nullopt;
    if (!list->is_array()) return wrong();
    model::TextList values;
    std::vector<std::string> seen;
    for (const auto& item : *list->as_array()) {
        const auto* text = item.as_text();
        if (text == nullptr || trim(*text).empty()) return wrong();
        values.emplace_back(trim(*text));
        seen.push_back(fold(values.back()));
    }
    std::sort(seen.begin(), seen.end());
    const bool repeats = std::adjacent_find(seen.begin(), seen.end()) != seen.end();
    if (values.empty() || repeats) return wrong();
    return values;
}

Result<FieldChange> read_field_change(const RequestBody& request)
{
    FieldChange change;
    change.name = trim(TRY(request.text("field_name")));
    if (request.find("display_name") != nullptr) {
        change.label = trim(TRY(request.text("display_name")));
    }
    change.type = TRY(read_type(request));
    change.format = trim(TRY(request.text("field_format")));
    change.is_required = TRY(request.flag("is_required"));
    change.is_unique = TRY(request.flag("is_unique"));
    change.values = TRY(read_enum_values(request));
    return change;
}

// The shape after the change. A format stays only with its type.
Result<ProfileShape> changed_shape(const FieldChange& change, const ProfileShape& before)
{
    const auto type = change.type.value_or(before.type);
    const bool stays = change.format.empty() && type == before.type;
    return ProfileShape{type, TRY(checked_format(type, stays ? before.format : change.format))};
}

// The values of an enum are cleared with its type.
Result<void> apply_values(const FieldChange& change, const ProfileShape& shape, CustomField& field)
{
    if (shape.type != ProfileType::enumeration) {
        field.values.clear();
        return {};
    }
    if (change.values && *change.values != values_of(field)) {
        field.type = model::Type::enumeration;
        field.values = *change.values;
    }
    if (!values_of(field).empty()) return {};
    return fail(Code::missing_field, "enum_values", "is required");
}

Result<void> apply_field_change(const FieldChange& change, const Transaction& transaction,
                                bool is_new, CustomField& field)
{
    const bool is_labelled_by_key = field.label.empty() || field.label == field.key;
    if (!change.name.empty()) field.key = change.name;
    if (change.label)
        field.label = *change.label;
    else if (is_labelled_by_key)
        field.label = field.key;
    field.required = change.is_required.value_or(field.required);
    field.unique = change.is_unique.value_or(field.unique);
    const auto old = shape_of(field);
    const auto shape = TRY(changed_shape(change, old));
    if (is_new || shape != old) set_shape(shape, field);
    TRY(apply_values(change, shape, field));
    auto extras = extras_of(field);
    extras.is_character = shape.type == ProfileType::character;
    extras.format = shape.format;
    extras.updated_by = transaction.principal().credential;
    extras.updated_at = transaction.now();
    if (is_new) extras.created_by = extras.updated_by;
    store_extras(extras, field);
    return {};
}

Result<void> check_only_unique(Transaction& transaction, const CustomField& field)
{
    if (!field.unique) return {};
    const auto* declared = TRY(transaction.declared());
    for (const auto* other : declared->of(model::FieldEntity::customer)) {
        if (!other->unique || other->id == field.id) continue;
        return bad_request("is_unique", "cannot be true: " + other->key +
                                            " is the unique field of this workspace already");
    }
    return {};
}

// What the vendor refuses while customers have values.
Result<void> check_change_allowed(Transaction& transaction, const CustomField& before,
                                  const FieldChange& change)
{
    const auto old = shape_of(before);
    const auto shape = TRY(changed_shape(change, old));
    const bool changes_unique = change.is_unique.value_or(before.unique) != before.unique;
    if (shape == old && !changes_unique) return {};
    if (!TRY(directory::has_values(transaction, before))) return {};
    const auto* key = changes_unique           ? "is_unique"
                      : shape.type != old.type ? "field_type"
                                               : "field_format";
    return bad_request(key, "cannot change while a customer has a value of this field");
}

Result<CustomField> named_field(const model::DeclaredFields& declared, const RequestBody& request)
{
    const auto unknown = [] {
        return bad_request("customer_profile_field_id", "names no profile field of this workspace");
    };
    const auto id = parse_integer(TRY(request.text("customer_profile_field_id")));
    if (!id) return unknown();
    for (const auto* field : declared.of(model::FieldEntity::customer)) {
        if (field->id.value == *id) return *field;
    }
    return unknown();
}

void write_field(JsonWriter& out, const RequestContext& call, const CustomField& field)
{
    wire::write_object<FieldObject>(out, field_table,
                                    {call.tenant, field, shape_of(field), audit_of(field)});
}

http::Response field_reply(const RequestContext& call, const CustomField& field)
{
    std::string body;
    JsonWriter out(body);
    write_field(out, call, field);
    return json_response(std::move(body));
}

// Which keys a new field needs because of its type.
std::vector<std::string_view> keys_of_type(const RequestBody& request)
{
    const auto type = request.text("field_type").value_or("");
    const auto known = parse_profile_type(trim(type));
    if (known == ProfileType::enumeration) return {"enum_values"};
    if (known == ProfileType::date || known == ProfileType::currency) return {"field_format"};
    return {};
}

// A change without anything to change lacks a name.
std::vector<std::string_view> keys_of_change(const RequestBody& request)
{
    constexpr std::string_view keys[] = {"field_name",   "display_name", "field_type",
                                         "field_format", "is_required",  "is_unique",
                                         "enum_values"};
    const bool is_empty = std::all_of(std::begin(keys), std::end(keys), [&](auto key) {
        return key == "display_name" ? request.find(key) == nullptr : request.lacks(key);
    });
    if (is_empty) return {"field_name"};
    return {};
}

} // namespace

const wire::AnyRecord& new_field_body() { return new_field_table; }
const wire::AnyRecord& field_change_body() { return field_change_table; }
const wire::AnyRecord& named_field_body() { return named_field_table; }
const wire::AnyRecord& field_object() { return field_table; }

Result<http::Response> create_field(RequestContext& call)
{
    const auto request = TRY(open_request(call, keys_of_type));
    const auto change = TRY(read_field_change(request));
    const auto field = TRY(call.write([&](Transaction& t) -> Result<CustomField> {
        CustomField draft;
        TRY(apply_field_change(change, t, true, draft));
        TRY(check_only_unique(t, draft));
        return directory::declare_field(t, std::move(draft));
    }));
    return field_reply(call, field);
}

Result<http::Response> list_fields(RequestContext& call)
{
    TRY(open_request(call));
    const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
    std::string body;
    JsonWriter out(body);
    out.begin_array();
    for (const auto* field : declared.of(model::FieldEntity::customer)) {
        write_field(out, call, *field);
    }
    out.end_array();
    return json_response(std::move(body));
}

Result<http::Response> update_field(RequestContext& call)
{
    const auto request = TRY(open_request(call, keys_of_change));
    const auto change = TRY(read_field_change(request));
    const auto field = TRY(call.write([&](Transaction& t) -> Result<CustomField> {
        const auto before = TRY(named_field(*TRY(t.declared()), request));
        TRY(check_change_allowed(t, before, change));
        return directory::update_field(t, before.id, [&](CustomField& one) -> Result<void> {
            TRY(apply_field_change(change, t, false, one));
            return check_only_unique(t, one);
        });
    }));
    return field_reply(call, field);
}

Result<http::Response> remove_field(RequestContext& call)
{
    const auto request = TRY(open_request(call));
    const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
    TRY(directory::drop_values_in_pieces(call.directory(), call.principal, call.tenant.id,
                                         TRY(named_field(declared, request)).id));
    const auto field = TRY(call.write([&](Transaction& t) -> Result<CustomField> {
        auto named = TRY(named_field(*TRY(t.declared()), request));
        TRY(directory::remove_field(t, named.id));
        return named;
    }));
    return field_reply(call, field);
}

} // namespace muster::dialects::nudgescribe
