// The store that forgets: plain maps, the reference model that other engines are compared with.
#pragma once

#include <memory>

#include "core/store.h"

namespace muster::store {

std::unique_ptr<core::Store> make_memory_store();

} // namespace muster::store
