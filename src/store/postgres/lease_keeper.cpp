// The lease runs from the moment before the renewal was sent: the database may have shown it to
// other nodes long before its answer arrives here.
#include "store/postgres/lease_keeper.h"

#include "base/limits.h"
#include "store/postgres/active_node.h"

namespace muster::store::postgres {

namespace {

// A renewal that takes longer than the lease is of no use.
Result<void> limit_statements(PostgresConnection& connection, std::chrono::milliseconds most)
{
    return connection.run("SET statement_timeout = " + std::to_string(most.count()));
}

} // namespace

Result<std::unique_ptr<LeaseKeeper>> LeaseKeeper::start(const std::string& url, std::int64_t term,
                                                        const NodeOptions& node,
                                                        std::shared_ptr<StoreHealth> health)
{
    auto connection = TRY(PostgresConnection::open(url, ConnectionAccess::write));
    TRY(limit_statements(*connection, node.times.lease));
    std::unique_ptr<LeaseKeeper> keeper(
        new LeaseKeeper(std::move(connection), term, node, std::move(health)));
    TRY(keeper->renew());
    keeper->thread_ = std::thread([keeper = keeper.get()] { keeper->run(); });
    return keeper;
}

LeaseKeeper::LeaseKeeper(std::unique_ptr<PostgresConnection> connection, std::int64_t term,
                         NodeOptions node, std::shared_ptr<StoreHealth> health)
    : connection_(std::move(connection)), term_(term), node_(std::move(node)),
      health_(std::move(health))
{}

LeaseKeeper::~LeaseKeeper()
{
    {
        const std::lock_guard lock(mutex_);
        stops_ = true;
    }
    stopped_.notify_one();
    if (thread_.joinable()) thread_.join();
    // Without the database the others wait until the lease has run out.
    if (be_connected()) static_cast<void>(end_term(*connection_, term_));
}

Result<void> LeaseKeeper::be_connected()
{
    if (connection_->is_usable()) return {};
    TRY(connection_->reconnect());
    return limit_statements(*connection_, node_.times.lease);
}

Result<void> LeaseKeeper::renew()
{
    TRY(be_connected());
    const auto sent = NodeLease::now();
    const bool is_mine = TRY(renew_term(*connection_, term_));
    if (is_mine)
        node_.lease->hold_until(sent + node_.times.lease);
    else
        node_.lease->give_up();
    return {};
}

void LeaseKeeper::run()
{
    std::unique_lock lock(mutex_);
    while (!stopped_.wait_for(lock, node_.times.renewal, [this] { return stops_; })) {
        lock.unlock();
        const auto renewed = renew();
        if (node_.lease->role() == NodeRole::overdue) {
            health_->begin(StoreTrouble::overdue_lease,
                           "the database has not confirmed in time that this node is the active "
                           "one, so it answers 503: " +
                               (renewed ? "its answer was late" : renewed.error().message));
        } else {
            health_->end(StoreTrouble::overdue_lease);
        }
        lock.lock();
    }
}

} // namespace muster::store::postgres
