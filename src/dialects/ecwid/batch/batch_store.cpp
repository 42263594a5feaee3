// The rows of batches. Knows no requests of clients and runs nothing.
#include "dialects/ecwid/batch/batch_store.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "dialects/ecwid/errors.h"
#include "model/keys.h"
#include "wire/stored_json.h"

namespace muster::dialects::ecwid {

using wire::integer_in;
using wire::text_in;

namespace {

constexpr std::chrono::hours deduplication_age{1};
constexpr std::string_view request_mark = "ecwid.request";

constexpr std::array<std::string_view, 3> status_names{"QUEUED", "IN_PROGRESS", "COMPLETED"};

std::string batch_key(std::string_view ticket) { return "ecwid.batch." + std::string(ticket); }

std::string request_key(std::string_view ticket, std::int64_t at)
{
    return batch_key(ticket) + '.' + std::to_string(at);
}

std::string ticket_key(model::CredentialId owner, std::string_view key)
{
    return "ecwid.deduplication." + std::to_string(owner.value) + '.' + std::string(key);
}

// What rows are listed by.
std::string batch_mark(BatchStatus status) { return "ecwid.batch." + std::string(name_of(status)); }

std::string text_of(const Batch& batch)
{
    Json json = Json::object();
    json.set("ticket", batch.ticket);
    json.set("owner", batch.owner.value);
    json.set("status", static_cast<std::int64_t>(batch.status));
    json.set("group", batch.group);
    json.set("stops", batch.stops_on_failure ? 1 : 0);
    json.set("first", batch.first_request);
    json.set("total", batch.total);
    return json.text();
}

Result<Batch> batch_of(const model::Replay& row)
{
    const Json json = TRY(parse_json(row.answer));
    Batch batch;
    batch.row = row.id.value;
    batch.ticket = text_in(json, "ticket");
    batch.owner = model::CredentialId{integer_in(json, "owner")};
    batch.status = static_cast<BatchStatus>(integer_in(json, "status"));
    batch.group = text_in(json, "group");
    batch.stops_on_failure = integer_in(json, "stops") != 0;
    batch.first_request = integer_in(json, "first");
    batch.total = integer_in(json, "total");
    return batch;
}

std::string text_of(const BatchRequest& request)
{
    Json json = Json::object();
    json.set("id", request.id);
    json.set("method", request.method);
    json.set("path", request.path);
    json.set("body", request.body);
    json.set("status", static_cast<std::int64_t>(request.status));
    json.set("http", std::int64_t{request.http_status});
    json.set("answer", request.answer);
    json.set("last", request.progress.last);
    json.set("count", request.progress.count);
    return json.text();
}

Result<BatchRequest> request_of(const model::Replay& row)
{
    const Json json = TRY(parse_json(row.answer));
    BatchRequest request;
    request.id = text_in(json, "id");
    request.method = text_in(json, "method");
    request.path = text_in(json, "path");
    request.body = text_in(json, "body");
    request.status = static_cast<RequestStatus>(integer_in(json, "status"));
    request.http_status = static_cast<int>(integer_in(json, "http"));
    request.answer = text_in(json, "answer");
    request.progress = {integer_in(json, "last"), integer_in(json, "count")};
    return request;
}

model::Replay batch_row(const Batch& batch)
{
    model::Replay row;
    row.key = batch_key(batch.ticket);
    row.fingerprint = batch_mark(batch.status);
    row.answer = text_of(batch);
    return row;
}

model::Replay request_row(const Batch& batch, std::int64_t at, const BatchRequest& request)
{
    model::Replay row;
    row.key = request_key(batch.ticket, at);
    row.fingerprint = request_mark;
    row.answer = text_of(request);
    return row;
}

} // namespace

std::string_view name_of(BatchStatus status)
{
    return status_names[static_cast<std::size_t>(status)];
}

void BatchRequest::take(const http::Response& response)
{
    status = RequestStatus::answered;
    http_status = response.status;
    answer = response.body;
    body.clear(); // it holds a person's data, and is not sent again
}

Result<void> add_batch(directory::Transaction& transaction, Batch batch,
                       const std::vector<BatchRequest>& requests)
{
    batch.total = static_cast<std::int64_t>(requests.size());
    for (std::int64_t at = 0; at < batch.total; ++at) {
        const auto& request = requests[static_cast<std::size_t>(at)];
        const auto row = TRY(transaction.create(request_row(batch, at, request)));
        if (at == 0) batch.first_request = row.id.value;
    }
    TRY(transaction.create(batch_row(batch)));
    return {};
}

Result<Batch> find_batch(const model::Rows& rows, model::TenantId store, std::string_view ticket)
{
    const auto row = model::find<model::Replay>(rows, model::replay_key(store, batch_key(ticket)));
    if (row) return batch_of(*row);
    if (row.error().code != Code::not_found) return fail(row.error());
    return fail(Code::not_found, "batch", "Batch " + std::string(ticket) + " not found");
}

Result<std::vector<Batch>> list_batches(const model::Rows& rows, model::TenantId store,
                                        BatchStatus status,
                                        std::optional<model::CredentialId> owner)
{
    model::Query query;
    query.kind = model::Kind::replay;
    query.tenant = store;
    query.filter = model::equals("fingerprint", batch_mark(status));
    query.limit = static_cast<std::int64_t>(limits::page_items);
    std::vector<Batch> batches;
    do {
        const auto page = TRY(rows.page(query));
        for (const auto& row : page.rows) {
            auto batch = TRY(batch_of(std::get<model::Replay>(row)));
            if (!owner || batch.owner == *owner) batches.push_back(std::move(batch));
        }
        query.after = page.next;
    } while (query.after);
    return batches;
}

Result<std::vector<BatchRequest>> requests_of(const model::Rows& rows, model::TenantId store,
                                              const Batch& batch)
{
    std::vector<std::int64_t> ids(static_cast<std::size_t>(batch.total));
    for (std::size_t i = 0; i < ids.size(); ++i) {
        ids[i] = batch.first_request + static_cast<std::int64_t>(i);
    }
    std::vector<BatchRequest> requests;
    for (const auto& row : TRY(rows.get_all(model::Kind::replay, store, ids))) {
        requests.push_back(TRY(request_of(std::get<model::Replay>(row))));
    }
    return requests;
}

Result<BatchRequest> request_at(const model::Rows& rows, model::TenantId store, const Batch& batch,
                                std::int64_t at)
{
    const auto row =
        TRY(model::get(rows, store, model::Id<model::Replay>{batch.first_request + at}));
    return request_of(row);
}

Result<void> advance(directory::Transaction& transaction, std::string_view ticket, BatchStatus from,
                     BatchStatus to)
{
    const auto before = model::find<model::Replay>(
        transaction.rows(), model::replay_key(transaction.tenant(), batch_key(ticket)));
    if (!before && before.error().code == Code::not_found) return {};
    if (!before) return fail(before.error());
    auto batch = TRY(batch_of(*before));
    if (batch.status != from) return {};
    batch.status = to;
    auto after = *before;
    after.fingerprint = batch_mark(to);
    after.answer = text_of(batch);
    TRY(transaction.update(*before, std::move(after)));
    return {};
}

Result<void> put_request(directory::Transaction& transaction, const Batch& batch, std::int64_t at,
                         const BatchRequest& request)
{
    const auto before = TRY(transaction.get(model::Id<model::Replay>{batch.first_request + at}));
    auto after = before;
    after.answer = text_of(request);
    TRY(transaction.update(before, std::move(after)));
    return {};
}

Result<void> erase_batch(directory::Transaction& transaction, const Batch& batch)
{
    auto& writer = transaction.writer();
    for (std::int64_t at = 0; at < batch.total; ++at) {
        const auto row = batch.first_request + at;
        TRY(writer.erase({model::Kind::replay, transaction.tenant(), row, 0}));
    }
    return writer.erase({model::Kind::replay, transaction.tenant(), batch.row, 0});
}

Result<std::optional<std::string>> repeated_ticket(directory::Transaction& transaction,
                                                   model::CredentialId owner, std::string_view key)
{
    const auto row = model::find<model::Replay>(
        transaction.rows(), model::replay_key(transaction.tenant(), ticket_key(owner, key)));
    if (!row && row.error().code != Code::not_found) return fail(row.error());
    if (!row) return std::nullopt;
    if (transaction.now() - row->created_at < deduplication_age) return row->answer;
    TRY(transaction.writer().erase({model::Kind::replay, transaction.tenant(), row->id.value, 0}));
    return std::nullopt;
}

Result<void> remember_ticket(directory::Transaction& transaction, model::CredentialId owner,
                             std::string_view key, const std::string& ticket)
{
    model::Replay row;
    row.key = ticket_key(owner, key);
    row.fingerprint = "ecwid.deduplication";
    row.answer = ticket;
    TRY(transaction.create(std::move(row)));
    return {};
}

} // namespace muster::dialects::ecwid
