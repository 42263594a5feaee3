// Random changes and random questions for two stores in the same state. All choices follow from
// the seed and from what is read, so both stores get the same. Knows no engine.
#pragma once

#include <random>

#include "model/store.h"

namespace muster::store::test {

using Random = std::mt19937;

// One write of some changes; every few it is refused at the end, and must leave nothing.
Result<void> act_randomly(model::Writer& writer, model::TenantId tenant, unsigned seed);

model::Query random_query(Random& random, model::TenantId tenant);

// From 0 to below the bound.
std::int64_t below(Random& random, std::int64_t bound);

} // namespace muster::store::test
