// Runs the requests of batches as their owner. What was written before a restart is not written
// again: the mark of that lies in the same commit as the write.
#include <chrono>

#include "base/text.h"
#include "core/tenants.h"
#include "dialects/dispatch.h"
#include "dialects/ecwid/batch.h"
#include "dialects/ecwid/batch_store.h"
#include "dialects/ecwid/ecwid.h"
#include "dialects/ecwid/errors.h"

namespace muster::dialects::ecwid {

namespace {

constexpr int most_tries = 5;
constexpr std::chrono::seconds between_tries{3};
// New batches are told of; this only catches what nobody told.
constexpr std::chrono::seconds look_again{60};

// One batch under way.
struct Run {
    Work& work;
    const core::Tenant& store;
    const Batch& batch;

    const core::Rows& rows() const { return work.site.directory.rows(); }
    Result<void> write(const std::function<Result<void>(core::Transaction&)>& act) const
    {
        const core::Principal system{{}, {}, store.id, "batch", "ecwid", {}};
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

// As the pipeline answers it, with the rights of the token that made the batch.
http::Response answer(const Run& run, const BatchRequest& planned, std::int64_t at)
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
    call.principal = core::principal_of(*owner);
    call.principal.tenant = run.store.id;
    call.tenant = run.store;
    call.also = [&](core::Transaction& t) {
        auto written = planned;
        written.status = RequestStatus::written;
        return put_request(t, run.batch, at, written);
    };
    return run.work.dispatch.answer_inside(ecwid_dialect, call);
}

http::Response answer_with_patience(const Run& run, const BatchRequest& planned, std::int64_t at)
{
    auto response = answer(run, planned, at);
    for (int tries = 1; tries < most_tries && response.status >= 500; ++tries) {
        if (run.batch.stops_on_failure || !run.work.pause(between_tries)) break;
        response = answer(run, planned, at);
    }
    return response;
}

// False when nobody wants the rest of the batch any more.
Result<bool> is_wanted(const Run& run)
{
    const auto newest = find_batch(run.rows(), run.store.id, run.batch.ticket);
    if (!newest && newest.error().code != Code::not_found) return fail(newest.error());
    return newest && newest->status != BatchStatus::completed && !run.work.stops();
}

// Gives whether the batch goes on behind this request.
Result<bool> run_request(const Run& run, std::int64_t at)
{
    auto request = TRY(request_at(run.rows(), run.store.id, run.batch, at));
    if (request.status == RequestStatus::waiting) {
        const auto response = answer_with_patience(run, request, at);
        request.status = RequestStatus::answered;
        request.http_status = response.status;
        request.answer = response.body;
        TRY(run.write([&](core::Transaction& t) -> Result<void> {
            // Somebody may have deleted the batch meanwhile.
            if (!find_batch(t.rows(), t.tenant(), run.batch.ticket)) return {};
            return put_request(t, run.batch, at, request);
        }));
    }
    const bool failed = request.http_status != 200 && request.http_status != 0;
    return !(failed && run.batch.stops_on_failure);
}

Result<void> run_batch(const Run& run)
{
    TRY(run.write([&](core::Transaction& t) {
        return advance(t, run.batch.ticket, BatchStatus::queued, BatchStatus::in_progress);
    }));
    for (std::int64_t at = 0; at < run.batch.total; ++at) {
        if (!TRY(is_wanted(run))) return {};
        if (!TRY(run_request(run, at))) break;
    }
    return run.write([&](core::Transaction& t) {
        return advance(t, run.batch.ticket, BatchStatus::in_progress, BatchStatus::completed);
    });
}

// What a restart left under way comes first: it is the older.
Result<std::optional<Batch>> next_batch(const core::Rows& rows, core::TenantId store)
{
    for (const auto status : {BatchStatus::in_progress, BatchStatus::queued}) {
        const auto batches = TRY(list_batches(rows, store, status, std::nullopt));
        if (!batches.empty()) return batches.front();
    }
    return std::nullopt;
}

Result<void> run_store(Work& work, const core::Tenant& store)
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
    core::Query query;
    query.kind = core::Kind::tenant;
    query.tenant = core::house;
    query.limit = static_cast<std::int64_t>(limits::page_items);
    do {
        const auto page = TRY(work.site.directory.rows().page(query));
        for (const auto& row : page.rows) TRY(run_store(work, std::get<core::Tenant>(row)));
        query.after = page.next;
    } while (query.after && !work.stops());
    return look_again;
}

} // namespace muster::dialects::ecwid
