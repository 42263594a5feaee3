// Finds the checkpoint of a call, if it is one of a batch. Knows no entity.
#include "dialects/ecwid/batch/batch_checkpoint.h"

namespace muster::dialects::ecwid {

void store_answer(RequestContext& call, const http::Response& answer)
{
    if (auto* checkpoint = call.after_write.target<BatchCheckpoint>()) {
        checkpoint->request.set_answer(answer);
    }
}

void store_progress(RequestContext& call, const CallProgress& progress)
{
    if (auto* checkpoint = call.after_write.target<BatchCheckpoint>()) {
        checkpoint->request.progress = progress;
    }
}

CallProgress stored_progress(const RequestContext& call)
{
    const auto* checkpoint = call.after_write.target<BatchCheckpoint>();
    return checkpoint == nullptr ? CallProgress{} : checkpoint->request.progress;
}

Result<http::Response>
answer_by_write(RequestContext& call,
                const std::function<Result<http::Response>(directory::Transaction&)>& act)
{
    return call.write([&](directory::Transaction& t) -> Result<http::Response> {
        auto answer = TRY(act(t));
        store_answer(call, answer);
        return answer;
    });
}

} // namespace muster::dialects::ecwid
