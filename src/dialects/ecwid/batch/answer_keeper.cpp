// Knows no entity and no answer of its own.
#include "dialects/ecwid/batch/answer_keeper.h"

namespace muster::dialects::ecwid {

void keep_answer(Call& call, const http::Response& answer)
{
    if (auto* keeper = call.also.target<AnswerKeeper>()) keeper->request.take(answer);
}

void keep_progress(Call& call, const CallProgress& progress)
{
    if (auto* keeper = call.also.target<AnswerKeeper>()) keeper->request.progress = progress;
}

CallProgress progress_of(const Call& call)
{
    const auto* keeper = call.also.target<AnswerKeeper>();
    return keeper == nullptr ? CallProgress{} : keeper->request.progress;
}

Result<http::Response>
answer_by_write(Call& call,
                const std::function<Result<http::Response>(directory::Transaction&)>& decide)
{
    return call.write([&](directory::Transaction& t) -> Result<http::Response> {
        auto answer = TRY(decide(t));
        keep_answer(call, answer);
        return answer;
    });
}

} // namespace muster::dialects::ecwid
