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

// already_exists "vendor_numbers" when a number that `before` has not belongs to another tenant,
// customer or group: as its vendor number or, of customers and groups, as the id of one without a
// vendor number in that dialect. The same for the own id, which the clients of a dialect see again
// when the vendor number is taken away.
template <class E>
Result<void> check_vendor_numbers(const Rows& rows, TenantId tenant, const E& before,
                                  const E& after);

// Every extras text within limits::extras_bytes.
Result<void> check_extras(const Extras& extras);

} // namespace muster::directory
