// The operands of rules: members of customers and declared fields, found by name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/declared.h"
#include "rule/rule.h"

namespace muster::rule {

struct Operand {
    std::string name; // "email", "fields.tenure"
    Type type = Type::text;
    const CustomField* field = nullptr; // of a declared field; nullptr for a member
};

// Since when a customer is a live member of a static group. No rule can write this name: it stands
// for MEMBER OF … SINCE.
Operand since_operand(GroupId group);
// nullopt: another operand.
std::optional<GroupId> group_of_since(std::string_view operand);

// A member hides a declared field of the same name; "fields.NAME" always means the declared field.
// Names are compared without case; a name that nothing has means what model/name_form.h says is the
// same. Fails with unknown_field and subject "rule"; the message may
// suggest a similar name.
Result<Operand> find_operand(const DeclaredFields& declared, std::string_view name);

// All operands in a stable order: members first, then declared fields.
std::vector<Operand> all_operands(const DeclaredFields& declared);

} // namespace muster::rule
