// How much memory an image takes, and for what.
#pragma once

#include "index/index.h"
#include "index/tenant/image.h"

namespace muster::index {

std::vector<MemoryUse> memory_of(const Image& image);

} // namespace muster::index
