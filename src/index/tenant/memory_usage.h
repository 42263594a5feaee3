// Measures how much memory the parts of a tenant index take, for /metrics and for dropping tenants.
#pragma once

#include "index/index.h"
#include "index/tenant/tenant_index.h"

namespace muster::index {

std::vector<MemoryUsage> memory_usage_of(const TenantIndex& index);
// The sum of the bytes, without counting any cell.
std::size_t bytes_of(const TenantIndex& index);

} // namespace muster::index
