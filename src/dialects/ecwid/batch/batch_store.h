// Batches as they are stored: a batch is a job of its store, each of its requests is an item of
// that job. So progress is a small write, and after a restart the server knows what was done.
// Knows no clients and runs nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.h"
#include "directory/transaction.h"

namespace muster::dialects::ecwid {

// The kind of jobs that batches are.
inline constexpr std::string_view batch_work = "batch";

enum class BatchStatus { queued, in_progress, completed };
std::string_view name_of(BatchStatus status); // "QUEUED"

struct StoredBatch {
    model::Job job;    // its ticket, its owner (created_by), its status, its number of requests
    std::string group; // the label by which clients cancel it
    bool stops_on_failure = true;
    std::string base_url{}; // where the client reached this API: links in answers begin with it

    BatchStatus status() const;
};

// How far a request has come that takes several writes.
struct CallProgress {
    std::int64_t last = 0;  // customers with ids up to this one are done
    std::int64_t count = 0; // how many of those were changed
};

struct BatchRequest {
    std::string id;
    std::string method;
    std::string path;
    std::string body;
    // False for good when the batch was cancelled, or when a request before this one failed.
    bool is_answered = false;
    int http_status = 0;
    std::string answer;
    CallProgress progress;

    void set_answer(const http::Response& response);
};

// Creates a batch with that ticket, owned by the caller of the transaction. rate_limited when
// limits::open_jobs batches of the store are not completed, or when its quota of jobs is used.
Result<void> add_batch(directory::Transaction& transaction, const std::string& ticket,
                       const StoredBatch& draft, const std::vector<BatchRequest>& requests);
// not_found "batch".
Result<StoredBatch> find_batch(const model::Rows& rows, model::TenantId store,
                               std::string_view ticket);
// The owner's batches, oldest first.
Result<std::vector<StoredBatch>> list_batches(const model::Rows& rows, model::TenantId store,
                                              BatchStatus status, model::CredentialId owner);
StoredBatch batch_of(model::Job job);

Result<std::vector<BatchRequest>> requests_of(const model::Rows& rows, model::TenantId store,
                                              const StoredBatch& batch);
Result<BatchRequest> request_at(const model::Rows& rows, model::TenantId store,
                                const StoredBatch& batch, std::int64_t place);

// Changes the status if it is `from`. Does nothing when the batch has another status or is gone:
// its owner may cancel or delete it at any time.
Result<void> advance(directory::Transaction& transaction, std::string_view ticket,
                     model::JobStatus from, model::JobStatus to);
// Stores the request with its answer or its progress.
Result<void> put_request(directory::Transaction& transaction, const StoredBatch& batch,
                         std::int64_t place, const BatchRequest& request);

// The ticket that the same key of the same owner got within the last hour.
Result<std::optional<std::string>> repeated_ticket(directory::Transaction& transaction,
                                                   model::CredentialId owner, std::string_view key);
Result<void> remember_ticket(directory::Transaction& transaction, model::CredentialId owner,
                             std::string_view key, const std::string& ticket);

} // namespace muster::dialects::ecwid
