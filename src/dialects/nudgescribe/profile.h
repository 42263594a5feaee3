// The profile fields of a workspace: the members of `profile` in a customer, and the columns of an
// upload. Columns of Muster's own customers come first, under their own names; the declared fields
// follow in the order of their declaration.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "dialects/nudgescribe/field_types.h"
#include "model/declared.h"
#include "model/schema.h"

namespace muster::dialects::nudgescribe {

struct ProfileField {
    std::string name;
    std::string label;
    bool is_required = false;
    bool is_unique = false;
    // The customer's own column; null for a declared field.
    const model::Member<model::Customer>* member = nullptr;
    model::CustomField declared{}; // if it is one
    ProfileShape shape{};          // of the declared field
};

class ProfileSchema {
public:
    static Result<ProfileSchema> load(const model::Rows& rows, model::TenantId tenant);

    const std::vector<ProfileField>& fields() const { return fields_; }
    // By name or label, ignoring case; blank and underscore are equal. nullptr when unknown.
    const ProfileField* find(std::string_view header) const;
    // Identifies customers: the first unique declared field, else external_id.
    const ProfileField* unique_field() const;

    // Empty when the customer has no value.
    std::string text(const ProfileField& field, const model::Customer& customer) const;
    // Every field as text, or null when the customer has no value.
    void write(JsonWriter& out, const model::Customer& customer) const;

private:
    std::vector<ProfileField> fields_;
};

// The value of the field for this text; null for blank text. invalid_value says what would be
// right.
Result<model::Value> read_value(const ProfileField& field, std::string_view text);
void set_value(const ProfileField& field, model::Value value, model::Customer& customer);

// The key under which a customer with this value of the unique field is found. invalid_value when
// the text does not have the field's type.
Result<model::Key> unique_value_key(model::TenantId tenant, const ProfileField& unique,
                                    const std::string& text);

} // namespace muster::dialects::nudgescribe
