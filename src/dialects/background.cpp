// Knows no dialect by name.
#include "dialects/background.h"

#include <iterator>

#include "jobs/queue.h"

namespace muster::dialects {

Result<std::vector<Task>> background_tasks(std::span<const Dialect* const> dialects,
                                           Services& services, const Dispatch& dispatch,
                                           const Warn& warn)
{
    std::vector<Task> tasks;
    jobs::JobKinds kinds;
    for (const auto* dialect : dialects) {
        if (dialect->job_kinds != nullptr) {
            auto more = dialect->job_kinds(services, dispatch);
            std::move(more.begin(), more.end(), std::back_inserter(kinds));
        }
        if (dialect->tasks == nullptr) continue;
        auto more = TRY(dialect->tasks(services));
        std::move(more.begin(), more.end(), std::back_inserter(tasks));
    }
    TRY(jobs::take_over_calls(services.directory, kinds, warn));
    for (auto& task : jobs::queue_tasks(kinds)) tasks.emplace_back(std::move(task));
    return tasks;
}

} // namespace muster::dialects
