// Runs the requests of batches as their owner. What was written before a restart is not written
// again: the answer that tells of it lies in the same commit.
#include <chrono>

#include "base/text.h"
#include "dialects/dispatch.h"
#include "dialects/ecwid/batch/answer_keeper.h"
#include "dialects/ecwid/batch/batch.h"
#include "dialects/ecwid/batch/batch_store.h"
#include "dialects/ecwid/ecwid.h"
#include "dialects/ecwid/errors.h"
#include "directory/tenants.h"

namespace muster::dialects::ecwid {

namespace {

constexpr int most_tries = 5;
constexpr std::chrono::seconds between_tries{3};
// New batches are told of; this only catches what nobody told.
constexpr std::chrono::seconds look_again{60};

// One batch under way.
struct Run {
    Work& work;
    const model::Tenant& store;
    const Batch& batch;

    const model::Rows& rows() const { return work.site.directory.rows(); }
    Result<void> write(const std::function<Result<void>(directory::Transaction&)>& act) const
    {
        const directory::Principal system{{}, {}, store.id, "batch", "ecwid", {}};
        return work.site.directory.write(system, store.id, act);
    }
};

http::Request request_of(const Run& run, const BatchRequest& planned)
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

http::Response refusal(const Run& run, const http::Request& request, Error error, Stage stage)
{
    const Call call{request, run.work.site, run.batch.ticket, {}};
    return render(call, {stage, std::move(error), 0});
}

// As the pipeline answers it, with the rights of the token that made the batch. `planned` is then
// as the call's last write has kept it.
http::Response answer(const Run& run, BatchRequest& planned, std::int64_t at)
{
    const auto request = request_of(run, planned);
    if (request.segments.size() > 3 && request.segments[3] == "batch") {
        return refusal(run, request,
                       {Code::invalid_value, "path", "batches cannot be nested", {}, {}, {}},
                       Stage::handling);
    }
    const auto owner = run.work.site.identity.by_id("ecwid", run.batch.owner);
    if (!owner) return refusal(run, request, owner.error(), Stage::authenticating);
    Call call{request, run.work.site, run.batch.ticket, {}};
    call.principal = directory::principal_of(*owner);
    call.principal.tenant = run.store.id;
    call.tenant = run.store;
    call.also = AnswerKeeper{run.batch, at, planned};
    return run.work.dispatch.answer_inside(ecwid_dialect, call);
}

// False when nobody wants the rest of the batch any more.
Result<bool> is_wanted(const Run& run)
{
    const auto newest = find_batch(run.rows(), run.store.id, run.batch.ticket);
    if (!newest && newest.error().code != Code::not_found) return fail(newest.error());
    return newest && newest->status != BatchStatus::completed && !run.work.stops();
}

struct Answered {
    BatchRequest request;
    bool is_kept = true; // with what it wrote, or before a restart
};

Result<Answered> answer_once(const Run& run, std::int64_t at)
{
    // Read anew each time: a try before may have left its progress.
    auto request = TRY(request_at(run.rows(), run.store.id, run.batch, at));
    if (request.status == RequestStatus::answered) return Answered{std::move(request)};
    const auto response = answer(run, request, at);
    // When the write itself fails, nothing is kept of what it had decided.
    const bool is_kept = request.status == RequestStatus::answered && response.status == 200;
    request.take(response);
    return Answered{std::move(request), is_kept};
}

Result<Answered> answer_with_patience(const Run& run, std::int64_t at)
{
    auto answered = TRY(answer_once(run, at));
    for (int tries = 1; tries < most_tries && answered.request.http_status >= 500; ++tries) {
        if (run.batch.stops_on_failure || !run.work.pause(between_tries)) break;
        if (!TRY(is_wanted(run))) break;
        answered = TRY(answer_once(run, at));
    }
    return answered;
}

// Gives whether the batch goes on behind this request.
Result<bool> run_request(const Run& run, std::int64_t at)
{
    const auto answered = TRY(answer_with_patience(run, at));
    const auto& request = answered.request;
    if (!answered.is_kept) {
        TRY(run.write([&](directory::Transaction& t) -> Result<void> {
            // Somebody may have deleted the batch meanwhile.
            if (!find_batch(t.rows(), t.tenant(), run.batch.ticket)) return {};
            return put_request(t, run.batch, at, request);
        }));
    }
    return request.http_status == 200 || !run.batch.stops_on_failure;
}

Result<void> run_batch(const Run& run)
{
    TRY(run.write([&](directory::Transaction& t) {
        return advance(t, run.batch.ticket, BatchStatus::queued, BatchStatus::in_progress);
    }));
    for (std::int64_t at = 0; at < run.batch.total; ++at) {
        if (!TRY(is_wanted(run))) return {};
        if (!TRY(run_request(run, at))) break;
    }
    return run.write([&](directory::Transaction& t) {
        return advance(t, run.batch.ticket, BatchStatus::in_progress, BatchStatus::completed);
    });
}

// What a restart left under way comes first: it is the older.
Result<std::optional<Batch>> next_batch(const model::Rows& rows, model::TenantId store)
{
    for (const auto status : {BatchStatus::in_progress, BatchStatus::queued}) {
        const auto batches = TRY(list_batches(rows, store, status, std::nullopt));
        if (!batches.empty()) return batches.front();
    }
    return std::nullopt;
}

Result<void> run_store(Work& work, const model::Tenant& store)
{
    while (!work.stops()) {
        const auto batch = TRY(next_batch(work.site.directory.rows(), store.id));
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
    query.tenant = model::house;
    query.limit = static_cast<std::int64_t>(limits::page_items);
    do {
        const auto page = TRY(work.site.directory.rows().page(query));
        for (const auto& row : page.rows) TRY(run_store(work, std::get<model::Tenant>(row)));
        query.after = page.next;
    } while (query.after && !work.stops());
    return look_again;
}

} // namespace muster::dialects::ecwid
