#include "cli/await.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "cli/listing.h"

namespace muster::cli {

namespace {

constexpr std::chrono::milliseconds first_check{10}; // then less and less often
constexpr std::chrono::milliseconds rarest_check{500};

} // namespace

Result<Json> await_job(Api& api, const std::string& job, std::string_view work)
{
    const std::string subject(work);
    for (auto pause = first_check;; pause = std::min(pause * 2, rarest_check)) {
        auto now = TRY(api.get(job));
        const auto status = text_member(now, "status");
        if (status == "done") return now;
        if (status == "failed") return fail(Code::conflict, subject, text_member(now, "error"));
        if (status == "cancelled") return fail(Code::conflict, subject, "it was cancelled");
        std::this_thread::sleep_for(pause);
    }
}

} // namespace muster::cli
