// Names a rule in the ports of the model, which pass rules on and never read them.
#pragma once

#include <memory>

namespace muster::rule {

struct Rule; // rule/rule.h

using RuleRef = std::shared_ptr<const Rule>;

} // namespace muster::rule
