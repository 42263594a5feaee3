// Converts constants to the types of the operands that they are compared with, without loss.
#pragma once

#include "rule/operand.h"
#include "rule/rule.h"

namespace muster::rule {

// The constant in the form that Term promises for the operand's type. invalid_value with subject
// "rule" says which constants would be right.
Result<Term> coerce_term(Term term, const Operand& operand);
// The pattern of LIKE.
Result<Term> coerce_pattern(Term term, const Operand& operand);

} // namespace muster::rule
