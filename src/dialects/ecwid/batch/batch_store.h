// Batches as they are kept: among the store's replays, which last a day and are no part of the
// change log. One row for the batch, one for each request, so that progress is a small write and a
// restart knows what is done.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dialects/dialect.h"
#include "directory/transaction.h"

namespace muster::dialects::ecwid {

enum class BatchStatus { queued, in_progress, completed };
std::string_view name_of(BatchStatus status); // "QUEUED"

struct Batch {
    std::int64_t row = 0;
    std::string ticket;
    model::CredentialId owner;
    BatchStatus status = BatchStatus::queued;
    std::string group; // label for cancelling
    bool stops_on_failure = true;
    std::int64_t first_request = 0; // row of the first; the others follow
    std::int64_t total = 0;
};

enum class RequestStatus {
    waiting,  // also for good, when it is cancelled or behind a failure
    answered, // the answer is kept
};

// How far a call of several writes has come.
struct CallProgress {
    std::int64_t last = 0;  // ids up to this one are done
    std::int64_t count = 0; // of those that were changed
};

struct BatchRequest {
    std::string id;
    std::string method;
    std::string path;
    std::string body;
    RequestStatus status = RequestStatus::waiting;
    int http_status = 0;
    std::string answer;
    CallProgress progress;

    void take(const http::Response& response);
};

// Stores a new batch with its requests; gives it its rows.
Result<void> add_batch(directory::Transaction& transaction, Batch batch,
                       const std::vector<BatchRequest>& requests);
// not_found "batch".
Result<Batch> find_batch(const model::Rows& rows, model::TenantId store, std::string_view ticket);
// By id of the row, oldest first.
Result<std::vector<Batch>> list_batches(const model::Rows& rows, model::TenantId store,
                                        BatchStatus status,
                                        std::optional<model::CredentialId> owner);
Result<std::vector<BatchRequest>> requests_of(const model::Rows& rows, model::TenantId store,
                                              const Batch& batch);
Result<BatchRequest> request_at(const model::Rows& rows, model::TenantId store, const Batch& batch,
                                std::int64_t at);

// Only when it has the status that is expected; else, and when it is gone, nothing happens.
Result<void> advance(directory::Transaction& transaction, std::string_view ticket, BatchStatus from,
                     BatchStatus to);
Result<void> put_request(directory::Transaction& transaction, const Batch& batch, std::int64_t at,
                         const BatchRequest& request);
Result<void> erase_batch(directory::Transaction& transaction, const Batch& batch);

// The ticket that the same key of the same owner was given within the last hour.
Result<std::optional<std::string>> repeated_ticket(directory::Transaction& transaction,
                                                   model::CredentialId owner, std::string_view key);
Result<void> remember_ticket(directory::Transaction& transaction, model::CredentialId owner,
                             std::string_view key, const std::string& ticket);

} // namespace muster::dialects::ecwid
