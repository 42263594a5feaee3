// Collects the work that dialects do in the background.
#pragma once

#include <span>
#include <vector>

#include "dialects/dispatch.h"

namespace muster::dialects {

// The tasks of these dialects, and one task for each thread of the queues of their jobs. Each task
// wants a thread of its own. Kinds of several dialects may share a queue, so a program calls this
// once, with all dialects.
Result<std::vector<Task>> background_tasks(std::span<const Dialect* const> dialects,
                                           Services& services, const Dispatch& dispatch,
                                           const Warn& warn);

} // namespace muster::dialects
