// See wait_for_job.h.
#include "cli/wait_for_job.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "cli/listing.h"

namespace muster::cli {

namespace {

// The pause between two requests doubles from the shortest to the longest.
constexpr std::chrono::milliseconds shortest_pause{10};
constexpr std::chrono::milliseconds longest_pause{100};

} // namespace

Result<Json> wait_for_job(NativeApi& api, const std::string& job, std::string_view work,
                          const OnRunningJob& on_running)
{
    const std::string subject(work);
    for (auto pause = shortest_pause;; pause = std::min(pause * 2, longest_pause)) {
        auto now = TRY(api.get(job));
        const auto status = text_member(now, "status");
        if (status == "done") return now;
        if (status == "failed")
            return fail(Code::conflict, subject, api.in_own_words(text_member(now, "error")));
        if (status == "cancelled")
            return fail(Code::conflict, subject, "the " + subject + " was cancelled");
        if (on_running) TRY(on_running(now));
        std::this_thread::sleep_for(pause);
    }
}

} // namespace muster::cli
