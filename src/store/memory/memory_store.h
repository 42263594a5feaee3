// The memory engine: plain maps, not durable. Tests compare the other engines with it.
#pragma once

#include <memory>

#include "model/store.h"

namespace muster::store {

std::unique_ptr<model::Store> make_memory_store();

} // namespace muster::store
