// The types of profile fields as this API names them, what values they accept, and how values are
// written. A type that the core has, too, is the core's; what the core has no word for (one
// character, the form of dates, the currency) is stored in the field's extras.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/entities.h"

namespace muster::dialects::nudgescribe {

enum class ProfileType { string, number, character, date, currency, enumeration };

std::string_view name_of(ProfileType type);
std::optional<ProfileType> parse_profile_type(std::string_view name); // without case

struct ProfileShape {
    ProfileType type = ProfileType::string;
    std::string format; // the form of dates, or the code of the currency
    friend bool operator==(const ProfileShape&, const ProfileShape&) = default;
};

// The format as it is stored and shown: that of dates exactly, a currency's code in capitals, and
// none for other types. missing_field when the type needs one, invalid_value when it is none.
Result<std::string> checked_format(ProfileType type, const std::string& format);

// Of a field that another API has declared: the nearest type.
ProfileShape shape_of(const model::CustomField& field);
// The values that an enumeration accepts; also those of a field of the core's type boolean.
model::TextList values_of(const model::CustomField& field);
// Sets the core's type and format. The extras are the caller's (field_extras.h).
void set_shape(const ProfileShape& shape, model::CustomField& field);

// The value of the field for the text of a cell, which is not blank. invalid_value says what would
// be right.
Result<model::Value> read_profile_value(const model::CustomField& field, const ProfileShape& shape,
                                        std::string_view text);
// Empty for null.
std::string profile_text(const ProfileShape& shape, const model::Value& value);

} // namespace muster::dialects::nudgescribe
