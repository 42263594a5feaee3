// Fills an image from the store, while others write. Knows no files.
#pragma once

#include <functional>

#include "index/tenant/image.h"
#include "model/store.h"

namespace muster::index {

// Called between pages, to take in what was committed meanwhile.
using BetweenPages = std::function<void()>;

// All rows, as they stand when each page of them is read.
Result<void> load_rows(const model::Rows& rows, Image& image, const BetweenPages& between);

// Of an image read from a snapshot: fields and groups anew, then the rows that changed since. Up to
// this many changes; too_large beyond. Gives whether a customer was erased among them.
Result<bool> load_changes(const model::Rows& rows, Image& image, std::int64_t most,
                          const BetweenPages& between);

} // namespace muster::index
