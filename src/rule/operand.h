// What the names in a rule can mean: members of customers and declared fields. Knows no rules.
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

// Every operand there is, in order: for people who choose, and for programs that test.
std::vector<Operand> all_operands(const DeclaredFields& declared);

} // namespace muster::rule
