// A pointer to a rule, for the ports of the model: they pass rules on but do not read them, because
// the model must not include the rule room.
#pragma once

#include <memory>

namespace muster::rule {

struct Rule; // rule/rule.h

using RuleRef = std::shared_ptr<const Rule>;

} // namespace muster::rule
