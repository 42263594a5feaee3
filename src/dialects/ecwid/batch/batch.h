// Batches: many requests handed in at once and run one after the other (spec 10).
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::ecwid {

inline constexpr std::size_t batch_body_bytes = 10 * 1024 * 1024; // documented by the vendor

Result<http::Response> create_batch(Call& call);
Result<http::Response> get_batch(Call& call); // one by its ticket, or those of a status
Result<http::Response> cancel_batches(Call& call);
Result<http::Response> remove_batch(Call& call);

// A Task: runs what is queued, first in first out in each store, until nothing is left.
Result<std::chrono::seconds> run_batches(Work& work);

} // namespace muster::dialects::ecwid
