// Resolves the operand of a filter or sort: a member's column, a declared field, or extras. Knows
// no statement.
#pragma once

#include <string>
#include <string_view>

#include "model/query.h"

namespace muster::store::sql {

// Only values of one type can be compared. Null ("") and lists can be compared with nothing.
std::string_view type_name(const model::Value& value);

enum class OperandSource { nowhere, member, field, extra };

struct SqlOperand {
    OperandSource source = OperandSource::nowhere;
    std::string column;    // of a member, as "item.\"name\""
    std::string_view type; // of a member
    std::string path;      // of a field its key; of extras "dialect.member.member"
    bool is_always_there = false;
    std::string folded_column; // of a member whose folded text is stored; else empty
};

SqlOperand resolve(model::Kind kind, std::string_view name);

} // namespace muster::store::sql
