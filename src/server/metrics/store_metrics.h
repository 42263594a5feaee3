// What is wrong with the store, in the text form that Prometheus reads.
#pragma once

#include <string>

#include "directory/quotas.h"
#include "store/health.h"
#include "store/node_lease.h"

namespace muster::server {

std::string node_metrics(store::NodeRole role);
std::string store_metrics(const store::StoreHealth& health);
std::string quota_metrics(const directory::Quotas& quotas);

} // namespace muster::server
