// The memory of the index, by tenant and part, in the text format of Prometheus.
#pragma once

#include <string>

#include "index/index.h"

namespace muster::server {

// Sums over all tenants. With `names_tenants` for each tenant and part instead: the names of the
// parts contain the keys of the tenants' fields.
std::string index_metrics(const index::Index& index, bool names_tenants);

} // namespace muster::server
