// The settings of extra fields: the declared customer fields of the tenant. The values are in
// extrafields.cpp.
#include <algorithm>

#include "base/text.h"
#include "dialects/ecwid/answers.h"
#include "dialects/ecwid/batch/batch_checkpoint.h"
#include "dialects/ecwid/errors.h"
#include "dialects/ecwid/extrafields/extrafield_type.h"
#include "dialects/ecwid/extrafields/extrafields.h"
#include "dialects/ecwid/text_fields.h"
#include "directory/fields.h"

namespace muster::dialects::ecwid {

namespace {

constexpr std::size_t key_chars = 7; // of keys that the server makes

struct ExtrafieldSettings {
    std::optional<std::string> title;
    std::optional<std::string> type;
    std::optional<bool> is_shown_on_orders;
    std::string key;
};

Result<ExtrafieldSettings> read_settings(const Json& body)
{
    ExtrafieldSettings settings;
    if (const Json* title = body.find("title"); title != nullptr && !title->is_null()) {
        settings.title = TRY(read_text(*title, "title"));
        if (trim(*settings.title).empty()) return absent_field("title");
    }
    if (const Json* type = body.find("type"); type != nullptr && !type->is_null()) {
        settings.type = parse_extrafield_type(TRY(read_text(*type, "type")));
        if (!settings.type) return wrong_parameter("type", "expected one of 'TEXT','DATETIME'");
    }
    settings.is_shown_on_orders =
        TRY(read_flag(body, "shownOnOrderDetails", "shownOnOrderDetails"));
    if (const Json* key = body.find("key")) settings.key = TRY(read_text(*key, "key"));
    return settings;
}

void apply_settings(const ExtrafieldSettings& settings, model::CustomField& field)
{
    auto notes = FieldNotes::of(field);
    if (settings.title) field.label = *settings.title;
    if (settings.type) notes.type = *settings.type;
    if (settings.is_shown_on_orders) notes.is_shown_on_orders = *settings.is_shown_on_orders;
    notes.is_deleted = false;
    notes.store_in(field);
}

using wire::Access;

std::string title_of(const model::CustomField& field)
{
    return field.label.empty() ? field.key : field.label;
}
model::TextList entity_types_of(const model::CustomField&) { return {"CUSTOMERS"}; }
bool is_shown_on_orders(const model::CustomField& field)
{
    return FieldNotes::of(field).is_shown_on_orders;
}
bool is_linked(const model::CustomField&) { return false; }

constexpr auto settings_table = wire::partial_record(
    {"ExtrafieldSettings"},
    wire::row<&model::CustomField::key>("key", wire::text_codec)
        .about("Unique in the store; made by the server when it is left out.", R"("favorite")"),
    wire::row<title_of>("title", wire::text_codec, Access::read_write)
        .about("What people read.", R"("Favorite tea")"),
    wire::row<entity_types_of>("entityTypes", wire::text_list_codec, Access::read_only)
        .about("Always CUSTOMERS."),
    wire::row<extrafield_type>("type", extrafield_type_codec, Access::read_write)
        .about("The type; TEXT when it is left out."),
    wire::row<is_shown_on_orders>("shownOnOrderDetails", wire::boolean_codec, Access::read_write)
        .about("Whether order pages show it."),
    wire::row<is_linked>("linkedWithCheckoutField", wire::boolean_codec, Access::read_only)
        .about("Always false: there is no checkout here."),
    wire::row<&model::CustomField::created_at>("createdDate", datetime_codec, Access::read_only)
        .about("When it was declared."),
    wire::row<&model::CustomField::updated_at>("lastModifiedDate", datetime_codec,
                                               Access::read_only)
        .about("When it was changed last."));

// Clients encode the key like a form: '+' is a blank, %2B a plus. The path parameter is decoded by
// the rules of paths, so this reads the last segment of the path as it was sent.
std::string key_of(const RequestContext& call)
{
    std::string_view path = call.request.path;
    while (path.ends_with('/')) path.remove_suffix(1);
    return http::decode_percent(path.substr(path.rfind('/') + 1), true);
}

const model::CustomField* find_listed(const model::DeclaredFields& declared, std::string_view key)
{
    const auto* field = declared.find(model::FieldEntity::customer, key);
    return field == nullptr || FieldNotes::of(*field).is_deleted ? nullptr : field;
}

Result<model::CustomField> declare(directory::Transaction& transaction,
                                   const ExtrafieldSettings& settings, const std::string& key)
{
    const auto* declared = TRY(transaction.declared());
    const auto* known = declared->find(model::FieldEntity::customer, key);
    if (known != nullptr && !FieldNotes::of(*known).is_deleted) {
        return fail(Code::already_exists, "key", "Extra field " + key + " already exists");
    }
    if (known != nullptr) {
        return directory::update_field(transaction, known->id,
                                       [&](model::CustomField& field) -> Result<void> {
                                           apply_settings(settings, field);
                                           return {};
                                       });
    }
    model::CustomField draft;
    draft.key = key;
    draft.type = model::Type::text;
    apply_settings(settings, draft);
    return directory::declare_field(transaction, std::move(draft));
}

// When customers have values, the field stays declared and is only marked: the values stay.
Result<void> remove(directory::Transaction& transaction, const model::CustomField& field)
{
    if (!TRY(directory::has_values(transaction, field)))
        return directory::remove_field(transaction, field.id);
    TRY(directory::update_field(transaction, field.id,
                                [](model::CustomField& newest) -> Result<void> {
                                    auto notes = FieldNotes::of(newest);
                                    notes.is_deleted = true;
                                    notes.store_in(newest);
                                    return {};
                                }));
    return {};
}

} // namespace

const wire::Record<model::CustomField>& extrafield_settings_record() { return settings_table; }

Result<http::Response> list_extrafields(RequestContext& call)
{
    const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("items").begin_array();
    for (const auto* field : declared.of(model::FieldEntity::customer)) {
        if (!FieldNotes::of(*field).is_deleted) wire::write_object(out, settings_table, *field);
    }
    out.end_array().end_object();
    return json_response(std::move(body));
}

Result<http::Response> get_extrafield(RequestContext& call)
{
    const auto key = key_of(call);
    const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
    const auto* field = find_listed(declared, key);
    if (field == nullptr) return extrafield_not_found(key);
    std::string body;
    JsonWriter out(body);
    wire::write_object(out, settings_table, *field);
    return json_response(std::move(body));
}

Result<http::Response> create_extrafield(RequestContext& call)
{
    const auto given = TRY(read_object(call));
    auto settings = TRY(read_settings(given));
    if (!settings.title) return absent_field("title");
    if (!settings.type) settings.type = "TEXT";
    const std::string key =
        settings.key.empty() ? random_token(call.directory().random(), key_chars) : settings.key;
    return answer_by_write(call, [&](directory::Transaction& t) -> Result<http::Response> {
        TRY(declare(t, settings, key));
        std::string body;
        JsonWriter(body)
            .begin_object()
            .name("createCount")
            .integer(1)
            .name("key")
            .text(key)
            .end_object();
        return json_response(std::move(body));
    });
}

Result<http::Response> update_extrafield(RequestContext& call)
{
    const auto key = key_of(call);
    const auto given = TRY(read_object(call));
    const auto settings = TRY(read_settings(given));
    return answer_by_write(call, [&](directory::Transaction& t) -> Result<http::Response> {
        const auto* declared = TRY(t.declared());
        const auto* field = find_listed(*declared, key);
        if (field == nullptr) return extrafield_not_found(key);
        TRY(directory::update_field(t, field->id, [&](model::CustomField& newest) -> Result<void> {
            apply_settings(settings, newest);
            return {};
        }));
        return updated();
    });
}

Result<http::Response> remove_extrafield(RequestContext& call)
{
    const auto key = key_of(call);
    return answer_by_write(call, [&](directory::Transaction& t) -> Result<http::Response> {
        const auto* declared = TRY(t.declared());
        const auto* field = find_listed(*declared, key);
        if (field == nullptr) return extrafield_not_found(key);
        TRY(remove(t, *field));
        return deleted();
    });
}

} // namespace muster::dialects::ecwid
