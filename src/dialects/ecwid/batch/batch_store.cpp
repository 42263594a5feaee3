// Turns batches into jobs and their items, and back.
#include "dialects/ecwid/batch/batch_store.h"

#include <array>
#include <chrono>

#include "dialects/ecwid/ecwid.h"
#include "directory/jobs.h"
#include "directory/stored_replies.h"
#include "model/keys.h"
#include "model/schema.h"
#include "wire/stored_json.h"

namespace muster::dialects::ecwid {

using model::JobStatus;
using wire::flag_in;
using wire::integer_in;
using wire::text_in;

namespace {

constexpr std::chrono::hours batch_age{24};        // documented by the vendor
constexpr std::chrono::hours deduplication_age{1}; // documented by the vendor

constexpr std::array<std::string_view, 3> status_names{"QUEUED", "IN_PROGRESS", "COMPLETED"};

std::string ticket_key(model::CredentialId owner, std::string_view key)
{
    return "ecwid.deduplication." + std::to_string(owner.value) + '.' + std::string(key);
}

model::Filter is_batch()
{
    return model::all_of({model::equals("dialect", std::string(dialect_name)),
                          model::equals("work", std::string(batch_work))});
}

model::Filter has_status(BatchStatus status)
{
    const auto is = [](JobStatus job_status) {
        return model::equals("status", std::string(model::name_of(job_status)));
    };
    switch (status) {
    case BatchStatus::queued: return is(JobStatus::waiting);
    case BatchStatus::in_progress: return is(JobStatus::running);
    case BatchStatus::completed: break;
    }
    return model::any_of({is(JobStatus::done), is(JobStatus::failed), is(JobStatus::cancelled)});
}

std::string options_of(const StoredBatch& batch)
{
    Json json = Json::object();
    json.set("group", batch.group);
    json.set("stops", batch.stops_on_failure);
    if (!batch.base_url.empty()) json.set("base", batch.base_url);
    return json.text();
}

// What cannot be read is empty, so that its owner can still see and delete the batch. The runner
// refuses a request without a method.
BatchRequest request_of(const model::JobItem& item)
{
    BatchRequest request;
    const Json asked = wire::stored_json(item.request);
    request.id = text_in(asked, "id");
    request.method = text_in(asked, "method");
    request.path = text_in(asked, "path");
    request.body = text_in(asked, "body");
    if (!item.progress.empty()) {
        const Json progress = wire::stored_json(item.progress);
        request.progress = {integer_in(progress, "last"), integer_in(progress, "count")};
    }
    if (item.status != JobStatus::done) return request;
    const Json answer = wire::stored_json(item.answer);
    request.is_answered = true;
    request.http_status = static_cast<int>(integer_in(answer, "status"));
    request.answer = text_in(answer, "body");
    return request;
}

void write_request(const BatchRequest& request, model::JobItem& item)
{
    Json asked = Json::object();
    asked.set("id", request.id);
    asked.set("method", request.method);
    asked.set("path", request.path);
    asked.set("body", request.body);
    item.request = asked.text();
    if (request.progress.last != 0) {
        Json progress = Json::object();
        progress.set("last", request.progress.last);
        progress.set("count", request.progress.count);
        item.progress = progress.text();
    }
    if (!request.is_answered) return;
    Json answer = Json::object();
    answer.set("status", std::int64_t{request.http_status});
    answer.set("body", request.answer);
    item.answer = answer.text();
    item.status = JobStatus::done;
}

} // namespace

std::string_view name_of(BatchStatus status)
{
    return status_names[static_cast<std::size_t>(status)];
}

BatchStatus StoredBatch::status() const
{
    if (job.status == JobStatus::waiting) return BatchStatus::queued;
    return job.status == JobStatus::running ? BatchStatus::in_progress : BatchStatus::completed;
}

void BatchRequest::set_answer(const http::Response& response)
{
    is_answered = true;
    http_status = response.status;
    answer = response.body;
    body.clear(); // it holds a person's data, and is not sent again
}

Result<void> add_batch(directory::Transaction& transaction, const std::string& ticket,
                       const StoredBatch& draft, const std::vector<BatchRequest>& requests)
{
    model::Job job;
    job.dialect = dialect_name;
    job.work = batch_work;
    job.ticket = ticket;
    job.options = options_of(draft);
    job.expires_at = transaction.now() + batch_age;
    std::vector<model::JobItem> items(requests.size());
    for (std::size_t i = 0; i < items.size(); ++i) write_request(requests[i], items[i]);
    const auto made =
        directory::create_job_with_items(transaction, std::move(job), std::move(items));
    if (made) return {};
    if (made.error().code != Code::too_large) return fail(made.error());
    return fail(Code::rate_limited, "batch", "Too many batches are not completed yet");
}

StoredBatch batch_of(model::Job job)
{
    const Json options = wire::stored_json(job.options);
    return StoredBatch{std::move(job), text_in(options, "group"), flag_in(options, "stops"),
                       text_in(options, "base")};
}

Result<StoredBatch> find_batch(const model::Rows& rows, model::TenantId store,
                               std::string_view ticket)
{
    auto job = directory::find_job_by_ticket(rows, store, dialect_name, ticket);
    if (!job && job.error().code == Code::not_found) {
        return fail(Code::not_found, "batch", "Batch " + std::string(ticket) + " not found");
    }
    if (!job) return fail(job.error());
    return batch_of(*std::move(job));
}

Result<std::vector<StoredBatch>> list_batches(const model::Rows& rows, model::TenantId store,
                                              BatchStatus status, model::CredentialId owner)
{
    model::Query query;
    query.kind = model::Kind::job;
    query.tenant = store;
    query.filter =
        model::all_of({is_batch(), has_status(status), model::equals("created_by", owner.value)});
    query.limit = static_cast<std::int64_t>(limits::page_items);
    std::vector<StoredBatch> batches;
    do {
        auto page = TRY(rows.page(query));
        query.after = page.next;
        for (auto& job : model::rows_of<model::Job>(std::move(page))) {
            batches.push_back(batch_of(std::move(job)));
        }
    } while (query.after);
    return batches;
}

Result<std::vector<BatchRequest>> requests_of(const model::Rows& rows, model::TenantId store,
                                              const StoredBatch& batch)
{
    std::vector<BatchRequest> requests;
    for (const auto& item : TRY(directory::items_of(rows, store, batch.job))) {
        requests.push_back(request_of(item));
    }
    return requests;
}

Result<BatchRequest> request_at(const model::Rows& rows, model::TenantId store,
                                const StoredBatch& batch, std::int64_t place)
{
    return request_of(TRY(directory::item_at(rows, store, batch.job, place)));
}

Result<void> advance(directory::Transaction& transaction, std::string_view ticket, JobStatus from,
                     JobStatus to)
{
    const auto before = directory::find_job_by_ticket(transaction.rows(), transaction.tenant(),
                                                      dialect_name, ticket);
    if (!before && before.error().code == Code::not_found) return {};
    if (!before) return fail(before.error());
    if (before->status != from) return {};
    auto after = *before;
    after.status = to;
    TRY(transaction.update(*before, std::move(after)));
    return {};
}

Result<void> put_request(directory::Transaction& transaction, const StoredBatch& batch,
                         std::int64_t place, const BatchRequest& request)
{
    const auto before =
        TRY(directory::item_at(transaction.rows(), transaction.tenant(), batch.job, place));
    auto after = before;
    write_request(request, after);
    TRY(transaction.update(before, std::move(after)));
    return {};
}

Result<std::optional<std::string>> repeated_ticket(directory::Transaction& transaction,
                                                   model::CredentialId owner, std::string_view key)
{
    const auto row = model::find<model::StoredReply>(
        transaction.rows(), model::stored_reply_key(transaction.tenant(), ticket_key(owner, key)));
    if (!row && row.error().code != Code::not_found) return fail(row.error());
    if (!row) return std::nullopt;
    if (transaction.now() - row->created_at < deduplication_age) return row->answer;
    TRY(transaction.writer().erase(
        {model::Kind::stored_reply, transaction.tenant(), row->id.value, 0}));
    return std::nullopt;
}

Result<void> remember_ticket(directory::Transaction& transaction, model::CredentialId owner,
                             std::string_view key, const std::string& ticket)
{
    model::StoredReply row;
    row.key = ticket_key(owner, key);
    row.answer = ticket;
    return directory::store_reply(transaction, std::move(row));
}

} // namespace muster::dialects::ecwid
