// Builds the list of profile fields from core members and declared fields. Stores nothing.
#include "dialects/nudgescribe/profile.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace muster::dialects::nudgescribe {

namespace {

using model::CustomerColumn;

constexpr std::array<CustomerColumn, 15> core_fields{
    CustomerColumn::external_id,   CustomerColumn::email,         CustomerColumn::phone,
    CustomerColumn::name,          CustomerColumn::first_name,    CustomerColumn::last_name,
    CustomerColumn::company,       CustomerColumn::language,      CustomerColumn::birth_date,
    CustomerColumn::address_line1, CustomerColumn::address_line2, CustomerColumn::city,
    CustomerColumn::region,        CustomerColumn::postal_code,   CustomerColumn::country,
};

struct Text {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return format_number(value); }
    std::string operator()(const model::Decimal& value) const { return format_decimal(value); }
    std::string operator()(const std::string& value) const { return value; }
    std::string operator()(Date value) const { return format_date(value); }
    std::string operator()(Time value) const { return format_rfc3339(value, Fraction::none); }
    std::string operator()(const model::TextList& values) const
    {
        std::string text;
        for (const auto& value : values) text += (text.empty() ? "" : ",") + value;
        return text;
    }
};

std::string comparable(std::string_view header)
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

} // namespace

Result<Profile> Profile::load(const model::Rows& rows, model::TenantId tenant)
{
    const auto declared = TRY(model::load_declared(rows, tenant));
    Profile profile;
    for (const auto field : core_fields) {
        const auto& member = model::member<model::Customer>(field);
        const std::string name(member.name);
        // A field that was declared under the same name is the one that is meant.
        if (declared.find(model::FieldEntity::customer, name) != nullptr) continue;
        profile.fields_.push_back({name, name, false, false, &member, model::Type::text});
    }
    for (const auto* field : declared.of(model::FieldEntity::customer)) {
        profile.fields_.push_back(
            {field->key, field->label, field->required, field->unique, nullptr, field->type});
    }
    return profile;
}

const ProfileField* Profile::find(std::string_view header) const
{
    const std::string wanted = comparable(header);
    for (const auto& field : fields_) {
        if (comparable(field.name) == wanted) return &field;
    }
    for (const auto& field : fields_) {
        if (comparable(field.label) == wanted) return &field;
    }
    return nullptr;
}

const ProfileField* Profile::unique_field() const
{
    for (const auto& field : fields_) {
        if (field.is_unique) return &field;
    }
    return find("external_id");
}

void Profile::write(JsonWriter& out, const model::Customer& customer) const
{
    out.begin_object();
    for (const auto& field : fields_) {
        const std::string text = value_text(field, customer);
        out.name(field.name);
        text.empty() ? out.null() : out.text(text);
    }
    out.end_object();
}

std::string value_text(const ProfileField& field, const model::Customer& customer)
{
    return std::visit(Text{}, value_of(field, customer));
}

Result<void> set_value(const ProfileField& field, std::string_view text, model::Customer& customer)
{
    model::Value value;
    if (!trim(text).empty()) value = std::string(text);
    if (field.member == nullptr) {
        customer.fields.set(field.name, std::move(value));
        return {};
    }
    if (field.member->storage == model::Storage::date && !is_null(value)) {
        const auto date = parse_date(trim(text));
        if (!date)
            return fail(Code::invalid_value, field.name, "must be a date such as 2026-02-03");
        value = *date;
    }
    field.member->set(customer, value);
    return {};
}

} // namespace muster::dialects::nudgescribe
