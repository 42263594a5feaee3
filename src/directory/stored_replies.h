// Stores the first answer to a request with an idempotency key, within the tenant's quota.
#pragma once

#include "directory/transaction.h"

namespace muster::directory {

// rate_limited when the quota of stored replies is used (directory/quotas.h).
Result<void> store_reply(Transaction& transaction, StoredReply reply);

} // namespace muster::directory
