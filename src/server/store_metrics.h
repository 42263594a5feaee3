// What is wrong with the store, in the text form that Prometheus reads.
#pragma once

#include <string>

#include "store/health.h"

namespace muster::server {

std::string store_metrics(const store::StoreHealth& health);

} // namespace muster::server
