// A14 to A19: what a loyalty engine would answer. There is none, so the lists are empty and the
// sums zero, in the right form for a group that exists (promise 33).
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::capillary {

Result<std::string> list_transactions(Call& call);
Result<std::string> list_tier_changes(Call& call);
Result<std::string> list_expiring_points(Call& call);
Result<std::string> list_promised_points(Call& call);
Result<std::string> list_ledger(Call& call);
Result<std::string> list_trackers(Call& call);

} // namespace muster::dialects::capillary
