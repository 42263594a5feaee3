// What the index holds in memory, tenant by tenant, in the text form that Prometheus reads.
#pragma once

#include <string>

#include "index/index.h"

namespace muster::server {

std::string index_metrics(const index::Index& index);

} // namespace muster::server
