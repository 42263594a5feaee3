// The types of extra fields. Settings made through this API are text fields of the core that
// remember their type here; those declared elsewhere have the nearest one.
#pragma once

#include <string>
#include <string_view>

#include "model/entities.h"

namespace muster::dialects::ecwid {

// Upper case; nothing when there is no such type.
std::optional<std::string> parse_extrafield_type(std::string_view text);
std::string extrafield_type(const model::Field& field);

// What our extras of a declared field say.
struct FieldNotes {
    std::string type;
    bool is_shown_on_orders = false;
    bool is_deleted = false; // its values stay with the customers, the settings do not list it

    static FieldNotes of(const model::Field& field);
    void keep_in(model::Field& field) const;
};

} // namespace muster::dialects::ecwid
