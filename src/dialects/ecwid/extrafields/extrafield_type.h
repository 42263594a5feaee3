// The types of extra fields. Settings made through this API declare text fields and store their
// type in this API's extras of the field. Fields that other APIs declared get the nearest type.
#pragma once

#include <string>
#include <string_view>

#include "model/entities.h"
#include "wire/codec.h"

namespace muster::dialects::ecwid {

// How the types are written; they are read by parse_extrafield_type.
extern const wire::Codec extrafield_type_codec;
// In upper case; nullopt when there is no such type.
std::optional<std::string> parse_extrafield_type(std::string_view text);
std::string extrafield_type(const model::CustomField& field);

// This API's extras of a declared field.
struct FieldNotes {
    std::string type;
    bool is_shown_on_orders = false;
    bool is_deleted = false; // not listed any more; customers keep their values

    static FieldNotes of(const model::CustomField& field);
    void store_in(model::CustomField& field) const;
};

} // namespace muster::dialects::ecwid
