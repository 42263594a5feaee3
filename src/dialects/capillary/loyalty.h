// The calls that the vendor's loyalty engine answers. Muster has no such engine: for a group that
// exists the lists are empty and the sums zero, in the documented form (promise 33).
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::capillary {

Result<std::string> list_transactions(RequestContext& call);
Result<std::string> list_tier_changes(RequestContext& call);
Result<std::string> list_expiring_points(RequestContext& call);
Result<std::string> list_promised_points(RequestContext& call);
// Checks the transfer as the transfer itself does, and says that it is not possible.
Result<std::string> try_points_transfer(RequestContext& call);
Result<std::string> transfer_points(RequestContext& call);
Result<std::string> list_ledger(RequestContext& call);
Result<std::string> list_trackers(RequestContext& call);

} // namespace muster::dialects::capillary
