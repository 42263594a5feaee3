// Converts constants to the types of the operands that they are compared with, without loss.
#pragma once

#include "rule/operand.h"
#include "rule/rule.h"

namespace muster::rule {

// Returns the constant with the type that Term (rule.h) requires for the operand. Fails with
// invalid_value and subject "rule"; the message says which constants the operand accepts.
Result<Term> coerce_term(Term term, const Operand& operand);
// Does the same for the pattern of LIKE.
Result<Term> coerce_pattern(Term term, const Operand& operand);

} // namespace muster::rule
