// What is wrong with the store, in the text form that Prometheus reads.
#pragma once

#include <string>

#include "directory/quotas.h"
#include "store/health.h"

namespace muster::server {

std::string store_metrics(const store::StoreHealth& health);
std::string quota_metrics(const directory::Quotas& quotas);

} // namespace muster::server
