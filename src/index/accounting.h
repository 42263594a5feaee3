// How much memory an image takes, and for what.
#pragma once

#include "index/image.h"
#include "index/index.h"

namespace muster::index {

std::vector<MemoryUse> memory_of(const Image& image);

} // namespace muster::index
