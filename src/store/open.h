// Opens the store that a URL names. The only place that knows which engines there are.
#pragma once

#include <memory>
#include <string_view>

#include "model/store.h"

namespace muster::store {

// "memory:" or "sqlite:PATH". Checked against the port's contract in builds without NDEBUG.
Result<std::unique_ptr<model::Store>> open_store(std::string_view url);

} // namespace muster::store
