// Renews the lease of the active node, on a thread and a connection of its own: a long batch of
// writes does not hold it up.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "store/health.h"
#include "store/node_lease.h"
#include "store/postgres/connection.h"

namespace muster::store::postgres {

class LeaseKeeper {
public:
    // The lease is renewed once when this returns.
    static Result<std::unique_ptr<LeaseKeeper>> start(const std::string& url, std::int64_t term,
                                                      const NodeOptions& node,
                                                      std::shared_ptr<StoreHealth> health);
    ~LeaseKeeper(); // ends the term: another node may take over at once
    LeaseKeeper(const LeaseKeeper&) = delete;

    std::int64_t term() const { return term_; }
    NodeLease& lease() const { return *node_.lease; }

private:
    LeaseKeeper(std::unique_ptr<PostgresConnection> connection, std::int64_t term, NodeOptions node,
                std::shared_ptr<StoreHealth> health);
    void run();
    Result<void> renew();
    Result<void> be_connected();

    std::unique_ptr<PostgresConnection> connection_;
    const std::int64_t term_;
    const NodeOptions node_;
    const std::shared_ptr<StoreHealth> health_;
    std::mutex mutex_;
    std::condition_variable stopped_;
    bool stops_ = false; // under mutex_
    std::thread thread_;
};

} // namespace muster::store::postgres
