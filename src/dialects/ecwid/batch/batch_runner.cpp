// Runs the requests of batches with the rights of the credential that created them. A request that
// changed something before a restart is not run again: its answer was stored by the same write.
#include <chrono>

#include "base/text.h"
#include "dialects/call_checks.h"
#include "dialects/dispatch.h"
#include "dialects/ecwid/batch/batch.h"
#include "dialects/ecwid/batch/batch_checkpoint.h"
#include "dialects/ecwid/batch/batch_store.h"
#include "dialects/ecwid/ecwid.h"
#include "dialects/ecwid/errors.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::ecwid {

namespace {

// Batches of one store run one after the other, those of several stores in turn and beside each
// other. They have a queue of their own, so that no import delays them.
constexpr jobs::Queue batch_queue{"batches", limits::batch_threads};

// Of a request that answers 5xx, in batches that go on after a failure; both by the vendor.
constexpr int most_tries = 5;
constexpr std::chrono::seconds between_tries{3};

struct BatchRun {
    Services& services;
    const Dispatch& dispatch;
    jobs::JobRun& job;
    const model::Tenant& store;
    const StoredBatch& batch;
    std::size_t& answer_bytes; // of the answers so far

    const model::Rows& rows() const { return job.rows(); }
    const std::string& ticket() const { return batch.job.ticket; }
};

http::Request http_request_of(const BatchRun& run, const BatchRequest& planned)
{
    http::Request request;
    request.method = planned.method;
    request.verb = http::verb_of(planned.method);
    std::string path = "/api/v3/" + model::shown_id_text(run.store, dialect_name);
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
    const auto owner = run.job.identity().by_id(dialect_name, run.batch.job.created_by);
    if (!owner) return refusal(run, request, owner.error(), Stage::authenticating);
    RequestContext call{request, run.services, run.ticket(), {}};
    call.principal = directory::principal_of(*owner);
    call.principal.may_read = may_read(ecwid_dialect, call.principal);
    call.principal.tenant = run.store.id;
    call.tenant = run.store;
    call.outer_base_url = run.batch.base_url;
    call.after_write = BatchCheckpoint{run.batch, place, planned};
    return run.dispatch.answer_inside(ecwid_dialect, call);
}

// False when the batch was cancelled or deleted, or the program is stopping.
Result<bool> goes_on(const BatchRun& run)
{
    const auto newest = find_batch(run.rows(), run.store.id, run.ticket());
    if (!newest && newest.error().code != Code::not_found) return fail(newest.error());
    return newest && newest->status() != BatchStatus::completed && !run.job.stops();
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
    if (request.method.empty()) {
        return fail(Code::internal, "request", "a request of the batch cannot be read");
    }
    auto response = answer(run, request, place);
    // The handler sets its answer before the commit: if the commit failed, nothing is stored, and
    // the response is an error.
    const bool is_stored = request.is_answered && response.status == 200;
    if (!is_stored && run.answer_bytes + response.body.size() > limits::batch_answer_bytes) {
        response = refusal(
            run, http_request_of(run, request),
            {Code::too_large, "batch", "the answers of one batch are too large", {}, {}, {}},
            Stage::handling);
    }
    request.set_answer(response);
    return AnsweredRequest{std::move(request), is_stored};
}

Result<AnsweredRequest> answer_with_retries(const BatchRun& run, std::int64_t place)
{
    auto answered = TRY(answer_once(run, place));
    for (int tries = 1; tries < most_tries && answered.request.http_status >= 500; ++tries) {
        if (run.batch.stops_on_failure || !run.job.pause(between_tries)) break;
        if (!TRY(goes_on(run))) break;
        answered = TRY(answer_once(run, place));
    }
    return answered;
}

// Returns whether the batch goes on after this request.
Result<bool> run_request(const BatchRun& run, std::int64_t place)
{
    const auto answered = TRY(answer_with_retries(run, place));
    // Stopped between two tries: the next start begins with the first one again.
    if (run.job.is_left()) return false;
    const auto& request = answered.request;
    run.answer_bytes += request.answer.size();
    if (!answered.is_stored) {
        TRY(run.job.write([&](directory::Transaction& t) -> Result<void> {
            // The owner may have deleted the batch since the request began.
            if (!find_batch(t.rows(), t.tenant(), run.ticket())) return {};
            return put_request(t, run.batch, place, request);
        }));
    }
    return request.http_status == 200 || !run.batch.stops_on_failure;
}

// Where the next turn begins, and the bytes of the answers before it.
Result<void> store_place(const BatchRun& run, std::int64_t place)
{
    return run.job.store([&](model::Job& job) {
        job.place = place;
        job.progress = std::to_string(run.answer_bytes);
        return Result<void>{};
    });
}

// One turn of the batch: requests that an earlier turn answered are passed over.
Result<void> run_batch(const BatchRun& run)
{
    std::size_t answered = 0;
    for (std::int64_t place = run.batch.job.place; place < run.batch.job.size; ++place) {
        if (!TRY(goes_on(run))) return {};
        if (answered == limits::batch_turn) {
            run.job.yield();
            return store_place(run, place);
        }
        if (!TRY(run_request(run, place))) return {};
        ++answered;
    }
    return {};
}

// While the store cannot be written, the batch waits: its requests are run again from the first one
// without a stored answer.
Result<void> run_patiently(const BatchRun& run)
{
    for (int tries = 1;; ++tries) {
        auto done = run_batch(run);
        const bool is_final = done || done.error().code != Code::unavailable;
        if (is_final || tries == most_tries || !run.job.pause(between_tries)) return done;
    }
}

} // namespace

jobs::JobKinds batch_kinds(Services& services, const Dispatch& dispatch)
{
    const auto run = [&services, &dispatch](jobs::JobRun& job) -> Result<void> {
        const auto store = TRY(job.identity().tenant(job.tenant()));
        TRY(parse_json(job.job().options)); // not read as something else than was asked
        const auto batch = batch_of(job.job());
        auto bytes = static_cast<std::size_t>(parse_integer(job.job().progress).value_or(0));
        return run_patiently({services, dispatch, job, store, batch, bytes});
    };
    return {{dialect_name, batch_work, &batch_queue, run}};
}

} // namespace muster::dialects::ecwid
