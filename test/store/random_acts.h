// Random changes and random queries for two stores in the same state. All choices depend only on
// the seed and on the rows that are read, so both stores get the same calls. Knows no engine.
#pragma once

#include <random>

#include "model/store.h"

namespace muster::store::test {

using Random = std::mt19937;

// A write function with several changes. Sometimes it fails at the end: then nothing may remain.
Result<void> act_randomly(model::Writer& writer, model::TenantId tenant, unsigned seed);

model::Query random_query(Random& random, model::TenantId tenant);

// From 0 to below the bound.
std::int64_t below(Random& random, std::int64_t bound);

} // namespace muster::store::test
