// The profile fields of a workspace: what a customer's `profile` shows, and what uploads may set.
// Members of the core come first, under their own names; then the declared fields in the order of
// their declaration.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "model/declared.h"
#include "model/schema.h"

namespace muster::dialects::nudgescribe {

struct ProfileField {
    std::string name;
    std::string label;
    bool is_required = false;
    bool is_unique = false;
    const model::Member<model::Customer>* member = nullptr; // of the core; null: a declared field
    model::Type type = model::Type::text;                   // of a declared field
};

class Profile {
public:
    static Result<Profile> load(const model::Rows& rows, model::TenantId tenant);

    const std::vector<ProfileField>& fields() const { return fields_; }
    // By field_name or display_name, without case, blank and underscore equal; null: unknown.
    const ProfileField* find(std::string_view header) const;
    // The declared field that identifies customers; null: there is none.
    const ProfileField* unique_field() const;

    // field_name to text or null, every field.
    void write(JsonWriter& out, const model::Customer& customer) const;

private:
    std::vector<ProfileField> fields_;
};

// The value as text, "" for none.
std::string value_text(const ProfileField& field, const model::Customer& customer);

// Sets the field from text; "" clears. invalid_value says what would be right; declared fields are
// judged by the core when the customer is stored.
Result<void> set_value(const ProfileField& field, std::string_view text, model::Customer& customer);

} // namespace muster::dialects::nudgescribe
