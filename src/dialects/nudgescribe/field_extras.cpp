// Reads and writes the extras of profile fields.
#include "dialects/nudgescribe/field_extras.h"

#include "dialects/nudgescribe/nudgescribe.h"
#include "dialects/nudgescribe/request.h"

namespace muster::dialects::nudgescribe {

namespace {

constexpr auto field_extras_table =
    wire::record({{}}, wire::row<&FieldExtras::is_character>("isCharacter", wire::boolean_codec),
                 wire::row<&FieldExtras::format>("format", wire::text_codec),
                 wire::row<&FieldExtras::created_by>("createdBy", wire::integer_codec),
                 wire::row<&FieldExtras::updated_by>("updatedBy", wire::integer_codec),
                 wire::row<&FieldExtras::updated_at>("updatedAt", wire::instant_codec));

} // namespace

FieldExtras extras_of(const model::CustomField& field)
{
    return wire::restored(field_extras_table, field.extras.of(dialect_name));
}

void store_extras(const FieldExtras& extras, model::CustomField& field)
{
    field.extras.set(dialect_name, wire::stored_text(field_extras_table, extras));
}

AuditKeys audit_of(const model::CustomField& field)
{
    const auto extras = extras_of(field);
    const bool is_ours = extras.updated_at == field.updated_at;
    return {field.created_at, field.updated_at, extras.created_by,
            is_ours ? extras.updated_by : model::CredentialId{}};
}

} // namespace muster::dialects::nudgescribe
