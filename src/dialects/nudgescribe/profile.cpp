// Builds the profile fields from the customer's own columns and the declared fields.
#include "dialects/nudgescribe/profile.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "model/keys.h"
#include "wire/plain_text.h"

namespace muster::dialects::nudgescribe {

namespace {

using model::CustomerColumn;

constexpr std::array<CustomerColumn, 15> customer_columns{
    CustomerColumn::external_id,   CustomerColumn::email,         CustomerColumn::phone,
    CustomerColumn::name,          CustomerColumn::first_name,    CustomerColumn::last_name,
    CustomerColumn::company,       CustomerColumn::language,      CustomerColumn::birth_date,
    CustomerColumn::address_line1, CustomerColumn::address_line2, CustomerColumn::city,
    CustomerColumn::region,        CustomerColumn::postal_code,   CustomerColumn::country,
};

std::string comparable_header(std::string_view header)
{
    std::string text = fold(trim(header));
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

model::Value value_of(const ProfileField& field, const model::Customer& customer)
{
    if (field.member != nullptr) return field.member->get(customer);
    const auto* value = customer.fields.find(field.name);
    return value == nullptr ? model::Value{} : *value;
}

// Empty for null.
std::string value_text(const ProfileField& field, const model::Value& value)
{
    return field.member != nullptr ? wire::plain_text(value) : profile_text(field.shape, value);
}

} // namespace

Result<ProfileSchema> ProfileSchema::load(const model::Rows& rows, model::TenantId tenant)
{
    const auto declared = TRY(model::load_declared(rows, tenant));
    ProfileSchema profile;
    for (const auto field : customer_columns) {
        const auto& member = model::member<model::Customer>(field);
        const std::string name(member.name);
        // A declared field of the same name takes the column's place.
        if (declared.find(model::FieldEntity::customer, name) != nullptr) continue;
        profile.fields_.push_back({name, name, false, false, &member});
    }
    for (const auto* field : declared.of(model::FieldEntity::customer)) {
        profile.fields_.push_back({field->key, field->label, field->required, field->unique,
                                   nullptr, *field, shape_of(*field)});
    }
    return profile;
}

const ProfileField* ProfileSchema::find(std::string_view header) const
{
    const std::string wanted = comparable_header(header);
    for (const auto& field : fields_) {
        if (comparable_header(field.name) == wanted) return &field;
    }
    for (const auto& field : fields_) {
        if (comparable_header(field.label) == wanted) return &field;
    }
    return nullptr;
}

const ProfileField* ProfileSchema::unique_field() const
{
    for (const auto& field : fields_) {
        if (field.is_unique) return &field;
    }
    return find("external_id");
}

std::string ProfileSchema::text(const ProfileField& field, const model::Customer& customer) const
{
    return value_text(field, value_of(field, customer));
}

void ProfileSchema::write(JsonWriter& out, const model::Customer& customer) const
{
    out.begin_object();
    for (const auto& field : fields_) {
        const std::string shown = text(field, customer);
        out.name(field.name);
        shown.empty() ? out.null() : out.text(shown);
    }
    out.end_object();
}

Result<model::Value> read_value(const ProfileField& field, std::string_view text)
{
    if (trim(text).empty()) return model::Value{};
    if (field.member == nullptr) return read_profile_value(field.declared, field.shape, text);
    if (field.member->storage != model::Storage::date) return model::Value{std::string(text)};
    const auto date = parse_date(trim(text));
    if (date) return model::Value{*date};
    return fail(Code::invalid_value, field.name, "must be a date such as 2026-02-03");
}

void set_value(const ProfileField& field, model::Value value, model::Customer& customer)
{
    if (field.member != nullptr)
        field.member->set(customer, value);
    else
        customer.fields.set(field.name, std::move(value));
}

Result<model::Key> unique_value_key(model::TenantId tenant, const ProfileField& unique,
                                    const std::string& text)
{
    if (unique.member != nullptr) {
        return model::external_id_key(model::Kind::customer, tenant, text);
    }
    const auto value = TRY(read_value(unique, text));
    return model::field_value_key(model::FieldEntity::customer, tenant, unique.name, value);
}

} // namespace muster::dialects::nudgescribe
