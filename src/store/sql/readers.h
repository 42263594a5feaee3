// Connections for reading: one per thread, reused when a thread ends. Knows no entities.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "store/sql/connection.h"

namespace muster::store::sql {

// Thread-safe. Must not be destroyed while a thread reads.
class Readers : public std::enable_shared_from_this<Readers> {
public:
    // Opens a connection; called on any thread.
    using Open = std::function<Result<std::unique_ptr<SqlConnection>>()>;
    explicit Readers(Open open) : open_(std::move(open)) {}

    // The calling thread's connection, opened at its first read, and again when it was lost.
    Result<SqlConnection*> mine();

private:
    struct Lease;
    Result<SqlConnection*> lend();
    void close(const SqlConnection* connection);

    const Open open_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<SqlConnection>> all_;
    std::vector<SqlConnection*> idle_;
};

} // namespace muster::store::sql
