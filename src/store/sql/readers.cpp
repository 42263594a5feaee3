// Lends connections to threads and takes them back.
#include "store/sql/readers.h"

namespace muster::store::sql {

// The connection of one thread. When the thread ends, the connection returns to the idle ones.
struct Readers::Lease {
    std::weak_ptr<Readers> owner;
    const Readers* key;
    SqlConnection* connection;

    Lease(std::weak_ptr<Readers> from, const Readers* readers, SqlConnection* lent)
        : owner(std::move(from)), key(readers), connection(lent)
    {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = default;
    ~Lease()
    {
        if (const auto readers = owner.lock()) {
            const std::lock_guard lock(readers->mutex_);
            readers->idle_.push_back(connection);
        }
    }
};

Result<SqlConnection*> Readers::mine()
{
    thread_local std::vector<Lease> leases;
    for (auto& lease : leases) {
        // The address alone is not enough: a new Readers may have the address of a destroyed one.
        if (lease.key != this || lease.owner.expired()) continue;
        if (!lease.connection->is_usable()) {
            SqlConnection* opened = TRY(lend());
            close(std::exchange(lease.connection, opened));
        }
        return lease.connection;
    }
    std::erase_if(leases, [](const Lease& lease) { return lease.owner.expired(); });
    SqlConnection* connection = TRY(lend());
    leases.emplace_back(weak_from_this(), this, connection);
    return connection;
}

Result<SqlConnection*> Readers::lend()
{
    {
        const std::lock_guard lock(mutex_);
        while (!idle_.empty()) {
            SqlConnection* connection = idle_.back();
            idle_.pop_back();
            if (connection->is_usable()) return connection;
            std::erase_if(all_, [&](const auto& one) { return one.get() == connection; });
        }
    }
    auto opened = TRY(open_());
    const std::lock_guard lock(mutex_);
    all_.push_back(std::move(opened));
    return all_.back().get();
}

void Readers::close(const SqlConnection* connection)
{
    const std::lock_guard lock(mutex_);
    std::erase_if(all_, [&](const auto& one) { return one.get() == connection; });
}

} // namespace muster::store::sql
