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

// Of a request that answers 5xx, in batches that go on after a failure; both by the vendor.
constexpr int most_tries = 5;
constexpr std::chrono::seconds between_tries{3};
// A new batch wakes the workers. This finds batches that they could not read at that time.
constexpr std::chrono::seconds batch_interval{60};

struct BatchRun {
    Work& work;
    const model::Tenant& store;
    const StoredBatch& batch;

    const model::Rows& rows() const { return work.services.directory.rows(); }
    const std::string& ticket() const { return batch.job.ticket; }
    Result<void> write(const std::function<Result<void>(directory::Transaction&)>& act) const
    {
        const directory::Principal system{{}, {}, store.id, "batch", "ecwid", {}};
        return work.services.directory.write(system, store.id, act);
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
    const RequestContext call{request, run.work.services, run.ticket(), {}};
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
    const auto owner = run.work.services.identity.by_id("ecwid", run.batch.job.created_by);
    if (!owner) return refusal(run, request, owner.error(), Stage::authenticating);
    RequestContext call{request, run.work.services, run.ticket(), {}};
    call.principal = directory::principal_of(*owner);
    call.principal.tenant = run.store.id;
    call.tenant = run.store;
    call.after_write = BatchCheckpoint{run.batch, place, planned};
    return run.work.dispatch.answer_inside(ecwid_dialect, call);
}

// False when the batch was cancelled or deleted, or the program is stopping.
Result<bool> goes_on(const BatchRun& run)
{
    const auto newest = find_batch(run.rows(), run.store.id, run.ticket());
    if (!newest && newest.error().code != Code::not_found) return fail(newest.error());
    return newest && newest->status() != BatchStatus::completed && !run.work.stops();
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
        if (run.batch.stops_on_failure || !run.work.pause(between_tries)) break;
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

Result<void> run_store(Work& work, const model::Tenant& store)
{
    while (!work.stops()) {
        const auto batch = TRY(next_batch(work.services.directory.rows(), store.id));
        if (!batch) return {};
        TRY(run_batch({work, store, *batch}));
    }
    return {};
}

} // namespace

Result<std::chrono::seconds> run_batches(Work& work)
{
    model::Query query;
    query.kind = model::Kind::tenant;
    query.tenant = model::system_tenant;
    query.limit = static_cast<std::int64_t>(limits::page_items);
    do {
        const auto page = TRY(work.services.directory.rows().page(query));
        for (const auto& row : page.rows) TRY(run_store(work, std::get<model::Tenant>(row)));
        query.after = page.next;
    } while (query.after && !work.stops());
    return batch_interval;
}

} // namespace muster::dialects::ecwid
