// The store that forgets: plain maps, the reference model that other engines are compared with.
#pragma once

#include <memory>

#include "model/store.h"

namespace muster::store {

std::unique_ptr<model::Store> make_memory_store();

} // namespace muster::store
