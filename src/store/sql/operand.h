// What a name in a question stands for: a member's column, a declared field, or extras. Knows no
// statement.
#pragma once

#include <string>
#include <string_view>

#include "model/query.h"

namespace muster::store::sql {

// Values of one type compare with each other; "" and "list" compare to nothing.
std::string_view type_name(const model::Value& value);

struct Operand {
    enum class Place { nowhere, member, field, extra };
    Place place = Place::nowhere;
    std::string column;    // of a member, as "item.\"name\""
    std::string_view type; // of a member
    std::string path;      // of a field its key; of extras "dialect.member.member"
    bool is_always_there = false;
    std::string folded_column; // where the folded text is kept; empty: nowhere
};

Operand resolve(model::Kind kind, std::string_view name);

} // namespace muster::store::sql
