// Converts constants to the types of the operands that they are compared with, without loss.
#pragma once

#include "rule/operand.h"
#include "rule/rule.h"

namespace muster::rule {

// A fresh rule comes from a person or a program that can correct it. A stored rule was accepted
// before, so what only became refused later is still accepted in it.
enum class RuleAge { fresh, stored };

// Converts the constants of a leaf to the types that Term (rule.h) requires for the operand, whose
// name and type the leaf has. Fails with invalid_value and subject "rule"; the message says which
// constants the operand accepts.
Result<void> coerce_terms(Rule& leaf, const Operand& operand, RuleAge age);

} // namespace muster::rule
