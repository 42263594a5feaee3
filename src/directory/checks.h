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

// Removes invisible characters at both ends, in place. Of e-mails, phone numbers and external ids:
// they come along when people copy, and nobody means two different texts.
void remove_blanks(std::string& text);

// already_exists when a row other than `self` carries the key.
Result<void> check_unique(const Rows& rows, const Key& key, std::int64_t self,
                          std::string_view subject);

// Every extras text within limits::extras_bytes.
Result<void> check_extras(const Extras& extras);

} // namespace muster::directory
