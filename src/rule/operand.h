// What a name in a rule can mean: a member of customers or a declared field.
#pragma once

#include <string>
#include <string_view>

#include "model/declared.h"
#include "rule/rule.h"

namespace muster::rule {

struct Operand {
    std::string name; // "email", "fields.tenure"
    Type type = Type::text;
    const CustomField* field = nullptr; // when it is a declared one
};

// Members win over declared fields of the same name; "fields." in front means the latter always.
// Names compare without case. unknown_field with subject "rule", and what may have been meant.
Result<Operand> find_operand(const DeclaredFields& declared, std::string_view name);

// All operands, in order: for lists to choose from, and for tests.
std::vector<Operand> all_operands(const DeclaredFields& declared);

} // namespace muster::rule
