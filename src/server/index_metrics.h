// The memory of the index, by tenant and part, in the text format of Prometheus.
#pragma once

#include <string>

#include "index/index.h"

namespace muster::server {

std::string index_metrics(const index::Index& index);

} // namespace muster::server
