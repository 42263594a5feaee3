// Checks that several entities share.
#pragma once

#include <string>
#include <string_view>

#include "base/limits.h"
#include "directory/transaction.h"
#include "model/store.h"

namespace muster::directory {

// stale unless expected is absent or equal to the entity's revision (promise 2).
Result<void> check_revision(Revision actual, std::optional<Revision> expected);

// Valid UTF-8 without NUL, at most `chars` code points.
Result<void> check_text(std::string_view subject, std::string_view text,
                        std::size_t chars = limits::line_chars);

// already_exists when a row other than `self` carries the key.
Result<void> check_unique(const Rows& rows, const Key& key, std::int64_t self,
                          std::string_view subject);

// The keys of unique declared fields among `keys`.
Result<void> check_unique_fields(const Rows& rows, const std::vector<Key>& keys, std::int64_t self);

// Every extras text within limits::extras_bytes.
Result<void> check_extras(const Extras& extras);

} // namespace muster::directory
