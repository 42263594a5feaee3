// Runs the requests of batches with the rights of the credential that created them. A request that
// changed something before a restart is not run again: its answer was stored by the same write.
#include <chrono>

#include "dialects/dispatch.h"
#include "dialects/ecwid/batch/batch.h"
#include "dialects/ecwid/batch/batch_checkpoint.h"
#include "dialects/ecwid/batch/batch_store.h"
#include "dialects/ecwid/ecwid.h"
#include "dialects/ecwid/errors.h"

namespace muster::dialects::ecwid {

namespace {

using model::JobStatus;

// Batches of one store run one after the other, beside those of other stores. They have a queue of
// their own, so that no import delays them.
constexpr jobs::Queue batch_queue{"batches", 1};

// Of a request that answers 5xx, in batches that go on after a failure; both by the vendor.
constexpr int most_tries = 5;
constexpr std::chrono::seconds between_tries{3};

struct BatchRun {
    Services& services;
    const Dispatch& dispatch;
    jobs::Background& background;
    const model::Tenant& store;
    const StoredBatch& batch;

    const model::Rows& rows() const { return background.directory.rows(); }
    const std::string& ticket() const { return batch.job.ticket; }
    Result<void> write(const std::function<Result<void>(directory::Transaction&)>& act) const
    {
        const directory::Principal system{{}, {}, store.id, "batch", "ecwid", {}};
        return background.directory.write(system, store.id, act);
    }
};

http::Request http_request_of(const BatchRun& run, const BatchRequest& planned)
{
    http::Request request;
    request.method = planned.method;
    request.verb = http::verb_of(planned.method);
    std::string path = "/api/v3/" + std::to_string(run.store.id.value);
    if (!planned.path.starts_with('/')) path += '/';
    if (!http::parse_target(path + planned.path, request)) request.segments.clear();
    request.body = planned.body;
    return request;
}

http::Response refusal(const BatchRun& run, const http::Request& request, Error error, Stage stage)
{
    const RequestContext call{request, run.services, run.ticket(), {}};
    return render(call, {stage, std::move(error), 0});
}

// The answer of the pipeline to one request. When the request wrote something, `planned` is
// afterwards as the last of its writes stored it.
http::Response answer(const BatchRun& run, BatchRequest& planned, std::int64_t place)
{
    const auto request = http_request_of(run, planned);
    if (request.segments.size() > 3 && request.segments[3] == "batch") {
        return refusal(run, request,
                       {Code::invalid_value, "path", "batches cannot be nested", {}, {}, {}},
                       Stage::handling);
    }
    const auto owner = run.background.identity.by_id("ecwid", run.batch.job.created_by);
    if (!owner) return refusal(run, request, owner.error(), Stage::authenticating);
    RequestContext call{request, run.services, run.ticket(), {}};
    call.principal = directory::principal_of(*owner);
    call.principal.tenant = run.store.id;
    call.tenant = run.store;
    call.after_write = BatchCheckpoint{run.batch, place, planned};
    return run.dispatch.answer_inside(ecwid_dialect, call);
}

// False when the batch was cancelled or deleted, or the program is stopping.
Result<bool> goes_on(const BatchRun& run)
{
    const auto newest = find_batch(run.rows(), run.store.id, run.ticket());
    if (!newest && newest.error().code != Code::not_found) return fail(newest.error());
    return newest && newest->status() != BatchStatus::completed && !run.background.stops();
}

struct AnsweredRequest {
    BatchRequest request;
    bool is_stored = true; // by the write of the request itself, now or before a restart
};

Result<AnsweredRequest> answer_once(const BatchRun& run, std::int64_t place)
{
    // Read for every try, because an earlier try may have stored its progress.
    auto request = TRY(request_at(run.rows(), run.store.id, run.batch, place));
    if (request.is_answered) return AnsweredRequest{std::move(request)};
    const auto response = answer(run, request, place);
    // The handler sets its answer before the commit: if the commit failed, nothing is stored, and
    // the response is an error.
    const bool is_stored = request.is_answered && response.status == 200;
    request.set_answer(response);
    return AnsweredRequest{std::move(request), is_stored};
}

Result<AnsweredRequest> answer_with_retries(const BatchRun& run, std::int64_t place)
{
    auto answered = TRY(answer_once(run, place));
    for (int tries = 1; tries < most_tries && answered.request.http_status >= 500; ++tries) {
        if (run.batch.stops_on_failure || !run.background.pause(between_tries)) break;
        if (!TRY(goes_on(run))) break;
        answered = TRY(answer_once(run, place));
    }
    return answered;
}

// Returns whether the batch goes on after this request.
Result<bool> run_request(const BatchRun& run, std::int64_t place)
{
    const auto answered = TRY(answer_with_retries(run, place));
    const auto& request = answered.request;
    if (!answered.is_stored) {
        TRY(run.write([&](directory::Transaction& t) -> Result<void> {
            // The owner may have deleted the batch since the request began.
            if (!find_batch(t.rows(), t.tenant(), run.ticket())) return {};
            return put_request(t, run.batch, place, request);
        }));
    }
    return request.http_status == 200 || !run.batch.stops_on_failure;
}

Result<void> run_batch(const BatchRun& run)
{
    TRY(run.write([&](directory::Transaction& t) {
        return advance(t, run.ticket(), JobStatus::waiting, JobStatus::running);
    }));
    for (std::int64_t place = 0; place < run.batch.job.size; ++place) {
        if (!TRY(goes_on(run))) return {};
        if (!TRY(run_request(run, place))) break;
    }
    return run.write([&](directory::Transaction& t) {
        return advance(t, run.ticket(), JobStatus::running, JobStatus::done);
    });
}

// While the store cannot be written, the batch waits: its requests are run again from the first one
// without a stored answer.
Result<void> run_patiently(const BatchRun& run)
{
    for (int tries = 1;; ++tries) {
        auto done = run_batch(run);
        const bool is_final = done || done.error().code != Code::unavailable;
        if (is_final || tries == most_tries || !run.background.pause(between_tries)) return done;
    }
}

} // namespace

jobs::JobKinds batch_kinds(Services& services, const Dispatch& dispatch)
{
    const auto run = [&services, &dispatch](jobs::Background& background, model::TenantId tenant,
                                            const model::Job& job) -> Result<void> {
        const auto store = TRY(background.identity.tenant(tenant));
        const auto batch = TRY(batch_of(job));
        return run_patiently({services, dispatch, background, store, batch});
    };
    return {{dialect_name, batch_work, &batch_queue, run}};
}

} // namespace muster::dialects::ecwid
